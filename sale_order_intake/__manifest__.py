{
    "name": "Sales Order Intake",
    "summary": "What an order is before anyone promises: kind, class, urgency, follower, dates",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Order Assurance",
    "website": "https://github.com/order-assurance/order-assurance",
    "license": "AGPL-3",
    "depends": ["order_signoff", "sale_order_code"],
    "data": [
        "security/ir.model.access.csv",
        "security/sale_order_security.xml",
        "security/sale_order_handover_security.xml",
        "views/sale_order_handover_views.xml",
        "views/sale_order_views.xml",
        "views/sale_order_code_scheme_views.xml",
        "views/product_template_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "post_init_hook": "post_init_hook",
    "assets": {
        "web.assets_tests": ["sale_order_intake/static/tests/tours/**/*"],
    },
}
