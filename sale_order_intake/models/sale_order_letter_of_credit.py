from odoo import api, fields, models

PROTECTED_FIELDS = {"letter_of_credit_count"}


class SaleOrder(models.Model):
    """The letters of credit opened for an order, and whether the order keeps to them."""

    _inherit = "sale.order"

    # === FIELDS === #

    letter_of_credit_ids = fields.One2many(
        comodel_name="sale.letter.of.credit",
        inverse_name="order_id",
        string="Letters of Credit",
        groups="sales_team.group_sale_salesman,account.group_account_invoice",
    )
    letter_of_credit_count = fields.Integer(
        string="Number of Letters of Credit",
        copy=False,
        readonly=True,
    )
    letter_of_credit_warning = fields.Text(
        compute="_compute_letter_of_credit_warning",
        groups="sales_team.group_sale_salesman,account.group_account_invoice",
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "letter_of_credit_count",
        "letter_of_credit_ids.warning",
        "commitment_date",
        "amount_total",
        "currency_id",
        "picking_policy",
    )
    @api.depends_context("lang")
    def _compute_letter_of_credit_warning(self):
        self.letter_of_credit_warning = False
        for order in self.filtered("letter_of_credit_count"):
            order.letter_of_credit_warning = (
                "\n".join(order._letter_of_credit_warnings()) or False
            )

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    # === ACTIONS === #

    def action_view_letters_of_credit(self):
        """Open the letters of credit of the order, or a new one if there is none."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "sale_order_intake.sale_letter_of_credit_action"
        )
        action["domain"] = [("order_id", "in", self.ids)]
        action["context"] = {
            "default_order_id": self.id,
            "default_amount": self.amount_total,
        }
        if not self.letter_of_credit_count:
            action["views"] = [(False, "form")]
        return action

    # === BUSINESS METHODS === #

    def _sync_letters_of_credit(self):
        """Take the date from the letters of credit: the last arrival, once all have arrived."""
        # sudo: the date follows from the letters; who may enter those need not edit the order
        for order in self.sudo():
            letters = order.letter_of_credit_ids
            values = {"letter_of_credit_count": len(letters)}
            if letters:
                valid = letters.filtered(lambda letter: letter.state != "cancelled")
                arrivals = valid.mapped("arrived_on")
                values["letter_of_credit_required"] = True
                values["letter_of_credit_arrived_on"] = bool(valid) and all(arrivals) and (
                    max(arrivals)
                )
            order.write(values)

    def _valid_letters_of_credit(self):
        """Return the letters of credit that have not been cancelled."""
        # sudo: what was agreed with the bank does not depend on who asks
        return self.sudo().letter_of_credit_ids.filtered(
            lambda letter: letter.state != "cancelled"
        )

    def _letters_of_credit_checked(self):
        """Whether Finance has received and checked all letters of credit of the order."""
        self.ensure_one()
        letters = self._valid_letters_of_credit()
        return bool(letters) and all(
            letter.state in ("checked", "presented", "settled") for letter in letters
        )

    def _letter_of_credit_warnings(self):
        """Return what on the order does not keep to its letters of credit, as sentences."""
        self.ensure_one()
        return [
            sentence
            for letter in self._valid_letters_of_credit()
            for sentence in letter.with_env(self.env).sudo()._warnings()
        ]

    def _planned_shipments(self):
        """Return the days on which goods of the order are planned to leave, in order.

        Those of the delivery batches; without batches the delivery date agreed, else the lead
        time of each line.
        """
        self.ensure_one()
        # sudo: Finance compares the days and has no access to delivery batches
        order = self.sudo()
        days, others = set(), set()
        for line in order.order_line:
            if line.product_id.type != "consu" or line.display_type or line.product_uom_qty <= 0:
                continue
            batches = line.delivery_schedule_ids.filtered(lambda batch: batch.quantity > 0)
            planned = order._commitment_day() or order.company_id._order_local_date(
                line._expected_date()
            )
            days |= {batch.due_date or planned for batch in batches}
            batched = sum(batches.mapped("quantity"))
            if line.product_uom_id.compare(line.product_uom_qty, batched) > 0:
                others.add(planned)
        if order.picking_policy == "one" and others:
            others = {max(others)}
        return sorted(days | others)
