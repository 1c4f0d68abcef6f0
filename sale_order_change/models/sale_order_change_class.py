import hashlib
import json

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .sale_order_change import CHANGE_CLASSES

RANKS = {key: rank for rank, (key, __) in enumerate(CHANGE_CLASSES)}


class SaleOrderChange(models.Model):
    """How far a change reaches: proposed from what changes and what is done, set by people."""

    _inherit = "sale.order.change"

    # === PROPOSAL === #

    def _propose_class(self, edited=False):
        """Propose the class with its reasons; what a person has set higher stays.

        :param bool edited: whether something else is asked for than before
        """
        # sudo: the proposal looks into the shop, whoever asks, and is kept by the system
        for change in self.sudo().filtered(lambda change: change.state == "draft"):
            proposed, reasons = change._class_proposal()
            vals = {"proposed_class": proposed, "class_reason": "\n".join(reasons) or False}
            if not (change.class_changed_by_id and change._class_setting_holds(proposed, edited)):
                vals |= {
                    "change_class": proposed,
                    "class_changed_by_id": change.env["res.users"],
                    "class_changed_reason": False,
                }
            if any(change[name] != value for name, value in vals.items()):
                change.write(
                    {name: getattr(value, "id", value) for name, value in vals.items()}
                )

    def _class_setting_holds(self, proposed, edited):
        """Whether the class a person has set still counts beside a new proposal.

        A higher one does. A lower one was set for what was asked for at that moment: it survives
        neither other contents nor a higher proposal.
        """
        self.ensure_one()
        return RANKS.get(self.change_class, -1) >= RANKS.get(proposed, -1) or (
            not edited and proposed == self.proposed_class
        )

    def _class_proposal(self):
        """Return the class and the sentences that lead to it, those of the highest first."""
        self.ensure_one()
        lines = self.line_ids
        if not lines:
            return False, []
        facts = self._impact_facts()
        found = [line._class_rule(facts[line.id]) for line in lines]
        found.sort(key=lambda row: -RANKS[row[0]])
        return found[0][0], list(dict.fromkeys(sentence for __, sentence in found))

    def _impact_facts(self):
        """Return ``{line id: facts}``: how far the work on what a line changes has come.

        Facts: ``productions`` (manufacturing orders, not cancelled), ``confirmed`` and
        ``started`` (those of them), ``produced``, ``delivered``, ``advance`` (material was
        released before the notice). The number of queries does not grow with the lines.
        """
        productions = self.env["mrp.production"].search(
            [("reference_ids.sale_ids", "in", self.order_id.ids), ("state", "!=", "cancel")]
        )
        made_for = productions._products_made_for()
        # read at once for all: each line looks at a few of them
        produced = {production: production.qty_produced for production in productions}
        advances = self.env["mrp.production.advance"].search(
            [("order_id", "in", self.order_id.ids), ("state", "=", "released")]
        )
        result = {}
        for line in self.line_ids:
            targets = line._concerned_order_lines()
            concerned = productions.filtered(
                lambda mo, line=line, targets=targets: mo.reference_ids.sale_ids & line.order_id
                and (
                    mo.sale_line_id in targets
                    or (not mo.sale_line_id and made_for[mo] & targets.product_id)
                )
            )
            started = concerned.filtered(
                lambda mo: mo.state in ("progress", "to_close", "done") or mo.qty_producing > 0
            )
            result[line.id] = {
                "productions": concerned,
                "confirmed": concerned.filtered(lambda mo: mo.state != "draft"),
                "started": started,
                "produced": sum(
                    produced[mo] for mo in concerned if mo.product_id in targets.product_id
                ),
                "delivered": any(target.qty_delivered > 0 for target in targets),
                "advance": advances.filtered(
                    lambda advance, line=line: advance.order_id == line.order_id
                ),
            }
        return result

    def _content_hash(self):
        """Return a short hash of what signers sign."""
        self.ensure_one()
        content = [
            [
                line.kind,
                line.order_line_id.id,
                line.schedule_id.id,
                *(str(line[name] or "") for name in line._typed_fields()),
            ]
            for line in self.line_ids.sorted("id")
        ]
        return self._short_hash([self.change_class, content])

    def _answer_hashes(self):
        """Return ``{what was answered: short hash}``; only what was answered already.

        Whoever signed before has not signed it: his signature stays when it is entered.
        """
        self.ensure_one()
        change = self.sudo()  # sudo: the charge, too, which not every signer may see
        answers = {
            "planning_date": str(change.planning_date or ""),
            "cancellation_charge": change.cancellation_charge,
        }
        return {
            name: self._short_hash([self.id, name, value])
            for name, value in answers.items()
            if value
        }

    @api.model
    def _short_hash(self, content):
        text = json.dumps(content, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    # === SET BY PEOPLE === #

    def _check_may_set_class(self, change_class):
        """Whoever writes or signs the change may raise its class; managers may lower it."""
        self.ensure_one()
        if self.state not in ("draft", "review"):
            raise UserError(
                self.env._(
                    "The class of %(change)s is decided: take it back to draft to set another.",
                    change=self.display_name,
                )
            )
        if not (self._is_requester() or self._may_answer()):
            self._check_requester()
        lowers = RANKS[change_class] < RANKS.get(self.change_class or self.proposed_class, -1)
        below = RANKS[change_class] < RANKS.get(self.proposed_class, -1)
        if (lowers or below) and not self.env.user.has_group("order_signoff.group_manager"):
            raise AccessError(
                self.env._("Only a manager of Order Assurance can set a lower class.")
            )

    def _set_class(self, change_class, reason):
        """Set another class than proposed; while it is being signed, ask whom that class asks.

        :param str change_class: key of the class
        :param str reason: why
        """
        self.ensure_one()
        self._check_may_set_class(change_class)
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Write down why the class is set."))
        # sudo: closed to typing, the right was checked
        change = self.sudo()
        change._lock_order()
        labels = dict(change._fields["change_class"]._description_selection(self.env))
        before = labels.get(change.change_class, "-")
        change.write(
            {
                "change_class": change_class,
                "class_changed_by_id": self.env.uid,
                "class_changed_reason": reason,
            }
        )
        text = self.env._(
            "Class %(before)s → %(after)s: %(reason)s",
            before=before,
            after=labels[change_class],
            reason=reason,
        )
        change._message_log(body=text, author_id=self.env.user.partner_id.id)
        if change.state == "review":
            change._renew_signoffs(text)
