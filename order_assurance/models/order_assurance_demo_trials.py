from odoo import api, fields, models


class OrderAssuranceDemo(models.AbstractModel):
    """A special order: engineering tries it out three times, production waits for one item."""

    _inherit = "order.assurance.demo"

    @api.model
    def _demo_chapters(self):
        return super()._demo_chapters() + [(self._demo_trials, 0)]

    @api.model
    def _demo_trials(self):
        """Small, pilot (failed, then repeated) and industrial trial; the order is confirmed.

        Its manufacturing order stays a draft until production has set up the drying line.
        """
        today = fields.Date.context_today(self)
        order = self._demo_taken_in("andina", {"mount": 1200}, days=60, new_process=True)
        review = self._demo_request(order)
        words = self._demo_env("engineering")
        mount = words._("Strut mount with rubber NR70")
        self._demo_trial(
            review,
            "small",
            mount,
            (5, 1),
            "pass",
            words._("10 pieces: 71 Shore A, bond holds 8.2 kN."),
        )
        self._demo_trial(
            review,
            "pilot",
            mount,
            (4, 1),
            "fail",
            words._("50 pieces: 4 came off their bearing after 200,000 load cycles."),
        )
        self._demo_trial(
            review,
            "pilot",
            mount,
            (3, 2),
            "conditional",
            words._("50 pieces with the new primer: none came off. It must dry for 20 minutes."),
        )
        self._demo_trial(
            review,
            "industrial",
            mount,
            (1, 1),
            "pass",
            words._("300 pieces in two shifts: 1.3 % rejected, cycle time as calculated."),
        )
        self._demo_answer(
            review,
            "production",
            {
                "M02": {
                    "result": "open",
                    "gate": "production",
                    "owner_id": self._demo_ref("user_production").id,
                    "promise_date": fields.Date.add(today, days=4),
                    "comment": self._demo_env("production")._(
                        "The drying line is being set to 20 minutes"
                    ),
                }
            },
        )
        self._demo_sign(review)
        self._demo_decide(review)
        order.action_confirm()
        return order

    @api.model
    def _demo_trial(self, review, trial_type, subject, days, result, findings):
        """Engineering plans a trial, carries it out and writes down what was found.

        :param days: how many days ago that was, and how many later it went on
        """
        ago, pause = days
        env = self._demo_env("engineering")
        day = fields.Date.subtract(fields.Date.context_today(self), days=ago)
        trial = env["sale.order.trial"].create(
            {
                "review_id": review.id,
                "trial_type": trial_type,
                "subject": subject,
                "product_id": review.sudo().order_id.order_line.product_id.id,
                "item_id": review.template_id.line_ids.filtered(
                    lambda item: item.code == "E02"
                ).id,
                "planned_on": day,
            }
        )
        trial.write({"result": result, "findings": findings, "done_on": day})
        self._demo_time_passes(review.order_id, days=pause)
