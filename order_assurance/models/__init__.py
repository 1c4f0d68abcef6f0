from . import order_assurance_demo
from . import order_assurance_demo_parts
from . import order_assurance_demo_story
from . import order_assurance_demo_proofs
from . import order_assurance_demo_deposit
from . import order_assurance_demo_checks
from . import order_assurance_demo_kinds
from . import order_team
