from odoo import models


class SatisfactionAudience(models.Model):
    _inherit = "satisfaction.audience"

    def _module_scores(self):
        """Return ``{customer row: {questionnaire: score}}`` of the answers that are valid."""
        scores = {}
        # sudo: follow-ups are made from the scores, whoever closes the programme
        for audience, module, score in (
            self.env["satisfaction.result"]
            .sudo()
            ._read_group(
                [("audience_id", "in", self.ids), ("valid", "=", True)],
                ["audience_id", "module_id"],
                ["score:avg"],
            )
        ):
            scores.setdefault(audience.with_env(self.env), {})[module.with_env(self.env)] = score
        return scores
