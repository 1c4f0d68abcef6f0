from datetime import time, timedelta

from odoo import models
from odoo.fields import Domain


class SatisfactionProgram(models.Model):
    """What is known beside the answers: never part of the score, and kept with it at closing."""

    _inherit = "satisfaction.program"

    def _facts(self):
        """Return what is known beside the answers, for the period that is measured.

        :return: list of dicts with ``key``, ``label``, ``value``, ``unit`` and ``note`` (how it
            was counted)
        """
        self.ensure_one()
        # What was closed by an earlier version did not keep them.
        return self._facts_of(self._kept_figures().get("facts") or self._fact_counts())

    def _fact_counts(self):
        """Return ``{key: number}`` of the period; add-ons that know something add to ``super()``.

        What is counted here is kept at closing: :meth:`_facts_of` finds words for it.
        """
        self.ensure_one()
        since, until = self._bounds()
        # sudo: a count of all customers of the programme, without anything of the reports
        reports = self.env["quality.8d"].sudo()
        return {
            "reports": reports.search_count(
                Domain("company_id", "=", self.company_id.id)
                & Domain("kind", "=", "customer")
                & Domain("received_at", ">=", since)
                & Domain("received_at", "<", until)
            )
        }

    def _facts_of(self, counts):
        """Return the facts of these counts, see :meth:`_facts`."""
        return [
            {
                "key": "reports",
                "label": self.env._("8D reports for customers"),
                "value": str(counts["reports"]),
                "unit": "",
                "note": self.env._("Received in the period."),
            }
        ]

    def _bounds(self):
        """Return the first moment of the period and the first after it."""
        company = self.company_id
        return (
            company._order_moment(self.date_from, time.min),
            company._order_moment(self.date_to + timedelta(days=1), time.min),
        )
