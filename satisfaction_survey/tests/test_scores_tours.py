from odoo.tests import HttpCase, tagged

from .common_scores import ScoreCommon


@tagged("-at_install", "post_install")
class TestScoresTours(HttpCase, ScoreCommon):
    """The results in the browser."""

    def test_results(self):
        for module, score in zip(self.modules, (88, 76, 92), strict=True):
            self._answer_evenly(self.audiences[0], module, score)
        self.start_tour(
            f"/odoo/satisfaction/{self.program.id}",
            "satisfaction_survey_results",
            login=self.officer.login,
        )
