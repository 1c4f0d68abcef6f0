import hashlib
import json

from odoo import api, models
from odoo.tools import float_repr

# What a line says, by aspect. A department signs again only if one of its aspects reads
# differently in the next revision.
LINE_ASPECTS = {
    "products": [
        "product_id",
        "customer_part_no",
        "drawing_revision",
        "specification",
        "proof_text",
        "is_new_product",
    ],
    "quantities": ["product_id", "quantity", "stock_quantity", "make_quantity", "uom_id"],
    "dates": ["product_id", "completion_date"],
    "packing": ["product_id", "packing", "marks"],
    "sourcing": ["product_id", "sourcing", "subcontractor_id", "outsource_reason"],
}
# What the notice says as a whole.
NOTICE_ASPECTS = {
    "dates": ["delivery_date"],
    "delivery": ["delivery_mode", "destination", "batch_destination"],
    "special": ["special_matters", "irregular"],
}


class MrpProductionNotice(models.Model):
    """What the departments sign, by aspect."""

    _inherit = "mrp.production.notice"

    def _signoff_fingerprint(self):
        """Return what signers sign, by aspect; the same in every revision that says the same."""
        # sudo: what a notice says does not depend on who asks
        return {
            notice.id: {
                aspect: hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]
                for aspect, content in notice._aspect_content().items()
            }
            for notice in self.sudo()
        }

    def _aspect_content(self):
        self.ensure_one()
        content = {
            aspect: sorted(line._aspect_values(names) for line in self.line_ids)
            for aspect, names in LINE_ASPECTS.items()
        }
        for aspect, names in NOTICE_ASPECTS.items():
            content.setdefault(aspect, []).append(
                [self._aspect_value(self, name) for name in names]
            )
        content["special"].append(
            sorted(attachment.checksum or "" for attachment in self.attachment_ids)
        )
        everything = sorted({name for names in LINE_ASPECTS.values() for name in names})
        teams = self.env["order.team"]._team_by_function(["production"], self.company_id)
        production = teams.get("production", self.env["order.team"])
        for team in self._workshops(production):
            content[f"workshop_{team.id}"] = sorted(
                line._aspect_values(everything)
                for line in self.line_ids
                if team in line._signing_teams(production)
            )
        return content

    @api.model
    def _aspect_value(self, record, name):
        """Return a value as text that is the same whoever computes it, and whenever."""
        field = record._fields[name]
        value = record[name]
        if field.relational:
            return ",".join(str(id_) for id_ in sorted(value.ids))
        if field.type == "float":
            return float_repr(value, 6)
        if field.type == "boolean":
            return str(bool(value))
        return str(value or "").strip()
