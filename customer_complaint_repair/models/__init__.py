from . import customer_complaint_remedy
from . import repair_order
