from . import portal_hold
from . import proof_portal
from . import portal
from . import order_lines
