from odoo import api, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

LABELS = {
    "form_satisfaction_followup": _lt("Improvement Effect Confirmation"),
    "form_satisfaction_reply": _lt("Our Reply to Your Survey Answers"),
    "form_satisfaction_review": _lt("Minutes of the Satisfaction Review"),
    "survey_program": _lt("Programme"),
    "survey_module": _lt("Questionnaire"),
    "survey_contact": _lt("Who answered"),
    "survey_kind": _lt("Kind of follow-up"),
    "survey_score": _lt("Score"),
    "survey_limit": _lt("Limit"),
    "survey_last": _lt("Last time"),
    "survey_contacted": _lt("Customer contacted"),
    "survey_contact_note": _lt("What the customer said"),
    "survey_low": _lt("Low answers"),
    "survey_question": _lt("Question"),
    "survey_answer": _lt("Answer"),
    "survey_why": _lt("Why it was so"),
    "survey_measures": _lt("Measures"),
    "survey_measure": _lt("Measure"),
    "survey_due": _lt("Due"),
    "survey_done": _lt("Done on"),
    "survey_8d": _lt("8D report"),
    "survey_effect": _lt("Effect"),
    "survey_confirmed": _lt("Effect confirmed by"),
    "survey_owner": _lt("Owner"),
    "survey_customer_confirms": _lt("The customer confirms the improvement"),
    "survey_your_answer": _lt("Your answer"),
    "survey_what_we_did": _lt("What we have done"),
    "survey_reply": _lt("Our reply"),
    "survey_agree": _lt("The improvement is confirmed"),
    "survey_disagree": _lt("Not yet satisfactory, because"),
    "survey_meeting": _lt("Meeting"),
    "survey_place": _lt("Place"),
    "survey_chair": _lt("Chair"),
    "survey_participants": _lt("Participants"),
    "survey_results": _lt("Results"),
    "survey_target": _lt("Target"),
    "survey_findings": _lt("What the results show"),
    "survey_decisions": _lt("Decisions"),
    "survey_itself": _lt("Changes to the survey itself"),
    "survey_followups": _lt("Follow-ups"),
    "survey_total": _lt("Total"),
    "survey_met": _lt("Met"),
    "survey_not_met": _lt("Not met"),
    "kind_low_answer": _lt("Low Answer"),
    "kind_safety": _lt("Finding on Safety"),
    "kind_eightd": _lt("8D Report"),
    "kind_plan": _lt("Improvement Plan"),
    "kind_drop": _lt("Analysis of a Drop"),
    "state_open": _lt("Open"),
    "state_in_work": _lt("In Work"),
    "state_to_confirm": _lt("Effect to Be Confirmed"),
    "state_done": _lt("Done"),
}


class SatisfactionFollowup(models.Model):
    """The printed forms of a follow-up: the confirmation of the effect, and the reply letter."""

    _inherit = "satisfaction.followup"

    @api.model
    def _form_labels(self):
        return super()._form_labels() | LABELS

    def _form_head_cells(self):
        """Return the head of the form as ``[(label key, value)]``, empty ones left blank."""
        self.ensure_one()
        return [
            ("customer", self.partner_id.name),
            ("survey_contact", self.contact_id.name),
            ("survey_program", self.program_id.name),
            ("survey_module", self._form_text(self.module_id, "name") if self.module_id else ""),
            ("survey_kind", self._form_selection(self, "kind")),
            ("survey_owner", self.owner_id.name),
            ("survey_score", f"{self.score:.1f}"),
            ("survey_limit", f"{self.limit:.1f}" if self.kind != "drop" else ""),
            ("survey_last", f"{self.previous_score:.1f}" if self.previous_score else ""),
        ]

    def _form_day(self, day):
        return self._form_datetime(day, False) if day else ""


class SatisfactionReview(models.Model):
    """The printed minutes."""

    _inherit = "satisfaction.review"

    @api.model
    def _form_labels(self):
        return super()._form_labels() | LABELS

    def _form_partner(self):
        return self.env["res.partner"]

    def _form_scores(self):
        """Return the results as ``[(name, score, target)]``, the total last."""
        self.ensure_one()
        program = self.sudo().program_id  # sudo: the figures of all, for whoever took part
        rows = [
            (self._form_text(module, "name"), module.score, module.target)
            for module in program.module_ids
        ]
        return [
            *rows,
            (self._form_label("survey_total"), program.total_score, program.total_target),
        ]
