from odoo.tools import SQL

# What points at records of this add-on, and goes away with it.
REFERENCES = (
    ("product_category", "order_type_id"),
    ("product_template", "order_type_id"),
    ("res_company", "order_code_scheme_id"),
    ("sale_order", "destination_id"),
    ("sale_order", "product_order_type_id"),
    ("sale_order_code", "scheme_id"),
    ("sale_order_code_scheme", "default_product_type_id"),
)


def uninstall_hook(env):
    """Let the lists go although orders, products and issued codes point at them."""
    for table, column in REFERENCES:
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s",
                SQL.identifier(table),
                SQL.identifier(f"{table}_{column}_fkey"),
            )
        )
