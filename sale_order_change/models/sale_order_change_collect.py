from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import format_amount

from odoo.addons.order_signoff.tools import plain_number

from .sale_order_change_impact import SAID

# Kinds after which less is made or delivered.
LESS_KINDS = ("quantity", "schedule", "product", "cancel_line", "cancel_batch", "cancel_order")
# Kinds that make what is begun wrong, not just too much.
OTHER_KINDS = ("product", "specification", "drawing", "packing")
# Kinds that leave shop and warehouse alone.
PAPER_KINDS = ("price", "release")
OPEN_DOCUMENT = ("draft", "approval", "issued")


class SaleOrderChange(models.Model):
    """What a change reaches, found by the system in one batch. Everything runs as superuser.

    The number of queries does not grow with the lines of the order.
    """

    _inherit = "sale.order.change"

    # === FIELDS === #

    impact_ids = fields.One2many(
        comodel_name="sale.order.change.impact",
        inverse_name="change_id",
        readonly=True,
        copy=False,
    )
    impact_on = fields.Datetime(string="Impact Looked At On", readonly=True, copy=False)
    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"impact_on"}

    # === BUSINESS METHODS === #

    def _collect_impact(self):
        result = super()._collect_impact()
        for change in self:
            found = change._prepare_impact()
            change._keep_impact(found)
            change.impact_on = fields.Datetime.now()
        return result

    def _keep_impact(self, found):
        """Make the rows say what was found; those that say it already stay.

        :param list found: values of rows, in any order
        """
        self.ensure_one()
        Impact = self.env["sale.order.change.impact"]
        kept = defaultdict(Impact.browse)
        for row in self.impact_ids:
            kept[Impact._said(row)] |= row
        missing = []
        for values in Impact._sorted_rows(found):
            said = Impact._said({**dict.fromkeys(SAID), **values})
            if kept[said]:
                kept[said] -= kept[said][0]
            else:
                missing.append({**values, "change_id": self.id})
        # Its rows are kept by the system, nobody deletes them by hand.
        Impact.union(*kept.values()).unlink()
        Impact.create(missing)

    def _prepare_impact(self):
        """Return the values of the rows; add-ons add theirs to ``super()``."""
        self.ensure_one()
        shop_lines = self.line_ids.filtered(lambda line: line.kind not in PAPER_KINDS)
        rows = [
            self._prepare_impact_row("order", "blocking", sentence, self.order_id)
            for sentence in self._order_obstacles()
        ]
        if shop_lines:
            order_lines = shop_lines._all_concerned()
            rows += self._impact_of_productions(order_lines)
            rows += self._impact_of_transfers(order_lines)
            rows += self._impact_of_notices(order_lines)
            rows += self._impact_of_advances()
            rows += self._impact_of_proofs()
        rows += self._impact_of_invoices()
        rows += self._impact_of_deposit()
        rows += self._impact_of_credits()
        return rows

    def _prepare_impact_row(self, kind, severity, sentence, document, **values):
        return {
            "kind": kind,
            "severity": severity,
            "sentence": sentence,
            "res_model": document._name,
            "res_id": document.id,
            "res_name": document.display_name,
            "status": self._status_of(document),
            **values,
        }

    def _status_of(self, document):
        field = document._fields.get("state")
        return dict(field._description_selection(self.env)).get(document.state) if field else False

    def _decreases(self):
        """Return ``{order line: quantity that is no longer wanted}`` in the unit of the product,
        also those of whole orders."""
        self.ensure_one()
        less = defaultdict(float)
        whole = self.line_ids.filtered(lambda line: line.kind == "quantity").order_line_id
        for line in self.line_ids:
            if line.kind in ("schedule", "cancel_batch") and line.order_line_id <= whole:
                # Beside the quantity of the whole line its batches say only when.
                continue
            for target in line._concerned_order_lines() if line.kind in LESS_KINDS else ():
                left = target.product_uom_qty - target.qty_delivered
                if line.kind == "quantity":
                    left = line.old_quantity - line.new_quantity
                elif line.kind in ("schedule", "cancel_batch"):
                    left = line.old_quantity - line._batch_wanted()
                if left > 0:
                    less[target] += target.product_uom_id._compute_quantity(
                        left, target.product_id.uom_id
                    )
        return less

    def _amount(self, quantity):
        return plain_number(quantity)

    # === SHOP === #

    def _impact_of_productions(self, order_lines):
        """One row for each manufacturing order that works for these lines, all levels."""
        self.ensure_one()
        found = self.env["mrp.production"].search(
            [
                ("reference_ids.sale_ids", "in", self.order_id.ids),
                ("state", "!=", "cancel"),
                ("orderpoint_id", "=", False),
            ],
            order="id",
        )
        products = order_lines.product_id
        made_for = found._products_made_for()
        productions = found.filtered(lambda mo: made_for[mo] & products)
        used = productions._value_of_material_used()
        begun = {mo: mo._begun_quantity() for mo in productions}
        needless = self._needless_quantities(productions, begun)
        other = any(line.kind in OTHER_KINDS for line in self.line_ids)
        return [
            self._impact_of_production(mo, begun[mo], needless.get(mo, 0.0), used[mo], other)
            for mo in productions
        ]

    def _needless_quantities(self, productions, begun):
        """Return ``{manufacturing order: begun quantity that is no longer needed}``.

        What is not begun falls away first, on every level.
        """
        less = self._decreases()
        if not less:
            return {}
        result = {}
        makers = productions.grouped(lambda mo: (mo._notice_order_line(), mo.product_id))
        share = {}
        for (line, __), own in makers.items():
            if not less.get(line):
                continue
            total = sum(mo._made_quantity() for mo in own)
            # of a kit the same share of each part
            wanted = line.product_uom_id._compute_quantity(
                line.product_uom_qty, line.product_id.uom_id
            )
            part = min(less[line] / wanted, 1.0) if wanted else 1.0
            share[line] = part
            over = total * part - (total - sum(begun[mo] for mo in own))
            for mo in own.sorted(lambda mo: mo._lowering_order()):
                if mo.product_id.uom_id.compare(over, 0) <= 0:
                    break
                result[mo] = min(over, begun[mo])
                over -= result[mo]
        # Parts that are made for it: what is begun of them beyond the share still needed.
        overall = max(share.values(), default=0.0)
        for mo in productions if overall else ():
            if mo not in result and not mo._notice_order_line():
                has = mo._made_quantity()
                over = begun[mo] - has * (1 - overall)
                if mo.product_id.uom_id.compare(over, 0) > 0:
                    result[mo] = over
        return result

    def _impact_of_production(self, production, begun, needless, used, other):
        unit = production.product_id.uom_id
        severity = "info"
        if production.state == "done" or unit.compare(begun, 0) > 0:
            severity = "warning" if needless or other else "info"
        if needless:
            sentence = self.env._(
                "%(needless)s of %(begun)s %(unit)s begun are no longer needed and go into the "
                "stock.",
                needless=self._amount(needless),
                begun=self._amount(begun),
                unit=unit.name,
            )
        elif unit.compare(begun, 0) > 0:
            sentence = (
                self.env._(
                    "%(begun)s %(unit)s are begun as they were ordered so far.",
                    begun=self._amount(begun),
                    unit=unit.name,
                )
                if other
                else self.env._(
                    "%(begun)s of %(total)s %(unit)s are begun.",
                    begun=self._amount(begun),
                    total=self._amount(production._made_quantity()),
                    unit=unit.name,
                )
            )
        else:
            sentence = self.env._(
                "%(total)s %(unit)s, nothing is begun.",
                total=self._amount(production._made_quantity()),
                unit=unit.name,
            )
        return self._prepare_impact_row(
            "production",
            severity,
            f"{production.product_id.display_name}: {sentence}",
            production,
            quantity_done=begun,
            uom_name=unit.name,
            value=used,
            lost_value=used * needless / begun if begun else 0.0,
        )

    def _impact_of_transfers(self, order_lines):
        self.ensure_one()
        less = bool(self._decreases())
        rows = []
        moves = order_lines._goods_moves().filtered(lambda move: move.state != "cancel")
        for picking, own in moves.grouped("picking_id").items():
            if not picking:
                continue
            done = sum(own.filtered(lambda m: m.state == "done").mapped("quantity"))
            if picking.state == "done":
                severity = "warning" if less else "none"
                sentence = self.env._("Done: what has left stays as it is.")
            elif any(own.mapped("picked")):
                severity = "warning"
                sentence = self.env._("Is being picked.")
            else:
                severity = "info"
                sentence = self.env._("Open: follows the change.")
            rows.append(
                self._prepare_impact_row(
                    "transfer", severity, sentence, picking, quantity_done=done
                )
            )
        return rows

    def _impact_of_notices(self, order_lines):
        self.ensure_one()
        added = "add" in self.line_ids.mapped("kind")
        sentences = {
            "issued": self.env._("In force: a revision is prepared and sent round."),
            "approval": self.env._("Being signed: it is read anew and signed again."),
            "draft": self.env._("Draft: the order is read again."),
        }
        return [
            self._prepare_impact_row(
                "notice",
                "info" if notice.state == "draft" else "warning",
                sentences[notice.state],
                notice,
            )
            for notice in self.order_id.notice_ids
            if notice.state in OPEN_DOCUMENT
            and (notice.line_ids.order_line_id & order_lines or added)
        ]

    def _impact_of_advances(self):
        """Material that was released before the notice is bought or drawn already."""
        self.ensure_one()
        advances = self.env["mrp.production.advance"].search(
            [("order_id", "=", self.order_id.id), ("state", "=", "released")]
        )
        return [
            self._prepare_impact_row(
                "advance",
                "warning",
                self.env._("Material was released before the production notice."),
                advance,
            )
            for advance in advances
        ]

    def _impact_of_proofs(self):
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.kind in OTHER_KINDS)
        if not lines:
            return []
        order_lines = lines._all_concerned()
        proofs = self.env["sale.order.proof"].search(
            [("order_id", "=", self.order_id.id), ("state", "in", ("sent", "approved"))]
        )
        return [
            self._prepare_impact_row(
                "proof",
                "warning",
                self.env._("Shows what changes: have a new version approved."),
                proof,
            )
            for proof in proofs
            if any(proof._is_about_line(line) for line in order_lines)
        ]

    # === MONEY === #

    def _impact_of_invoices(self):
        self.ensure_one()
        kinds = {"price", *LESS_KINDS}
        lines = self.line_ids.filtered(lambda line: line.kind in kinds)
        if not lines:
            return []
        invoices = lines._all_concerned().invoice_lines.move_id
        rows = []
        for invoice in invoices.filtered(lambda move: move.state != "cancel"):
            posted = invoice.state == "posted"
            sentence = (
                self.env._("Posted: what is invoiced too much is credited.")
                if posted
                else self.env._("Draft: create it anew after the change.")
            )
            rows.append(
                self._prepare_impact_row(
                    "invoice", "warning" if posted else "info", sentence, invoice
                )
            )
        return rows

    def _impact_of_deposit(self):
        """The deposit follows the total of the order where it is a share of it."""
        self.ensure_one()
        order = self.order_id
        difference = self.value_difference
        if not order.deposit_required or order.currency_id.is_zero(difference):
            return []
        share = difference / order.amount_untaxed if order.amount_untaxed else 0.0
        # an amount that was agreed as such stays
        due = order.deposit_amount * (1 if order.deposit_amount_fixed else 1 + share)
        return [
            self._prepare_impact_row(
                "deposit",
                "warning" if due > order.deposit_received_amount else "info",
                self.env._("The deposit follows the total of the order."),
                order,
                amounts=self.env._(
                    "About %(due)s will be due instead of %(before)s; %(received)s are received.",
                    due=format_amount(self.env, due, order.currency_id),
                    before=format_amount(self.env, order.deposit_amount, order.currency_id),
                    received=format_amount(
                        self.env, order.deposit_received_amount, order.currency_id
                    ),
                ),
            )
        ]

    def _impact_of_credits(self):
        """Letters of credit name an amount and a last day of shipment."""
        self.ensure_one()
        days = [line.new_date for line in self.line_ids if line.new_date]
        if self.planning_date:
            days.append(self.planning_date)
        rows = []
        for credit in self.order_id._valid_letters_of_credit():
            sentences = credit._shipment_warnings(sorted(days))
            if self.currency_id.compare_amounts(self.value_difference, 0) > 0:
                sentences.append(self.env._("The order becomes larger than it was opened for."))
            if sentences or self.line_ids.filtered(lambda line: line.kind in ("product", "add")):
                sentences.append(self.env._("Have it amended before the goods leave."))
                rows.append(
                    self._prepare_impact_row(
                        "letter_of_credit", "warning", " ".join(sentences), credit
                    )
                )
        return rows
