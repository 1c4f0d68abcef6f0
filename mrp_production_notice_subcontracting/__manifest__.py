{
    "name": "Production Notice: Subcontracting",
    "summary": "Outsourced lines of a production notice become requests for quotation to the"
    " subcontractor",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Manufacturing",
    "author": "Order Assurance",
    "website": "https://github.com/order-assurance/order-assurance",
    "license": "AGPL-3",
    "depends": ["mrp_production_notice", "mrp_subcontracting_purchase"],
    "data": [
        "views/mrp_production_notice_views.xml",
        "views/purchase_order_views.xml",
    ],
    "assets": {
        "web.assets_tests": [
            "mrp_production_notice_subcontracting/static/tests/tours/**/*",
        ],
    },
    "auto_install": True,
}
