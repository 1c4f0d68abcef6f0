from odoo import fields, models


class ResCompany(models.Model):
    """What customers and suppliers may send on the pages made for them."""

    _inherit = "res.company"

    order_upload_max_mb = fields.Integer(
        string="Largest File (MB)",
        default=10,
        required=True,
        help="Of what customers and suppliers send on the pages made for them.",
    )
    order_upload_max_files = fields.Integer(
        string="Most Files",
        default=10,
        required=True,
        help="That customers and suppliers may send for one document.",
    )

    _order_upload_max_mb_in_range = models.Constraint(
        "CHECK(order_upload_max_mb BETWEEN 1 AND 50)",
        "Files from outside may have between 1 and 50 MB.",
    )
    _order_upload_max_files_in_range = models.Constraint(
        "CHECK(order_upload_max_files BETWEEN 1 AND 100)",
        "Between 1 and 100 files may be sent for one document.",
    )
