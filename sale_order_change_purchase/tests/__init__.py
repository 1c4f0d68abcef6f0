from . import test_change_purchase
