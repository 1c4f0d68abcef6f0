from . import quality_8d_reason
from . import stock_picking_return
