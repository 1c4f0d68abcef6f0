from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date

# So many complaints and reports are read for one run, and named for one order.
READ = 500
NAMED = 8


class SaleOrderReview(models.Model):
    """Check of what went wrong before with this customer and these parts (item Q05)."""

    _inherit = "sale.order.review"

    def _auto_check_lessons(self, lines, facts):
        """Name complaints of the window, and the lessons of 8D reports, of customer or part.

        Met when there are none. Where there are some nothing is proposed: a person has to read
        them. Still to be decided while an 8D report on one of the parts is being worked on.
        """
        products = defaultdict(self.env["product.product"].browse)
        for line in facts.lines:
            products[line.order_id] |= line.product_id
        complaints = self._past_complaints(facts)
        reports = self._past_8d_reports(facts)
        findings = {}
        for line in lines:
            order = line.review_id.order_id
            customer = order.partner_id.commercial_partner_id
            mine = complaints.filtered(
                lambda c, c0=customer, parts=products[order]: (
                    c.commercial_partner_id == c0 or c.product_id in parts
                )
            )
            lessons = reports.filtered(
                lambda r, c0=customer, parts=products[order]: (
                    r.product_id in parts or (r.kind == "customer" and r.partner_id == c0)
                )
            )
            findings[line.id] = self._lessons_finding(order, products[order], mine, lessons)
        return findings

    def _past_complaints(self, facts):
        """Return complaints that were valid, newest first, of the companies' windows."""
        since = fields.Datetime.now() - relativedelta(
            months=self.env.company.complaint_repeat_months
        )
        return self.env["customer.complaint"].search_fetch(
            Domain("company_id", "=", self.env.company.id)
            & Domain("received_at", ">=", since)
            & Domain("is_accepted", "=", True)
            & Domain("state", "!=", "cancelled")
            & (
                Domain("commercial_partner_id", "in", facts.customers.ids)
                | Domain("product_id", "in", facts.lines.product_id.ids)
            ),
            ["name", "title", "received_at", "commercial_partner_id", "product_id", "defect_id"],
            order="received_at desc, id desc",
            limit=READ,
        )

    def _past_8d_reports(self, facts):
        """Return 8D reports on these parts or for these customers: open, or with lessons."""
        return self.env["quality.8d"].search_fetch(
            Domain("company_id", "=", self.env.company.id)
            & (Domain("state", "=", "open") | Domain("lessons", "!=", False))
            & (
                Domain("product_id", "in", facts.lines.product_id.ids)
                | Domain("partner_id", "in", facts.customers.ids)
            ),
            ["name", "title", "state", "kind", "partner_id", "product_id", "lessons"],
            order="id desc",
            limit=READ,
        )

    def _lessons_finding(self, order, products, complaints, reports):
        """Return result and evidence for one order."""
        if not complaints and not reports:
            return (
                "ok",
                self.env._(
                    "No valid complaint of this customer or about these parts in %(months)s months,"
                    " no 8D report.",
                    months=order.company_id.complaint_repeat_months,
                ),
            )
        text = []
        for complaint in complaints[:NAMED]:
            text.append(
                self.env._(
                    "Complaint %(name)s, %(date)s, %(customer)s: %(title)s",
                    name=complaint.name,
                    date=format_date(self.env, complaint.received_at),
                    customer=complaint.commercial_partner_id.name,
                    title=complaint.title,
                )
            )
        if len(complaints) > NAMED:
            text.append(self.env._("and %(count)s more complaints", count=len(complaints) - NAMED))
        for report in reports[:NAMED]:
            text.append(self._lesson_line(report))
        running = reports.filtered(lambda r: r.state == "open" and r.product_id in products)
        return ("open" if running else False, "\n".join(text))

    def _lesson_line(self, report):
        if report.state == "open":
            return self.env._(
                "8D %(name)s is being worked on: %(title)s", name=report.name, title=report.title
            )
        return self.env._(
            "8D %(name)s, lesson: %(lesson)s", name=report.name, lesson=report.lessons
        )
