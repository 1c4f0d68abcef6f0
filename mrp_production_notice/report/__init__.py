from . import report_mrp_production_change
