from . import test_gate
from . import test_override
from . import test_payment
