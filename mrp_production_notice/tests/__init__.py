from . import test_advance
from . import test_notice_print
from . import test_release
from . import test_notice
from . import test_change_cost
from . import test_change_kinds
from . import test_change_seal
from . import test_change_security
