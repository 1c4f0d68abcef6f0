from . import test_answer
from . import test_portal
from . import test_program
from . import test_sample
from . import test_security
from . import test_send
from . import test_tours
from . import test_yearly
