from . import mrp_production_notice_batch
from . import mrp_production_notice_correct
from . import mrp_production_notice_reason
