from . import (
    base_partner_merge_automatic_wizard,
    sale_order_code_decode,
    sale_order_code_import,
)
