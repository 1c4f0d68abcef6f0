from . import customer_complaint_remedy
from . import sale_order_change
