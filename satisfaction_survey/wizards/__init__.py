from . import satisfaction_entry
from . import satisfaction_entry_line
