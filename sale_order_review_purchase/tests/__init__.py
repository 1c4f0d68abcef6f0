from . import test_purchase_hold
