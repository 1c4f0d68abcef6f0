from . import sale_order_change_answer
from . import sale_order_change_class
from . import sale_order_change_drawing
from . import sale_order_change_drawing_line
from . import sale_order_change_new
from . import sale_order_change_new_line
from . import sale_order_change_consent
from . import sale_order_change_edit
