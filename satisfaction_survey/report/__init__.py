from . import satisfaction_program_xlsx
