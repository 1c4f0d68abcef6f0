from . import satisfaction_entry
from . import satisfaction_entry_line
from . import satisfaction_sheet_import
from . import satisfaction_sheet_import_answers
