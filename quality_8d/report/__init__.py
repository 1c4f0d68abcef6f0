from . import quality_8d_sheet_abstract
from . import quality_8d_xlsx
