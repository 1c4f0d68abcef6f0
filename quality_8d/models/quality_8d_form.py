from markupsafe import Markup

from odoo import models
from odoo.tools import LazyTranslate

from .quality_8d_drawing import PRINTED_WIDTH

_lt = LazyTranslate(__name__)

# So far a version reaches.
VERSION_UNTIL = {"3d": "d3", "5d": "d5", "final": "d8"}

FORM_LABELS = {
    "form_quality_8d": _lt("Corrective and Preventive 8D Report"),
    "8d_d0": _lt("D0 Emergency Response"),
    "8d_d1": _lt("D1 Team"),
    "8d_d2": _lt("D2 Problem"),
    "8d_d3": _lt("D3 Containment"),
    "8d_d4": _lt("D4 Root Cause"),
    "8d_d56": _lt("D5 / D6 Actions, Verification and Validation"),
    "8d_d7": _lt("D7 Prevention"),
    "8d_d8": _lt("D8 Closing"),
    "8d_partner": _lt("Customer / Supplier"),
    "8d_partner_ref": _lt("Complaint No."),
    "8d_severity": _lt("Severity"),
    "severity_minor": _lt("Minor"),
    "severity_major": _lt("Major"),
    "severity_critical": _lt("Critical"),
    "8d_problem": _lt("Problem"),
    "8d_drawing": _lt("Drawing"),
    "8d_lots": _lt("Lots"),
    "8d_quantities": _lt("Complained / delivered / returned"),
    "8d_received": _lt("Received"),
    "8d_closed": _lt("Closed on"),
    "8d_version": _lt("Version"),
    "version_kind_3d": _lt("3D report"),
    "version_kind_5d": _lt("5D report"),
    "version_kind_final": _lt("Final report"),
    "8d_symptom": _lt("Symptom"),
    "8d_emergency": _lt("Emergency action"),
    "8d_champion": _lt("Champion"),
    "8d_leader": _lt("Team leader"),
    "8d_quality": _lt("Quality manager"),
    "8d_member": _lt("Member"),
    "8d_phone": _lt("Telephone"),
    "8d_mail": _lt("E-mail"),
    "8d_customer_words": _lt("In the customer's words"),
    "8d_finding": _lt("Our finding"),
    "8d_what": _lt("What"),
    "8d_where": _lt("Where"),
    "8d_when": _lt("When"),
    "8d_who": _lt("Who"),
    "8d_why": _lt("Why a problem"),
    "8d_how": _lt("How found"),
    "8d_how_many": _lt("How many"),
    "8d_is": _lt("Is"),
    "8d_is_not": _lt("Is not"),
    "8d_distinction": _lt("Different"),
    "8d_change": _lt("Changed"),
    "8d_ok": _lt("Good part"),
    "8d_nok": _lt("Defective part"),
    "8d_returned": _lt("Analysis of returned parts"),
    "8d_place": _lt("Place"),
    "8d_suspect": _lt("Suspect"),
    "8d_checked": _lt("Checked"),
    "8d_defective": _lt("Defective"),
    "8d_measure": _lt("Measure"),
    "8d_done": _lt("Done"),
    "8d_mark": _lt("Mark / first clean lot"),
    "8d_ended": _lt("Ended"),
    "8d_why_it": _lt("Why it"),
    "8d_cause": _lt("Cause"),
    "8d_category": _lt("Category"),
    "8d_evidence": _lt("Evidence"),
    "8d_whys": _lt("Whys"),
    "8d_proof": _lt("Proved by"),
    "8d_verdict": _lt("Verdict"),
    "8d_escape": _lt("Escape point"),
    "8d_occurrence": _lt("Occurrence"),
    "8d_non_detection": _lt("Non-detection"),
    "8d_action": _lt("Action"),
    "8d_due": _lt("Due"),
    "8d_verification": _lt("Verification (before)"),
    "8d_validation": _lt("Validation (after)"),
    "8d_cut_in": _lt("From lot"),
    "8d_measured": _lt("Measured"),
    "8d_before": _lt("Before"),
    "8d_after": _lt("After"),
    "8d_what_document": _lt("Document"),
    "8d_decision": _lt("Revision and date, or reason why not"),
    "8d_not_applicable": _lt("not applicable"),
    "8d_result": _lt("Result"),
    "8d_lessons": _lt("Lessons learned"),
    "8d_recognition": _lt("Recognition of the team"),
    "8d_observation": _lt("Observation of the effect"),
    "8d_reply": _lt("Reply of the customer"),
    "8d_accepted": _lt("accepted"),
    "8d_not_accepted": _lt("not accepted"),
    "category_man": _lt("Man"),
    "category_machine": _lt("Machine"),
    "category_material": _lt("Material"),
    "category_method": _lt("Method"),
    "category_environment": _lt("Environment"),
    "category_measurement": _lt("Measurement"),
    "place_customer_line": _lt("Customer line"),
    "place_customer_stock": _lt("Customer warehouse"),
    "place_in_transit": _lt("In transit"),
    "place_external_wh": _lt("External warehouse"),
    "place_fg": _lt("Finished goods"),
    "place_wip": _lt("Work in progress"),
    "place_semi": _lt("Semi-finished stock"),
    "place_raw": _lt("Raw material"),
    "place_supplier": _lt("At the supplier"),
    "place_service": _lt("Service and spare parts"),
    "place_similar": _lt("Similar products"),
    "ending_withdrawn": _lt("Withdrawn"),
    "ending_permanent": _lt("Made permanent"),
    "branch_occurrence": _lt("Occurrence"),
    "branch_non_detection": _lt("Non-detection"),
    "level_technical": _lt("Technical"),
    "level_system": _lt("System"),
    "verdict_candidate": _lt("Candidate"),
    "verdict_verified": _lt("Verified"),
    "verdict_contributes": _lt("Contributes"),
    "verdict_ruled_out": _lt("Ruled out"),
    "method_reproduce": _lt("Reproduced"),
    "method_eliminate": _lt("Gone when removed"),
    "method_statistics": _lt("Statistics"),
    "method_physical_evidence": _lt("Physical evidence"),
    "document_dfmea": _lt("Design FMEA"),
    "document_pfmea": _lt("Process FMEA"),
    "document_control_plan": _lt("Control plan"),
    "document_work_instruction": _lt("Work instruction"),
    "document_inspection": _lt("Inspection standard"),
    "document_drawing": _lt("Drawing or specification"),
    "document_training": _lt("Training record"),
    "document_procedure": _lt("Procedure"),
    "document_lessons": _lt("Lessons learned"),
    "document_read_across": _lt("Read-across"),
    "aspect_what_object": _lt("What: object"),
    "aspect_what_defect": _lt("What: defect"),
    "aspect_where_geo": _lt("Where: place"),
    "aspect_where_part": _lt("Where: on the object"),
    "aspect_when_first": _lt("When: first seen"),
    "aspect_when_pattern": _lt("When: pattern"),
    "aspect_when_life": _lt("When: process step"),
    "aspect_how_many": _lt("How many: trend"),
}


class Quality8d(models.Model):
    """The printed report, A4, Chinese over English."""

    _inherit = "quality.8d"

    def _form_labels(self):
        return super()._form_labels() | FORM_LABELS

    def _form_partner(self):
        return self.contact_id or self.partner_id

    def _form_url(self):
        self.ensure_one()
        return f"{self.get_base_url()}/odoo/quality-8d/{self.id}"

    def _form_kind(self):
        """Return the kind of version that is printed; all of it unless one is named."""
        return self.env.context.get("quality_8d_version") or "final"

    def _form_shows(self, discipline):
        """Tell whether a discipline is part of the version that is printed."""
        return discipline <= VERSION_UNTIL[self._form_kind()]

    def _form_head_cells(self):
        """Return key of the label and text of each cell in the head."""
        self.ensure_one()
        quantities = " / ".join(
            f"{self[name]:g}" for name in ("qty_complained", "qty_delivered", "qty_returned")
        )
        return [
            ("8d_partner", self.partner_id.display_name),
            ("8d_partner_ref", self.partner_ref),
            ("product", self.product_id.display_name),
            ("8d_drawing", self.drawing_no),
            ("8d_lots", self.lot_names),
            ("8d_quantities", quantities),
            ("8d_received", self._form_datetime(self.received_at)),
            ("8d_closed", self._form_datetime(self.closed_on, with_time=False)),
            ("8d_severity", self._form_selection(self, "severity")),
            ("8d_version", self._form_label(f"version_kind_{self._form_kind()}")),
        ]

    def _form_team_rows(self):
        """Return role, name, department, function and contact of everybody in the team."""
        rows = [
            (
                self._form_line(f"8d_{role}"),
                user.name,
                user.partner_id.function,
                user.partner_id.phone,
                user.partner_id.email,
            )
            for role, user in (
                ("champion", self.champion_id),
                ("quality", self.quality_id),
                ("leader", self.leader_id),
            )
            if user
        ]
        return rows + [
            (
                self._form_line("8d_member"),
                member.name,
                " · ".join(filter(None, [member.team_id.name, member.function])),
                member.phone,
                member.email,
            )
            for member in self.member_ids
        ]

    def _form_problem_cells(self):
        """Return label and text of the seven questions."""
        return [
            (f"8d_{name}", self[f"{name}_text"])
            for name in ("what", "where", "when", "who", "why", "how", "how_many")
            if self[f"{name}_text"]
        ]

    def _form_reply(self):
        """Return the last final version with the customer's answer; a version says none itself."""
        self.ensure_one()
        # sudo: who may print the report reads what the customer answered to it
        versions = self.sudo().version_ids
        if self.env.context.get("quality_8d_version"):
            return versions.browse()
        last = versions.filtered(lambda v: v.kind == "final").sorted("number")[-1:]
        # What was accepted before it was written anew is not accepted any more.
        return last.filtered(
            lambda v: v.answered_at and not (v.state == "accepted" and v.is_outdated)
        )

    def _form_figure_labels(self, prefix, keys):
        return {key: self._form_line(f"{prefix}{key}") for key in keys}

    def _form_line_of(self, record, name):
        """Return the label of a selection in the languages of the form, on one line."""
        end = Markup("</span>")
        return self._form_selection(record, name).replace(end, end + " ").striptags()

    def _form_cause_categories(self, cause):
        """Return the categories of a cause, one of the six M and that of the VDA, if chosen."""
        texts = [self._form_line_of(cause, "category")]
        if cause.failure_id:
            texts.append(" ".join(["VDA", *self._form_text_texts(cause.failure_id, "name")]))
        return texts

    def _form_fishbone(self, width=PRINTED_WIDTH * 0.9):
        """Return the fishbone with the words of the printed form.

        :param width: its width in pixels
        """
        keys = ("man", "machine", "material", "method", "environment", "measurement")
        return self._draw_fishbone(self._form_figure_labels("category_", keys), width)

    def _form_why_trees(self):
        """Return the chains of whys with the words of the printed form.

        One figure for occurrence and one for non-detection, so that a page may end between.
        """
        branches = ("occurrence", "non_detection")
        labels = self._form_figure_labels("8d_", branches)
        trees = [self._draw_why_tree(labels, PRINTED_WIDTH, [branch]) for branch in branches]
        return list(filter(None, trees))

    def _form_effect(self):
        """Return the figures before and after with the words of the printed form."""
        labels = self._form_figure_labels("8d_", ("before", "after"))
        return self._draw_effect(labels, PRINTED_WIDTH * 0.7)
