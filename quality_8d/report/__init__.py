from . import quality_8d_xlsx
