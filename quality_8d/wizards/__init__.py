from . import order_figures_mixin
from . import quality_8d_ask
from . import quality_8d_send
from . import quality_8d_figures
from . import quality_8d_figures_records
