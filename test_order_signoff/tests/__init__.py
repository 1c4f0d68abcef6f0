from . import test_order_deadline
from . import test_order_deadline_hold
from . import test_order_escalation
from . import test_order_form
from . import test_signoff
from . import test_signoff_security
from . import test_signoff_performance
from . import test_signoff_tour
