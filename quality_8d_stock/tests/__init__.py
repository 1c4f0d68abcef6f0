from . import test_effect_lots
from . import test_lots
from . import test_quarantine
from . import test_trace
from . import test_tours
from . import test_block_race
