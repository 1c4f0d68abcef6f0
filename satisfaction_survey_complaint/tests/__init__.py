from . import test_audience
from . import test_survey_complaint
