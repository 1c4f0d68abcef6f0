from . import test_capacity
from . import test_check_queries
from . import test_hold_tour
from . import test_production_hold
from . import test_production_orders
from . import test_production_released
