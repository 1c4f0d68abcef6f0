from . import customer_complaint
from . import mrp_production
from . import mrp_production_notice
