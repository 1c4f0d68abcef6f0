from . import (
    base_partner_merge_automatic_wizard,
    order_sheet_import,
    order_sheet_problem,
    sale_order_code_decode,
    sale_order_code_import,
)
