from unittest.mock import patch

from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import mute_logger

from .common_scores import ScoreCommon


class TestRaces(ScoreCommon):
    """What happens when somebody else was first. With real processes: dev/survey_check."""

    def _unseen(self):
        """The other one's answer is stored, and this request does not see it yet."""
        model = type(self.env["satisfaction.invitation"])
        none = self.env["survey.user_input"].sudo()
        return patch.object(
            model,
            "_answer_by_module",
            lambda invitation: dict.fromkeys(invitation.sudo().module_ids, none),
        )

    def test_two_clicks_on_start(self):
        invitation = self.audiences[0].sudo().invitation_ids
        first = invitation._start_answer(self.modules[1].sudo())
        with self._unseen(), mute_logger("odoo.sql_db"), self.assertRaises(ConcurrencyError):
            invitation._start_answer(self.modules[1].sudo())
        # Odoo begins the request again: the second click comes to the first one's questionnaire.
        self.assertEqual(invitation._start_answer(self.modules[1].sudo()), first)

    def test_paper_and_web_at_once(self):
        invitation = self.audiences[0].sudo().invitation_ids
        entry = self._entry(self.audiences[0], self.modules[1], [4] * 9)
        inputs = type(self.env["survey.user_input"])
        begun = invitation._start_answer(self.modules[1].sudo())
        with (
            patch.object(inputs, "search", lambda records, *_args, **_options: records.browse()),
            mute_logger("odoo.sql_db"),
            self.assertRaises(ConcurrencyError),
        ):
            self.program._create_answers([entry])
        # Begun again, it sees what was begun on the web, which gives way to what is complete.
        answer = self.program._create_answers([entry])
        self.assertFalse(begun.exists())
        self.assertEqual(invitation.user_input_ids, answer)

    def test_closed_twice(self):
        self._answer_evenly(self.audiences[0], self.modules[1], 80)
        self.program.action_close()
        with self.assertRaises(UserError):
            self.program.action_close()
        self.assertEqual(len(self.program.sudo().result_ids), 1)

    def test_answer_stored_while_closing(self):
        """One that counts and that the closing does not see: it begins again."""
        self._answer_evenly(self.audiences[0], self.modules[1], 80)
        self.env.flush_all()

        class Cursor:
            def __enter__(self):
                return self

            def __exit__(self, *_args):
                return False

            def execute(self, _statement):
                pass

            def fetchall(self):
                return [(2,)]

        with (
            patch.object(type(self.env.registry), "cursor", lambda *_args, **_options: Cursor()),
            self.assertRaises(ConcurrencyError),
        ):
            self.program._check_answers_seen()
