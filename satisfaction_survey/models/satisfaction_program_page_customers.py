from markupsafe import Markup

from odoo import api, models
from odoo.tools import float_round

from ..tools import DECIMALS, reaches

# So many customers and comments stand on the page; the lists behind it hold all of them.
SHOWN_CUSTOMERS = 60
SHOWN_COMMENTS = 40
COLOURS = {"good": "#dcefe3", "fair": "#fff3cd", "poor": "#f8d7da"}
MARKS = {"good": "", "fair": " △", "poor": " ▼"}


class SatisfactionProgram(models.Model):
    """The page with the results: the customers, and what they wrote."""

    _inherit = "satisfaction.program"

    def _page_customers(self):
        """The customers with their scores in colours, the least satisfied first."""
        modules = self._visible_modules()
        rows = self._customer_rows(SHOWN_CUSTOMERS, modules)
        if not rows:
            return self._note(self.env._("No answers so far."))
        partners = self.env["res.partner"].browse(row["partner_id"] for row in rows)
        # sudo: names of the customers of a programme the user may see
        names = {partner.id: partner.name for partner in partners.sudo()}
        head = [
            self.env._("Customer"),
            self.env._("Class"),
            *modules.mapped("name"),
            self.env._("Total"),
            self.env._("Before"),
            self.env._("Change"),
        ]
        body = []
        for row in rows:
            total = row["total"] if row["complete"] else None
            change = (
                total - row["before"] if total is not None and row["before"] is not None else None
            )
            body.append(
                [
                    names[row["partner_id"]],
                    (row["customer_class"] or "").upper(),
                    *(
                        (
                            self._points(row["scores"].get(module.id)),
                            self._level(row["scores"].get(module.id), module.target),
                        )
                        for module in modules
                    ),
                    (self._points(total), self._level(total, self.total_target))
                    if total is not None
                    else self.env._("incomplete"),
                    self._points(row["before"]),
                    (
                        self._change(change),
                        self._change_level(change),
                    ),
                ]
            )
        note = self.env._(
            "Green: target met. △ below the target. ▼ below %(trigger)s, where an 8D report "
            "begins. “Incomplete”: a questionnaire is missing, so there is no official total.",
            trigger=f"{self.trigger_8d:g}",
        )
        return self._html_table(head, body) + self._explain(note)

    def _page_comments(self):
        """What customers wrote, for those who may read single answers in Odoo's surveys."""
        comments = self._comments(SHOWN_COMMENTS)
        if comments is None:
            return self._note(
                self.env._("Comments are shown to those who may see answers in the survey app.")
            )
        if not comments:
            return self._note(self.env._("Nobody wrote a comment."))
        body = [[line["question"], line["customer"], line["text"]] for line in comments]
        head = [self.env._("Question"), self.env._("Customer"), self.env._("Comment")]
        return self._html_table(head, body, left=(0, 1, 2))

    def _comments(self, limit=None):
        """Return what customers wrote, or None for users who may not read single answers."""
        lines = self.env["survey.user_input.line"]
        if not lines.has_access("read"):
            return None
        found = lines.search(
            [
                ("user_input_id.satisfaction_invitation_id.program_id", "=", self.id),
                ("user_input_id.satisfaction_module_id", "in", self._visible_modules().ids),
                ("user_input_id.satisfaction_status", "=", "counted"),
                ("user_input_id.state", "=", "done"),
                ("answer_type", "in", ("char_box", "text_box")),
            ],
            order="question_sequence, question_id, id",
            limit=limit,
        )
        return [
            {
                "question": line.question_id.title,
                # sudo: the customer's name, for whoever may read the answer itself
                "customer": line.user_input_id.sudo().partner_id.commercial_partner_id.name or "",
                "text": line.value_text_box or line.value_char_box,
            }
            for line in found
        ]

    # ------------------------------------------------------------------
    # Tools
    # ------------------------------------------------------------------
    def _visible_modules(self):
        """Return the questionnaires the user may see, in their order.

        Searched for: what was read with other rights before is in the cache without the rules.
        """
        self.ensure_one()
        return self.env["satisfaction.module"].search([("program_id", "=", self.id)])

    @api.model
    def _points(self, value):
        return "–" if value is None else f"{float_round(value, precision_digits=DECIMALS):.1f}"

    @api.model
    def _change(self, value):
        return "–" if value is None else f"{float_round(value, precision_digits=DECIMALS):+.1f}"

    def _level(self, score, target):
        """Return how a score is shown: good, fair, poor, or nothing without one."""
        if score is None:
            return ""
        if reaches(score, target):
            return "good"
        return "fair" if reaches(score, self.trigger_8d) else "poor"

    def _change_level(self, change):
        """Return how a change is shown: poor where it is a drop to be analysed."""
        return "poor" if change is not None and reaches(-change, self.drop_limit) else ""

    @api.model
    def _is_below(self, score, target):
        """Whether there is a score, and it misses its target."""
        return score is not None and not reaches(score, target)

    @api.model
    def _note(self, text):
        return Markup('<p class="fst-italic">%s</p>') % text

    @api.model
    def _explain(self, *texts):
        return Markup().join(
            Markup('<p class="text-muted mb-1">%s</p>') % text for text in texts if text
        )

    @api.model
    def _html_table(self, head, body, left=(0,)):
        """Return a table; a cell is a text, or (text, level) to colour it.

        :param left: columns of texts, which begin at the left
        """

        def cell(tag, place, value):
            value, level = value if isinstance(value, tuple) else (value, "")
            style = f"background:{COLOURS[level]};" if level else ""
            style += "min-width:7em;" if place in left else "width:1%;white-space:nowrap;"
            return Markup('<%s class="%s" style="%s">%s%s</%s>') % (
                Markup(tag),
                "text-start" if place in left else "text-end",
                style,
                value,
                MARKS.get(level, ""),
                Markup(tag),
            )

        lines = [
            Markup("<tr>%s</tr>")
            % Markup().join(cell("td", place, value) for place, value in enumerate(row))
            for row in body
        ]
        return Markup(
            '<div class="table-responsive"><table class="table table-sm table-bordered" '
            'style="table-layout:auto !important;width:100%%;">'
            "<thead><tr>%s</tr></thead><tbody>%s</tbody></table></div>"
        ) % (
            Markup().join(cell("th", place, value) for place, value in enumerate(head)),
            Markup().join(lines),
        )
