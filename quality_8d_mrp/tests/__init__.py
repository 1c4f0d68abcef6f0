from . import test_mrp
