from . import satisfaction_followup
from . import satisfaction_program
from . import satisfaction_program_audience
