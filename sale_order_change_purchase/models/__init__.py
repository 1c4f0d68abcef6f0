from . import purchase_order
from . import purchase_order_line
from . import sale_order_change
from . import sale_order_change_impact
