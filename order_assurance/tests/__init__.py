from . import test_overview
from . import test_story
from . import test_tours
