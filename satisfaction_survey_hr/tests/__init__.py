from . import test_suppression
from . import test_employee
from . import test_anonymity
from . import test_slip_page
