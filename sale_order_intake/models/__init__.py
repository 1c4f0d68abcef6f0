from . import product_template
from . import res_company
from . import res_config_settings
from . import sale_letter_of_credit
from . import sale_order_class_mixin
from . import sale_order
from . import sale_order_code_scheme
from . import sale_order_handover
