from odoo import models


class SaleOrderChangeLine(models.Model):
    """How far one line of a change reaches, and why."""

    _inherit = "sale.order.change.line"

    def _class_rule(self, facts):
        """Return ``(class, sentence)`` for one line.

        Source of the rules: the order-change procedure. What leaves the plan untouched is told;
        what moves a planned date is answered by planning; what changes the product, or meets
        goods that are being made, is reviewed again.

        :param dict facts: see ``sale.order.change._impact_facts``
        """
        self.ensure_one()
        rule = getattr(self, f"_class_rule_{self.kind}", None)
        return rule(facts) if rule else self._class_rule_work(facts)

    def _started_sentence(self, facts):
        """Return the sentence about goods that are being made."""
        names = ", ".join(facts["started"].mapped("name"))
        return self.env._(
            "%(line)s: production has begun (%(orders)s)", line=self.display_name, orders=names
        )

    def _confirmed_sentence(self, facts):
        """Return the sentence about goods that are planned in the shop."""
        names = ", ".join(facts["confirmed"].mapped("name"))
        return self.env._(
            "%(line)s: planned in the shop (%(orders)s)", line=self.display_name, orders=names
        )

    def _class_rule_work(self, facts):
        """Whatever changes the goods: the further the work, the higher the class."""
        if facts["started"]:
            return "structural", self._started_sentence(facts)
        if facts["confirmed"]:
            return "schedule", self._confirmed_sentence(facts)
        return "minor", self.env._("%(line)s: nothing is planned yet", line=self.display_name)

    def _class_rule_quantity(self, facts):
        found, sentence = self._class_rule_work(facts)
        if found == "minor" and self.new_quantity > self.old_quantity:
            return "schedule", self.env._(
                "%(line)s: more goods have to be planned", line=self.display_name
            )
        return found, sentence

    def _class_rule_schedule(self, facts):
        if not self.schedule_id or (
            self.new_quantity and not self._is_same("old_quantity", self.new_quantity)
        ):
            found, sentence = self._class_rule_work(facts)
            if found == "minor":
                return "schedule", self.env._(
                    "%(line)s: the delivery batches are divided anew", line=self.display_name
                )
            return found, sentence
        return self._class_rule_date(facts)

    def _class_rule_date(self, facts):
        later = self.old_date and self.new_date and self.new_date >= self.old_date
        if not later:
            return "schedule", self.env._(
                "%(line)s: delivery earlier than promised", line=self.display_name
            )
        if facts["started"] or facts["confirmed"]:
            return "schedule", self.env._(
                "%(line)s: later than planned in the shop", line=self.display_name
            )
        return "minor", self.env._(
            "%(line)s: later, nothing is planned yet", line=self.display_name
        )

    def _class_rule_product(self, facts):
        return "structural", self.env._(
            "%(line)s: another product is made", line=self.display_name
        )

    def _class_rule_drawing(self, facts):
        return "structural", self.env._(
            "%(line)s: it is made to another drawing", line=self.display_name
        )

    def _class_rule_add(self, facts):
        return "structural", self.env._(
            "%(line)s: it was not reviewed with the order", line=self.display_name
        )

    def _class_rule_price(self, facts):
        return "minor", self.env._("%(line)s: the plan stays", line=self.display_name)

    def _class_rule_address(self, facts):
        return "minor", self.env._("%(line)s: the plan stays", line=self.display_name)

    def _class_rule_packing(self, facts):
        if facts["produced"] or facts["delivered"]:
            return "schedule", self.env._(
                "%(line)s: goods are made and may be packed already", line=self.display_name
            )
        return "minor", self.env._("%(line)s: nothing is packed yet", line=self.display_name)

    def _class_rule_cancel_line(self, facts):
        if facts["started"]:
            return "structural", self._started_sentence(facts)
        if facts["advance"]:
            return "structural", self.env._(
                "%(line)s: material was released for it in advance (%(requests)s)",
                line=self.display_name,
                requests=", ".join(facts["advance"].mapped("name")),
            )
        if facts["confirmed"]:
            return "schedule", self._confirmed_sentence(facts)
        return "schedule", self.env._(
            "%(line)s: it falls out of the plan", line=self.display_name
        )

    def _class_rule_cancel_batch(self, facts):
        return self._class_rule_cancel_line(facts)

    def _class_rule_cancel_order(self, facts):
        return self._class_rule_cancel_line(facts)

    def _class_rule_hold(self, facts):
        return "schedule", self.env._(
            "%(line)s: planning has to take it out of the sequence", line=self.display_name
        )

    def _class_rule_release(self, facts):
        return "schedule", self.env._(
            "%(line)s: planning has to find a place for it", line=self.display_name
        )
