from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestOrderProtected(TransactionCase):
    """What only the system keeps: the fields of the document, and those of its mixins."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, "protected_user")
        cls.sheets = cls.env["test.order.sheet"].with_user(cls.user)

    def test_fields_of_all_topics(self):
        names = self.sheets._system_fields()
        self.assertLessEqual({"copies_issued", "form_number"}, names)
        self.assertLessEqual({"deadline", "met_at"}, self.env["test.order.limit"]._system_fields())

    def test_refused(self):
        sheet = self.sheets.create({"name": "Sheet"})
        for name in ("copies_issued", "form_retention_years"):
            with self.assertRaisesRegex(UserError, "cannot be entered"):
                sheet.write({"note": "A note", name: 3})
            with self.assertRaisesRegex(UserError, "cannot be entered"):
                self.sheets.create([{"name": "Plain"}, {"name": "Sheet", name: 3}])
        with self.assertRaisesRegex(UserError, "cannot be entered"):
            sheet.update_field_translations("stamp", {"en_US": "Copy"})
        sheet.note = "A note"

    def test_default_of_the_caller(self):
        keys = {"default_copies_issued": 3, "default_form_number": "X", "default_note": "Note"}
        sheet = self.sheets.with_context(**keys).create({"name": "Sheet"})
        self.assertEqual((sheet.copies_issued, sheet.form_number), (0, False))
        self.assertEqual(sheet.note, "Note")
        self.assertEqual(sheet.env.context["default_copies_issued"], 3, "the caller's own")

    def test_the_system_keeps_them(self):
        sheet = self.sheets.create({"name": "Sheet"})
        sheet.sudo().copies_issued = 3
        self.assertEqual(sheet.copies_issued, 3)
