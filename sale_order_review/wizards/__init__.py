from . import sale_order_review_release
from . import sale_order_review_resolve
from . import sale_order_review_step_release
