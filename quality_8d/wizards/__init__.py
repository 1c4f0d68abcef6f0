from . import quality_8d_ask
from . import quality_8d_reason
from . import quality_8d_send
