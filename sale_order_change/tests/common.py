from odoo.fields import Command

from odoo.addons.mrp_production_notice.tests.common_advance import AdvanceCommon


class ChangeCommon(AdvanceCommon):
    """A company that changes confirmed orders by request and makes struts to order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.order_notice_enabled = False
        cls.company.order_change_enabled = True
        cls.company.order_change_consent = "never"
        cls.Change = cls.env["sale.order.change"]

    @classmethod
    def _confirmed(cls, quantity=10, **vals):
        """A confirmed order of struts, whose manufacturing orders are confirmed."""
        order = cls._strut_order(quantity, commitment_date="2026-12-18 08:00:00", **vals)
        order.action_confirm()
        return order

    @classmethod
    def _letter(cls, user=None):
        """What the customer wrote, as the clerk uploads it."""
        return cls.env["ir.attachment"].with_user(user or cls.sales_user).create(
            {"name": "mail.txt", "raw": b"Please change"}
        )

    @classmethod
    def _productions(cls, order):
        return order.stock_reference_ids.production_ids

    @classmethod
    def _change(cls, order, *lines, user=None, **vals):
        """A draft with these lines: dicts of values, the order line is the first one."""
        user = user or cls.sales_user
        rows = [
            Command.create(
                {
                    **(
                        {"order_line_id": order.order_line[:1].id}
                        if row["kind"] not in ("add", "cancel_order", "address", "date")
                        else {}
                    ),
                    **row,
                }
            )
            for row in lines
        ]
        return cls.Change.with_user(user).create(
            {
                "order_id": order.id,
                "origin": "internal",
                "requesting_team_id": cls.teams["sales"].id,
                "reason_type": "entry",
                "reason": "Typing error",
                "line_ids": rows,
                **vals,
            }
        )

    @classmethod
    def _submitted(cls, order, *lines, **vals):
        change = cls._change(order, *lines, **vals)
        change.action_submit()
        return change

    @classmethod
    def _asked(cls, change, state=None):
        """Functions of the departments that are asked, in the order of their turn."""
        signoffs = change.sudo().signoff_ids.filtered(
            lambda s: not s.voided_at and (not state or s.state == state)
        )
        return [s.team_id.function for s in signoffs.sorted(lambda s: (s.sequence, s.id))]

    @classmethod
    def _signoff(cls, change, function):
        signoffs = change.sudo().signoff_ids.filtered(
            lambda s: s.team_id.function == function and not s.voided_at
        )
        return signoffs[-1:].with_user(cls.signers[function])

    @classmethod
    def _accept(cls, change, *functions):
        for function in functions:
            signoff = cls._signoff(change, function)
            asked = change.sudo()._asks_for_day() and not change.sudo().planning_date
            if function == "planning" and asked:
                change.with_user(cls.signers[function]).planning_date = "2026-12-30"
            signoff.action_accept()

    @classmethod
    def _sign_all_changes(cls, change):
        """Let every department that is asked accept, turn by turn."""
        for _turn in range(3):
            for function in cls._asked(change, "pending"):
                signoff = cls._signoff(change, function)
                if signoff.purpose == "acknowledge":
                    signoff.action_acknowledge()
                else:
                    cls._accept(change, function)
        return change

    @classmethod
    def _approved(cls, order, *lines, **vals):
        return cls._sign_all_changes(cls._submitted(order, *lines, **vals))
