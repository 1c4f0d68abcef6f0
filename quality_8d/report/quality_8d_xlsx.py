import base64
import re

from odoo import models
from odoo.exceptions import UserError

from .quality_8d_sheet import FormSheet, picture, plain, sheet_name

FISHBONE_PIXELS = 1440


class ReportQuality8dXlsx(models.AbstractModel):
    """The printed report once more, as a spreadsheet for customers who ask for one."""

    _name = "report.quality_8d.report_quality_8d_xlsx"
    _inherit = "report.quality_8d.sheet"
    _description = "8D Report as a Spreadsheet"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write a sheet for each report."""
        for report in objs:
            form = report._form_data()
            self._write_report(workbook, form["document"], form)

    # ------------------------------------------------------------------
    # Parts
    # ------------------------------------------------------------------
    def _write_report(self, workbook, doc, form):
        name = sheet_name(doc.name or doc._description)
        sheet = FormSheet(workbook, name, self._footer(doc, form))
        self._write_head(sheet, doc, form)
        self._write_d0_d1(sheet, doc)
        self._write_d2(sheet, doc)
        self._write_d3(sheet, doc)
        self._write_d4(sheet, doc)
        self._write_d5_d6(sheet, doc)
        self._write_d7(sheet, doc)
        self._write_d8(sheet, doc)
        sheet.finish()

    def _footer(self, doc, form):
        """Return the foot of each page: form number, document and page, retention."""
        number = " ".join(
            filter(None, [doc._form_line("form_number"), form["number"], form["revision"]])
        )
        retention = (
            f"{doc._form_line('retention')} {form['retention']} {doc._form_line('years')}"
            if form["retention"]
            else ""
        )
        # "&" begins a code in the foot of a spreadsheet.
        number, retention = (text.replace("&", "&&") for text in (number, retention))
        document = str(form["document_number"] or "").replace("&", "&&")
        # A space after the size of the letters: a number would be read as part of it.
        return f"&L&8 {number}&C&8 {document}  &P / &N&R&8 {retention}"

    def _label(self, doc, key):
        return "\n".join(doc._form_label_texts(key))

    def _write_head(self, sheet, doc, form):
        numbers = "\n".join(
            f"{doc._form_line(key)} {value}"
            for key, value in (
                ("document_number", form["document_number"]),
                ("form_number", form["number"]),
                ("revision", form["revision"]),
            )
            if value
        )
        sheet.row(
            (6, form["company"].name),
            (11, "\n".join(form["title"]), "title"),
            (7, numbers),
        )
        sheet.row((3, self._label(doc, "8d_problem"), "label"), (21, doc.title, "bold"))
        cells = doc._form_head_cells()
        for first in range(0, len(cells), 3):
            boxes = []
            for key, value in cells[first : first + 3]:
                boxes += [(3, self._label(doc, key), "label"), (5, value)]
            if len(boxes) < 6:
                boxes.append((1, ""))
            sheet.row(*boxes)

    def _write_d0_d1(self, sheet, doc):
        sheet.heading(doc._form_line("8d_d0"))
        sheet.row(
            (3, self._label(doc, "8d_symptom"), "label"),
            (9, doc.symptom),
            (3, self._label(doc, "8d_emergency"), "label"),
            (9, doc.emergency_action),
        )
        sheet.heading(doc._form_line("8d_d1"))
        for role, *texts in doc._form_team_rows():
            name, department, phone, mail = texts
            sheet.row((5, role, "label"), (4, name), (6, department), (4, phone), (5, mail))

    def _write_d2(self, sheet, doc):
        sheet.heading(doc._form_line("8d_d2"))
        texts = [("8d_finding", doc.finding)]
        if doc.kind != "internal":
            texts.insert(0, ("8d_customer_words", doc.customer_words))
        if doc.returned_analysis:
            texts.append(("8d_returned", doc.returned_analysis))
        for key, text in texts:
            sheet.row((4, self._label(doc, key), "label"), (20, text))
        cells = doc._form_problem_cells()
        for first in range(0, len(cells), 2):
            boxes = []
            for key, text in cells[first : first + 2]:
                boxes += [(3, self._label(doc, key), "label"), (9, text)]
            if len(boxes) < 4:
                boxes.append((12, ""))
            sheet.row(*boxes)
        lines = doc.comparison_ids.filtered(lambda line: line.is_text or line.is_not_text)
        if lines:
            keys = ("8d_is", "8d_is_not", "8d_distinction", "8d_change")
            sheet.row((4, "", "label"), *((5, self._label(doc, key), "label") for key in keys))
        for line in lines:
            sheet.row(
                (4, doc._form_selection(line, "aspect"), "label"),
                (5, line.is_text),
                (5, line.is_not_text),
                (5, line.distinction),
                (5, line.change),
            )
        if doc.picture_ok or doc.picture_nok:
            sheet.row(*((12, self._label(doc, key), "label") for key in ("8d_ok", "8d_nok")))
            sheet.pictures(*(self._picture(doc[name]) for name in ("picture_ok", "picture_nok")))

    def _picture(self, value):
        return picture(base64.b64decode(value)) if value else None

    def _write_d3(self, sheet, doc):
        sheet.heading(doc._form_line("8d_d3"))
        titles = (
            (3, "8d_place"),
            (2, "8d_suspect"),
            (2, "8d_checked"),
            (2, "8d_defective"),
            (4, "8d_measure"),
            (3, "responsible"),
            (2, "8d_done"),
            (3, "8d_mark"),
            (3, "8d_ended"),
        )
        sheet.row(*((span, self._label(doc, key), "label") for span, key in titles))
        for line in doc.contained_ids:
            ended = filter(None, [str(doc._form_line_of(line, "ending")), line.ended_on])
            sheet.row(
                (3, doc._form_selection(line, "place")),
                (2, line.suspect_qty),
                (2, line.checked_qty),
                (2, line.defective_qty),
                (4, line.action),
                # sudo: who answers is named, whoever prints
                (3, line.user_id.sudo().name or line.owner_name),
                (2, line.done_on or ""),
                (3, " / ".join(filter(None, [line.marking, line.clean_lot]))),
                (3, " ".join(map(str, ended))),
            )
        if not doc.contained_ids:
            sheet.row((24, "—"))

    def _write_d4(self, sheet, doc):
        sheet.heading(doc._form_line("8d_d4"))
        if doc.cause_ids:
            image = self._fishbone(doc)
            if image:
                sheet.drawing(image)
            else:
                self._write_bones(sheet, doc)
        titles = (
            (4, "8d_why_it"),
            (5, "8d_cause"),
            (4, "8d_category"),
            (3, "8d_verdict"),
            (3, "8d_proof"),
            (5, "8d_evidence"),
        )
        sheet.row(*((span, self._label(doc, key), "label") for span, key in titles))
        for cause in doc.cause_ids.filtered(lambda c: c.verdict != "candidate"):
            branch, level = (doc._form_line_of(cause, name) for name in ("branch", "level"))
            sheet.row(
                (4, f"{branch}\n{level}", "label"),
                (5, cause.name),
                (4, "\n".join(doc._form_cause_categories(cause))),
                (3, doc._form_selection(cause, "verdict")),
                (3, doc._form_selection(cause, "method")),
                (5, cause.evidence),
            )
            if cause.why_ids:
                whys = (f"{n}. {why.name}" for n, why in enumerate(cause.why_ids, start=1))
                sheet.row((4, self._label(doc, "8d_whys"), "label"), (20, "  →  ".join(whys)))
        if doc.escape_point:
            sheet.row((4, self._label(doc, "8d_escape"), "label"), (20, doc.escape_point))

    def _fishbone(self, doc):
        """Return the fishbone as a picture; None where the server has no program for it."""
        drawing = doc._form_fishbone(FISHBONE_PIXELS)
        page = f"<html><meta charset='utf-8'/><body style='margin:0'>{drawing}</body></html>"
        height = int(re.search(r' height="(\d+)"', drawing)[1])
        try:
            images = self.env["ir.actions.report"]._run_wkhtmltoimage(
                [page], FISHBONE_PIXELS, height, image_format="png"
            )
        except UserError:
            return None
        return picture(images[0]) if images[0] else None

    def _write_bones(self, sheet, doc):
        """Write the six bones as columns, for servers that cannot make pictures."""
        keys = ("man", "machine", "material", "method", "environment", "measurement")
        sheet.row(*((4, self._label(doc, f"category_{key}"), "label") for key in keys))
        marks = {"verified": "☑", "contributes": "☑", "ruled_out": "☒"}
        sheet.row(
            *(
                (
                    4,
                    "\n".join(
                        f"{marks.get(cause.verdict, '☐')} {cause.name}"
                        for cause in doc.cause_ids
                        if cause.category == key
                    ),
                )
                for key in keys
            )
        )

    def _write_d5_d6(self, sheet, doc):
        sheet.heading(doc._form_line("8d_d56"))
        titles = (
            (3, "8d_cause"),
            (4, "8d_action"),
            (3, "responsible"),
            (2, "8d_due"),
            (4, "8d_verification"),
            (2, "8d_done"),
            (3, "8d_cut_in"),
            (3, "8d_validation"),
        )
        sheet.row(*((span, self._label(doc, key), "label") for span, key in titles))
        for action in doc.chosen_action_ids:
            start = filter(None, [action.cut_in_lot, str(action.cut_in_on or "")])
            sheet.row(
                (3, action.cause_id.name),
                (4, action.name),
                # sudo: who answers is named, whoever prints
                (3, action.user_id.sudo().name or action.owner_name),
                (2, action.due_on or ""),
                (4, action.verification),
                (2, action.done_on or ""),
                (3, "\n".join(start)),
                (3, action.validation),
            )
        measured = doc.chosen_action_ids.filtered("measure")
        if measured:
            keys = ((12, "8d_measured"), (4, "8d_before"), (4, "8d_after"), (4, "unit"))
            sheet.row(*((span, self._label(doc, key), "label") for span, key in keys))
        for action in measured:
            sheet.row(
                (12, action.measure),
                (4, action.value_before),
                (4, action.value_after),
                (4, action.value_unit),
            )

    def _write_d7(self, sheet, doc):
        sheet.heading(doc._form_line("8d_d7"))
        lines = doc.document_ids
        for first in range(0, len(lines), 2):
            boxes = []
            for line in lines[first : first + 2]:
                mark = "☑" if line.decision == "updated" else "☐"
                label = f"{mark} {doc._form_line_of(line, 'document')}"
                boxes += [(5, label, "label"), (7, self._decided(doc, line))]
            sheet.row(*boxes)

    def _decided(self, doc, line):
        """Return number, revision and date of a document, or the reason why not."""
        if line.decision == "updated":
            date = str(line.revised_on or "")
            return " ".join(filter(None, [line.number, line.revision, date]))
        if line.decision:
            return f"{doc._form_line('8d_not_applicable')}: {line.reason or ''}"
        return ""

    def _write_d8(self, sheet, doc):
        sheet.heading(doc._form_line("8d_d8"))
        texts = [
            ("8d_result", doc.result),
            ("8d_lessons", doc.lessons),
            ("8d_recognition", doc.recognition),
        ]
        if doc.effect_text:
            texts.append(("8d_observation", doc.effect_text))
        for key, text in texts:
            sheet.row((4, self._label(doc, key), "label"), (20, text))
        # sudo: who may read the report reads who signed it, as on the printed form
        boxes = doc._form_signature_boxes(doc.sudo().signoff_ids)
        for first in range(0, len(boxes), 4):
            shown = boxes[first : first + 4]
            sheet.row(*((6, self._signature(box)) for box in shown))
        if doc.kind == "customer":
            self._write_reply(sheet, doc)

    def _write_reply(self, sheet, doc):
        reply = doc._form_reply()
        answers = (("accepted", "8d_accepted"), ("returned", "8d_not_accepted"))
        marks = (
            f"{'☑' if reply.state == state else '☐'} {doc._form_line(key)}"
            for state, key in answers
        )
        answered_on = doc._form_datetime(reply.answered_at, with_time=False)
        sheet.row(
            (5, self._label(doc, "8d_reply"), "label"),
            (7, "\n".join(marks)),
            (5, f"{doc._form_line('date')} {answered_on}"),
            (7, " ".join(filter(None, [doc._form_line("signature"), reply.answered_by]))),
        )

    def _signature(self, box):
        lines = [box["team"], box["state"]]
        if box["signed"]:
            lines += [f"{box['name']} ({box['capacity']})", box["date"], box["comment"]]
        return "\n".join(plain(line) for line in lines if line)
