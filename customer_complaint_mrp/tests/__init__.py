from . import test_made_by
