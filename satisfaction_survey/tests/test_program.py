from odoo.exceptions import UserError

from .common import SatisfactionCommon


class TestProgram(SatisfactionCommon):
    """What has to be there before customers are asked, and what stays afterwards."""

    def test_weights_make_100(self):
        self.program.module_ids[0].weight = 45
        with self.assertRaises(UserError) as refusal:
            self.program.action_prepare()
        self.assertIn("105", str(refusal.exception))
        self.assertEqual(self.program.state, "draft")
        self.program.module_ids[0].weight = 40
        self.program.action_prepare()
        self.assertEqual(self.program.state, "prepared")

    def test_state_is_kept_by_the_buttons(self):
        with self.assertRaises(UserError):
            self.program.state = "closed"
