from . import quality_8d_lot_block
from . import quality_8d
from . import stock_move_line
