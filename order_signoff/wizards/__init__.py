from . import order_deadline_hold
from . import order_reason
from . import order_sheet_import
from . import order_sheet_problem
from . import order_signoff_decision
