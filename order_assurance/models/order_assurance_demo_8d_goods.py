from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import LazyTranslate
from odoo.tools.translate import code_translations

_lt = LazyTranslate(__name__)

SEAL = _lt("Oil Seal 20 mm, FKM")
SHOCK = _lt("Rear Shock Absorber, Service Part")


class OrderAssuranceDemo(models.AbstractModel):
    """A lot of a supplier: what was made of it, who got that, and what waits in quarantine."""

    _inherit = "order.assurance.demo"

    @api.model
    def _demo_8d_story(self):
        result = super()._demo_8d_story()
        self._demo_8d_goods()
        return result

    @api.model
    def _demo_8d_goods(self):
        """Purchasing opens the report from the receipt; the team follows the lot and blocks it."""
        self._demo_company().quality_8d_quarantine = True
        seal = self._demo_8d_product(SEAL, "HT-S20F", "raw", sale_ok=False)
        shock = self._demo_8d_product(SHOCK, "HT-R2203S", "shock", purchase_ok=False)
        receipt = self._demo_8d_receive(seal, "HF-2610-03", 600)
        made = self._demo_8d_make(shock, seal, "SA-2610-07", 200)
        for customer, quantity in (("siam", 120), ("gulf", 40)):
            self._demo_8d_deliver(shock, made, quantity, customer)
        self.env["stock.picking"].flush_model()
        report = self._demo_8d_from_receipt(receipt, seal)
        self._demo_8d_to(report, "d3", 2)
        # sudo: the lot of the other reports is not the one of this report
        report.sudo().lot_names = "HF-2610-03"
        report.sudo().comparison_ids[:1].write(
            {"is_text": "HF-2610-03", "is_not_text": "HF-2609-11", "distinction": False}
        )
        report.action_add_made_lots()
        report.action_block_lots()
        self._demo_8d_carry_out(report.sudo().quarantine_ids)
        report.action_fill_containment()

    @api.model
    def _demo_8d_from_receipt(self, receipt, seal):
        env = self._demo_env("purchasing")
        action = receipt.with_env(env).action_open_8d()
        report = env["quality.8d"].browse(action["res_id"])
        report.write(
            {
                "title": env._("Oil seals of one lot have cut lips"),
                "defect_id": self.env.ref("quality_8d.quality_defect_dim").id,
                "severity": "critical",
                "leader_id": self._demo_ref("user_engineering").id,
            }
        )
        return report.with_env(self._demo_env("engineering"))

    # ------------------------------------------------------------
    # Goods
    # ------------------------------------------------------------

    @api.model
    def _demo_8d_product(self, name, code, category, **values):
        """A product kept in lots, named in every installed language."""
        # sudo: who keeps the products is not part of the story
        product = (
            self._demo_env("engineering")["product.product"]
            .sudo()
            .with_context(lang="en_US")
            .create(
                {
                    "name": str(name),
                    "default_code": code,
                    "categ_id": self._demo_ref(f"product_category_{category}").id,
                    "company_id": self._demo_ref("company").id,
                    "is_storable": True,
                    "tracking": "lot",
                    **values,
                }
            )
        )
        for lang, _name in self.env["res.lang"].get_installed():
            words = code_translations.get_python_translations("order_assurance", lang)
            if word := words.get(product.name):
                product.with_context(lang=lang).name = word
        return product

    @api.model
    def _demo_8d_lot(self, product, name):
        env = self._demo_env("logistics")
        return env["stock.lot"].create(
            {"name": name, "product_id": product.id, "company_id": env.company.id}
        )

    @api.model
    def _demo_8d_transfer(self, kind, partner, lot, quantity, source, destination, days):
        """A transfer of one lot, carried out some days ago."""
        env = self._demo_env("logistics")
        places = {"location_id": source.id, "location_dest_id": destination.id}
        picking = env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "partner_id": partner.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": lot.product_id.id,
                            "product_uom_qty": quantity,
                            "company_id": env.company.id,
                            **places,
                        }
                    )
                ],
                **places,
            }
        )
        picking.action_confirm()
        line = {"lot_id": lot.id, "quantity": quantity, **places}
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [
            Command.create({"product_id": lot.product_id.id, "picking_id": picking.id, **line})
        ]
        self._demo_8d_carry_out(picking)
        self.env.flush_all()
        for records in (picking, picking.move_ids, picking.move_ids.move_line_ids):
            self._demo_move(records, {"days": days})
        self.env.invalidate_all()
        return picking

    @api.model
    def _demo_8d_carry_out(self, pickings):
        """The warehouse carries transfers out, as they are."""
        pickings = pickings.with_env(self._demo_env("logistics"))
        pickings.move_ids.picked = True
        pickings._action_done()

    @api.model
    def _demo_8d_warehouse(self):
        env = self._demo_env("logistics")
        return env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)

    @api.model
    def _demo_8d_receive(self, seal, name, quantity):
        """The supplier of the seals delivers a lot."""
        warehouse = self._demo_8d_warehouse()
        return self._demo_8d_transfer(
            warehouse.in_type_id,
            self._demo_8d_supplier(),
            self._demo_8d_lot(seal, name),
            quantity,
            self.env.ref("stock.stock_location_suppliers"),
            warehouse.lot_stock_id,
            20,
        )

    @api.model
    def _demo_8d_make(self, shock, seal, name, quantity):
        """The shop fits the seals; the lot of what it makes remembers theirs."""
        env = self._demo_env("planning")
        env["mrp.bom"].create(
            {
                "product_tmpl_id": shock.product_tmpl_id.id,
                "company_id": env.company.id,
                "bom_line_ids": [Command.create({"product_id": seal.id, "product_qty": 1})],
            }
        )
        production = env["mrp.production"].create(
            {
                "product_id": shock.id,
                "product_qty": quantity,
                "date_start": fields.Datetime.now() - timedelta(days=16),
            }
        )
        production.action_confirm()
        production.action_assign()
        lot = self._demo_8d_lot(shock, name)
        production.lot_producing_ids = lot
        production.qty_producing = quantity
        production._set_qty_producing()
        production.move_raw_ids.picked = True
        production.button_mark_done()
        return lot

    @api.model
    def _demo_8d_deliver(self, shock, lot, quantity, customer):
        """Service parts leave for a customer."""
        warehouse = self._demo_8d_warehouse()
        return self._demo_8d_transfer(
            warehouse.out_type_id,
            self._demo_ref(f"partner_{customer}"),
            lot,
            quantity,
            warehouse.lot_stock_id,
            self.env.ref("stock.stock_location_customers"),
            12,
        )
