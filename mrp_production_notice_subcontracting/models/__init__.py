from . import mrp_production_notice
from . import mrp_production_notice_line
from . import purchase_order
from . import purchase_order_line
