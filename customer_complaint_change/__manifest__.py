{
    "name": "Complaints: Order Changes",
    "summary": "Because of a complaint an order is changed or cancelled by request",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Quality",
    "author": "Order Assurance",
    "website": "https://github.com/order-assurance/order-assurance",
    "license": "AGPL-3",
    "depends": ["customer_complaint", "sale_order_change"],
    "data": [
        "views/sale_order_change_views.xml",
    ],
    "auto_install": True,
}
