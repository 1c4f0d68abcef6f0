{
    "name": "Sale Order Review - Manufacturing",
    "summary": "The review of an order checks the capacity of the work centres",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Order Assurance",
    "website": "https://github.com/order-assurance/order-assurance",
    "license": "AGPL-3",
    "depends": ["sale_order_review", "mrp"],
    "data": ["views/res_config_settings_views.xml"],
    "auto_install": True,
}
