{
    "name": "Complaints: Repairs",
    "summary": "Rework and repair for a customer are Odoo's repair orders",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Quality",
    "author": "Order Assurance",
    "website": "https://github.com/order-assurance/order-assurance",
    "license": "AGPL-3",
    "depends": ["customer_complaint", "repair"],
    "data": [
        "views/repair_order_views.xml",
    ],
    "auto_install": True,
}
