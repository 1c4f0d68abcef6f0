from . import test_outsourcing
