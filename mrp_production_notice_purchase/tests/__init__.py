from . import test_advance_purchase
