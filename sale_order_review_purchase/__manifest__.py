{
    "name": "Sale Order Review: Purchase",
    "summary": "Open items of an order review hold up the purchase of its material",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Order Assurance",
    "website": "https://github.com/order-assurance/order-assurance",
    "license": "AGPL-3",
    "depends": ["sale_order_review", "sale_purchase_stock"],
    "data": ["views/purchase_order_views.xml"],
    "assets": {
        "web.assets_tests": ["sale_order_review_purchase/static/tests/tours/**/*"],
    },
    "auto_install": True,
}
