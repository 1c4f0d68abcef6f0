{
    "name": "Order Assurance",
    "summary": "Every customer order reviewed, coded and confirmed: bundle, overview, demo story",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "website": "https://github.com/order-assurance/order-assurance",
    "author": "Order Assurance",
    "license": "AGPL-3",
    "application": True,
    "depends": [
        "sale_management",
        "mrp_production_notice",
        "quality_8d",
        "sale_mrp",
        "sale_order_change",
        "sale_order_review_mrp",
        "sale_order_review_purchase",
    ],
    "data": [
        "views/order_team_views.xml",
        "views/order_assurance_menus.xml",
    ],
    "demo": [
        "demo/res_company.xml",
        "demo/res_users.xml",
        "demo/order_team.xml",
        "demo/res_partner.xml",
        "demo/product.xml",
        "demo/mrp_bom.xml",
        "demo/story.xml",
    ],
    "assets": {
        "web.assets_tests": [
            "order_assurance/static/tests/tours/*.js",
        ],
    },
}
