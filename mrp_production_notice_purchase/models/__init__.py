from . import mrp_production_advance
from . import mrp_production_advance_line
