from . import test_change
from . import test_change_class
from . import test_change_security
from . import test_change_tour
from . import test_change_wizard
