from . import purchase_order
from . import quality_8d
