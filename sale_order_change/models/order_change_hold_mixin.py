from odoo import api, fields, models
from odoo.exceptions import UserError


class OrderChangeHoldMixin(models.AbstractModel):
    """A document that waits while a change that may make it needless is not decided.

    It says in ``_holding_change_lines`` which changes hold it up, and asks ``_change_holds`` or
    ``_change_hold_message`` where work would begin.
    """

    _name = "order.change.hold.mixin"
    _description = "Held Up by an Order Change"

    change_hold = fields.Text(
        string="Held Up by an Order Change",
        compute="_compute_change_hold",
        # sudo: the shop, the warehouse and buyers need not see orders and their changes
        compute_sudo=True,
    )

    @api.depends_context("lang")
    def _compute_change_hold(self):
        holds = self._change_holds()
        for document in self:
            document.change_hold = "\n".join(holds.get(document, ())) or False

    # === ACTIONS === #

    def action_open_change(self):
        """Open the change that holds this up."""
        self.ensure_one()
        self.check_access("read")
        lines = self._holding_change_lines().get(self, self.env["sale.order.change.line"])
        return lines.with_env(self.env)._action_open_changes()

    def action_release_change(self):
        """Open the dialog in which a manager lets work go on before a change is decided.

        :raise UserError: when nothing holds it up any more
        """
        self.ensure_one()
        self.check_access("read")
        lines = self._holding_change_lines().get(self)
        if not lines:
            raise UserError(
                self.env._(
                    "No change holds %(document)s up: it needs no release.",
                    document=self.display_name,
                )
            )
        return self.env["sale.order.review"]._action_release_step_of(lines.order_id[:1], "change")

    # === WHAT MUST WAIT === #

    def _holding_change_lines(self):
        """Return ``{document: lines of changes}`` that hold it up, in one batch.

        Nothing is read where the company works without order changes. The lines come as superuser.
        """
        raise NotImplementedError

    def _change_holds(self):
        """Return ``{document: sentences}`` of changes that are not decided."""
        return {
            document: lines.with_env(self.env(su=True))._hold_sentences()
            for document, lines in self._holding_change_lines().items()
        }

    @api.model
    def _change_hold_message(self, head, holds):
        """Return a text of this heading, and each sentence of ``holds`` once."""
        sentences = dict.fromkeys(s for sentences in holds.values() for s in sentences)
        return "\n".join([head, *(f"- {sentence}" for sentence in sentences)])
