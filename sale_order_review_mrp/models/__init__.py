from . import res_company
from . import res_config_settings
from . import sale_order_review_check_facts
from . import sale_order_review
