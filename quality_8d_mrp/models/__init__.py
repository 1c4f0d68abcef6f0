from . import mrp_production
from . import quality_8d
