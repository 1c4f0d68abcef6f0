from . import quality_8d
from . import sale_order
