from . import satisfaction_followup
from . import satisfaction_program
