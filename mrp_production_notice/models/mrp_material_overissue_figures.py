from odoo import api, fields, models

# Requests that count: refused and withdrawn ones do not.
COUNTED_STATES = ("waiting", "granted")


class MrpMaterialOverissue(models.Model):
    """Standard quantity, loss rate and what was granted or asked for before, read by the system."""

    _inherit = "mrp.material.overissue"

    # === FIELDS === #

    product_uom_id = fields.Many2one(
        comodel_name="uom.uom",
        string="Unit",
        compute="_compute_figures",
        store=True,
        precompute=True,
    )
    standard_quantity = fields.Float(
        digits="Product Unit",
        compute="_compute_figures",
        store=True,
        precompute=True,
        help="What the bill of materials allows for the quantity of the manufacturing order.",
    )
    issued_quantity = fields.Float(
        string="Already Issued",
        digits="Product Unit",
        compute="_compute_figures",
        store=True,
        precompute=True,
        help="What the shop was given or has used up already.",
    )
    granted_quantity = fields.Float(
        string="Granted or Asked For Before",
        digits="Product Unit",
        compute="_compute_figures",
        store=True,
        precompute=True,
        help="Over-issues of this component for this manufacturing order that were granted, or "
        "that are being signed.",
    )
    allowed_rate = fields.Float(
        string="Allowed Loss Rate",
        digits=(16, 4),
        compute="_compute_figures",
        store=True,
        precompute=True,
        aggregator="avg",
        help="Of the line of the bill of materials, else of the category of the component, else "
        "of the company.",
    )
    over_limit = fields.Boolean(
        string="More Requests than Allowed",
        compute="_compute_figures",
        store=True,
        precompute=True,
        help="As many requests as the company allows were made for this manufacturing order.",
    )
    loss_rate = fields.Float(
        digits=(16, 4),
        compute="_compute_loss",
        store=True,
        precompute=True,
        aggregator="avg",
        help="All over-issues of the component together, against its standard quantity.",
    )
    exceeds_rate = fields.Boolean(
        string="Above the Allowed Rate", compute="_compute_loss", store=True, precompute=True
    )

    # === COMPUTE METHODS === #

    @api.depends("production_id", "product_id")
    def _compute_figures(self):
        """Read again when the departments are asked; from then on they stay."""
        for request in self:
            request.update(request.sudo()._prepare_figures())  # sudo: whoever asks

    @api.depends("over_quantity", "granted_quantity", "standard_quantity", "allowed_rate")
    def _compute_loss(self):
        for request in self:
            over = request.granted_quantity + request.over_quantity
            standard = request.standard_quantity
            # Without a standard quantity all of it is loss.
            request.loss_rate = over / standard if standard else float(bool(over))
            allowed = standard * request.allowed_rate
            unit = request.product_uom_id
            request.exceeds_rate = bool(unit) and unit.compare(over, allowed) > 0

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        # Whoever asks may not say himself what is standard.
        return super()._system_fields() | {
            "product_uom_id",
            "standard_quantity",
            "issued_quantity",
            "granted_quantity",
            "allowed_rate",
            "over_limit",
            "loss_rate",
            "exceeds_rate",
        }

    # === BUSINESS METHODS === #

    def _prepare_figures(self):
        """Return the values of what is read from manufacturing order and component."""
        self.ensure_one()
        production, product = self.production_id, self.product_id
        company = production.company_id
        result = {
            "over_limit": bool(production)
            and len(self._counted_requests()) >= company.order_overissue_max,
        }
        move = self._component_moves()[:1]
        unit = move.product_uom or product.uom_id
        if not product or not production:
            return result | {
                "product_uom_id": False,
                "standard_quantity": 0.0,
                "issued_quantity": 0.0,
                "granted_quantity": 0.0,
                "allowed_rate": 0.0,
            }
        in_unit = product.uom_id._compute_quantity
        planned = production._planned_components()
        granted = production._granted_overissues()
        return result | {
            "product_uom_id": unit.id,
            "standard_quantity": in_unit(planned.get(product, 0.0), unit),
            "issued_quantity": in_unit(self._issued_quantity(), unit),
            "granted_quantity": in_unit(granted.get(product, 0.0), unit)
            + self._asked_quantity(unit),
            "allowed_rate": production._allowed_loss_rate(product),
        }

    def _asked_quantity(self, unit):
        """Return how much of the component other requests ask for that are being signed.

        Where they are granted together they must not pass the allowed rate without management.
        """
        self.ensure_one()
        waiting = self._counted_requests().filtered(
            lambda request: request.state == "waiting" and request.product_id == self.product_id
        )
        return sum(
            request.product_uom_id._compute_quantity(request.over_quantity, unit)
            for request in waiting
        )

    def _component_moves(self):
        """Return the moves of the component, open ones first."""
        self.ensure_one()
        moves = self.production_id.move_raw_ids.filtered(
            lambda move: move.product_id == self.product_id and move.state != "cancel"
        )
        return moves.sorted(lambda move: (move.state == "done", bool(move.overissue_id)))

    def _issued_quantity(self):
        """Return what the shop has got: handed out to it, or used up, in units of the product.

        Where material is brought to the shop by transfers, what these delivered counts.
        """
        unit = self.product_id.uom_id
        moves = self._component_moves()
        used = sum(
            move.product_uom._compute_quantity(move.quantity, unit)
            for move in moves
            if move.picked or move.state == "done"
        )
        brought = moves.move_orig_ids.filtered(
            lambda move: move.state == "done" and move.product_id == self.product_id
        )
        return max(
            used,
            sum(move.product_uom._compute_quantity(move.quantity, unit) for move in brought),
        )

    def _counted_requests(self):
        """Return the other requests that count for the manufacturing order and its parts."""
        self.ensure_one()
        family = self.production_id._origin._overissue_family()
        return self.search(
            [
                ("production_id", "in", family.ids),
                ("state", "in", COUNTED_STATES),
                ("id", "not in", self._origin.ids),
            ]
        )
