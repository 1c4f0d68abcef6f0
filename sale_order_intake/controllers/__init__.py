from . import portal_presale
from . import proof_portal
from . import portal
from . import order_lines
