from . import order_deadline_hold
from . import order_reason
from . import order_signoff_decision
