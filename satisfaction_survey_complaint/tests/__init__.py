from . import test_survey_complaint
