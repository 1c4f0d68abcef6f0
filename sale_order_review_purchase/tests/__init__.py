from . import test_hold_tour
from . import test_purchase_hold
