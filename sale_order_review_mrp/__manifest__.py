{
    "name": "Sale Order Review - Manufacturing",
    "summary": "The review of an order checks the capacity and holds up its manufacturing orders",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Order Assurance",
    "website": "https://github.com/order-assurance/order-assurance",
    "license": "AGPL-3",
    "depends": ["sale_order_review", "sale_mrp"],
    "data": [
        "data/ir_cron.xml",
        "data/mail_activity_type.xml",
        "views/mrp_production_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["sale_order_review_mrp/static/tests/tours/**/*"],
    },
    "auto_install": True,
}
