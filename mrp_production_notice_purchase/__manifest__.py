{
    "name": "Production Notice: Purchase",
    "summary": "Material that is released before the production notice shows its purchase orders",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Manufacturing",
    "author": "Order Assurance",
    "website": "https://github.com/order-assurance/order-assurance",
    "license": "AGPL-3",
    "depends": ["mrp_production_notice", "purchase_stock"],
    "data": ["views/mrp_production_advance_views.xml"],
    "assets": {
        "web.assets_tests": [
            "mrp_production_notice_purchase/static/tests/tours/**/*",
        ],
    },
    "auto_install": True,
}
