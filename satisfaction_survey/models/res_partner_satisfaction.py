from markupsafe import Markup

from odoo import fields, models

from .. import charts


class ResPartner(models.Model):
    """The page that tells how satisfied a customer was over the years; only it computes them."""

    _inherit = "res.partner"

    satisfaction_page = fields.Html(
        string="Satisfaction over the Years",
        compute="_compute_satisfaction_page",
        sanitize=False,
        groups="order_signoff.group_user",
    )

    def _compute_satisfaction_page(self):
        for partner in self:
            partner.satisfaction_page = partner._satisfaction_chart()

    # === ACTIONS === #

    def action_view_satisfaction(self):
        """Open the page with the scores of this customer over the years."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "satisfaction_survey.res_partner_action_satisfaction"
        )
        return {**action, "res_id": self.commercial_partner_id.id}

    def action_view_satisfaction_programs(self):
        """Open the programmes in which this customer was asked."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "satisfaction_survey.satisfaction_audience_action"
        )
        return {
            **action,
            "domain": [
                ("partner_id", "=", self.commercial_partner_id.id),
                ("state", "!=", "not_sent"),
            ],
            "context": {"create": False},
        }

    # === PARTS OF THE PAGE === #

    def _satisfaction_asked(self):
        """Return the programmes in which the customer was asked, the oldest first, as far as the
        user may see them."""
        return self.env["satisfaction.audience"].search(
            [
                ("partner_id", "=", self.commercial_partner_id.id),
                ("company_id", "=", self.env.company.id),
                ("state", "!=", "not_sent"),
                ("program_id.kind", "=", "customer"),
                ("program_id.state", "in", ("closed", "reported", "done")),
            ],
            order="sent_on nulls first, id",
        )

    def _satisfaction_series(self, asked):
        """Return the total and the score of each questionnaire over these programmes."""
        names, scores = {}, {}
        results = self.env["satisfaction.result"].search(
            [("audience_id", "in", asked.ids), ("valid", "=", True)], order="program_id, id"
        )
        # sudo: the name of the questionnaire beside a score the user may see
        for result in results.sudo():
            module = result.module_id
            key = module.key or module.id
            names[key] = module.name
            scores.setdefault((key, result.audience_id.id), []).append(result.score)
        total = [one.total_score if one.complete else None for one in asked]
        return [
            {"name": self.env._("Total"), "values": total},
            *(
                {
                    "name": name,
                    "values": [
                        sum(found) / len(found) if (found := scores.get((key, one.id))) else None
                        for one in asked
                    ],
                }
                for key, name in names.items()
            ),
        ]

    def _satisfaction_chart(self):
        """Return lines over the years with their numbers below."""
        self.ensure_one()
        program = self.env["satisfaction.program"]
        asked = self._satisfaction_asked()
        if not asked:
            return program._note(
                self.env._("No programme in which this customer was asked is closed yet.")
            )
        series = self._satisfaction_series(asked)
        # sudo: name and target of a programme in which the user may see this customer
        programs = asked.sudo().program_id
        years = [str(one.sudo().program_id.send_on.year) for one in asked]
        target = programs[-1:].total_target
        chart = charts.trend(years, series, target, self.env._("Scores over the years"))
        last = programs[-1:]
        body = [
            [
                row["name"],
                *((program._points(value), last._level(value, target)) for value in row["values"]),
                program._change(self._satisfaction_change(row["values"])),
            ]
            for row in series
        ]
        how = self.env._(
            "Thick line: the total; dashed line across: the target of %(target)s. A total is the "
            "sum of weight × score ÷ 100 of the questionnaires, and there is one only when all of "
            "them are back. Change: against the time before.",
            target=program._points(target),
        )
        head = [self.env._("Score"), *years, self.env._("Change")]
        return (chart or Markup()) + program._html_table(head, body) + program._explain(how)

    def _satisfaction_change(self, values):
        known = [value for value in values if value is not None]
        return known[-1] - known[-2] if len(known) > 1 else None
