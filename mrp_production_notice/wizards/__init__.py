from . import mrp_production_notice_batch
from . import mrp_production_notice_correct
from . import change_production_qty
from . import mrp_production_change_reason
from . import mrp_production_change_sheet
from . import mrp_production_split
