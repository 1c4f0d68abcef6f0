from . import test_advance
from . import test_notice
