from odoo import models

from odoo.addons.quality_8d.report.quality_8d_sheet import FormSheet

from ..models.customer_complaint_month_form import SHARES


class ReportComplaintMonthXlsx(models.AbstractModel):
    """The sheet of a month as a spreadsheet: the figures, and each complaint behind them."""

    _name = "report.customer_complaint.report_complaint_month_xlsx"
    _inherit = "report.quality_8d.sheet"
    _description = "Complaints of the Month as a Spreadsheet"

    def generate_xlsx_report(self, workbook, data, objs):
        """Write two sheets for each month."""
        for month in objs:
            form = month._form_data()
            doc = form["document"]
            self._write_figures(workbook, doc, form)
            self._write_complaints(workbook, doc)

    # ------------------------------------------------------------------
    # Parts
    # ------------------------------------------------------------------
    def _write_figures(self, workbook, doc, form):
        found = doc._form_sheet()
        number = " ".join(filter(None, [form["number"], form["revision"]])).replace("&", "&&")
        sheet = FormSheet(workbook, doc.name, f"&L&8 {number}&C&8 &P / &N")
        sheet.row(
            (6, form["company"].name),
            (12, " ".join(form["title"]), "title"),
            (6, f"{doc.name}\n{number}"),
        )
        sheet.row(
            (9, self._label(doc, "month_figure"), "label"),
            *(
                (5, self._label(doc, key), "label")
                for key in ("month_this", "month_before", "month_twelve")
            ),
        )
        for label, cells in found["figures"]:
            sheet.row(
                (9, doc._form_line(label)),
                *((5, *self._cell(doc, name, values)) for name, values in cells),
            )
        for heading, lines in found["lists"]:
            sheet.heading(doc._form_line(heading))
            sheet.row(
                (5, "", "label"),
                *(
                    self._span(name, self._label(doc, key), "label")
                    for key, name in found["columns"]
                ),
            )
            for value, values in lines:
                sheet.row(
                    (5, doc._form_value(value)),
                    *(
                        self._span(name, *self._cell(doc, name, values))
                        for _key, name in found["columns"]
                    ),
                )
        sheet.finish()

    def _write_complaints(self, workbook, doc):
        name = doc._form_label_texts("month_complaints")[0]
        sheet = FormSheet(workbook, f"{doc.name} {name}", "&C&8 &P / &N")
        columns = (
            (3, "month_number"),
            (2, "month_received"),
            (5, "month_title"),
            (4, "customer"),
            (3, "month_defect"),
            (1, "month_quantity"),
            (2, "month_judgement"),
            (2, "month_closed"),
            (2, "month_cost"),
        )
        sheet.row(*((span, self._label(doc, key), "label") for span, key in columns))
        for complaint in doc._complaints():
            cells = (
                complaint.name,
                doc._form_datetime(complaint.received_at, False),
                complaint.title,
                complaint.commercial_partner_id.name,
                complaint.defect_id.name,
                complaint.qty_complained,
                doc._form_selection(complaint, "validity"),
                doc._form_datetime(complaint.closed_on, False),
                complaint.cost_total,
            )
            sheet.row(*((span, cell) for (span, _key), cell in zip(columns, cells, strict=True)))
        sheet.finish()

    def _span(self, name, *cell):
        return (3 if name == "cost" else 2, *cell)

    def _label(self, doc, key):
        return "\n".join(doc._form_label_texts(key))

    def _cell(self, doc, name, values):
        """Return value and style of a cell; numbers stay numbers."""
        if isinstance(name, tuple) or values[name] is None:
            return (doc._form_figure(name, values),)
        if name == "ppm":
            return (round(values[name]),)
        return (values[name], "percent") if name in SHARES else (values[name],)
