from . import test_gate
from . import test_gate_queries
from . import test_override
from . import test_payment
