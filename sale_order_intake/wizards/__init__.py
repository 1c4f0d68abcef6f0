from . import sale_order_presale_convert
from . import sale_order_presale_convert_line
from . import sale_order_proof_answer
from . import sale_order_deposit_take_out
