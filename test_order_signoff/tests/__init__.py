from . import test_order_deadline
from . import test_order_escalation
from . import test_order_form
from . import test_signoff
