from . import test_advance
from . import test_notice_print
from . import test_release
from . import test_notice
