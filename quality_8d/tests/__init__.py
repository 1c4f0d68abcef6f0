from . import test_report
from . import test_rules
from . import test_closing
from . import test_effect
from . import test_version
from . import test_security
from . import test_print
from . import test_portal
