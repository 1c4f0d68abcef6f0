from odoo.tests import TransactionCase, tagged

from .common_signoff import SignoffCase


@tagged("post_install", "-at_install")
class TestSignoffPerformance(SignoffCase, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Chatter and tracking as in daily work.
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=False))
        for index in range(9):
            user = cls.people["engineer"].copy({"login": f"s1_many{index}", "name": f"M{index}"})
            team = cls._create_team(f"Many {index}", False, user, members=cls.three)
            cls.many = team if not index else cls.many | team
        cls.env["order.deadline.rule"].search([]).active = False
        cls.env["order.deadline.rule"].create(
            {
                "name": "Within a day",
                "res_model": "order.signoff",
                "stage": "signoff",
                "hours": 8,
                "due_soon_hours": 2,
                "escalate_leader_hours": 4,
                "escalate_management_hours": 8,
            }
        )

    def _count(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _sign(self, *specs):
        document = self._create_document()
        signoffs = self._request(document, *specs)
        # As after login: rights and translations are known.
        signoffs[0].with_user(self.engineer).read(["can_sign", "state"])
        self.env["order.digest"].search([]).unlink()
        return self._count(signoffs[0].with_user(self.engineer).action_accept)

    def test_one_signature(self):
        """One signature with note in the chatter, activity, time limit and state."""
        self._sign(self.engineering, self.planning)
        self.assertLessEqual(self._sign(self.engineering, self.planning), 25)

    def test_one_signature_of_many(self):
        """The number of other signatures does not matter."""
        self._sign(self.engineering)
        self.assertLessEqual(self._sign(self.engineering, *self.many), 25)

    def test_last_signature_opens_the_next(self):
        specs = (self.engineering, {"team_id": self.management, "sequence": 20})
        self._sign(*specs)
        self.assertLessEqual(self._sign(*specs), 60)

    def test_request(self):
        """Nine sign-offs cost as much as three, for ten documents as for one."""
        self._request(self._create_document(), *self.many)
        document, other = self._create_document(), self._create_document()
        three = self._count(lambda: self._request(document, *self.many[:3]))
        nine = self._count(lambda: self._request(other, *self.many))
        self.assertLessEqual(nine, 40)
        self.assertLessEqual(nine, three)
        documents = self._create_document()
        for index in range(9):
            documents |= self._create_document(name=f"T10{index}")
        self.assertLessEqual(self._count(lambda: self._request(documents, *self.many)), nine)

    def test_inbox(self):
        """The cards cost the same for three and for thirty lines."""
        fields = ["res_name", "summary", "can_sign", "can_remind", "who", "deadline_label"]
        documents = [self._create_document(name=f"T20{index}") for index in range(3)]
        for document in documents:
            self._request(document, *self.many)
        inbox = self.env["order.signoff"].with_user(self.three)
        domain = [("is_mine", "=", True), ("state", "=", "pending")]
        inbox.search_read(domain, fields, limit=3)
        few = self._count(lambda: inbox.search_read(domain, fields, limit=3))
        many = self._count(lambda: inbox.search_read(domain, fields, limit=27))
        self.assertLessEqual(many, few + 2)

    def test_counter(self):
        self._request(self._create_document(), *self.many)
        inbox = self.env["order.signoff"].with_user(self.three)
        inbox.get_my_signoff_count()
        self.assertLessEqual(self._count(inbox.get_my_signoff_count), 5)
