{
    "name": "8D Reports: Manufacturing",
    "summary": "8D reports from manufacturing orders, and the orders that used or made its goods",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Quality",
    "author": "Order Assurance",
    "website": "https://github.com/order-assurance/order-assurance",
    "license": "AGPL-3",
    "depends": ["quality_8d_stock", "mrp"],
    "data": [
        "views/mrp_production_views.xml",
        "views/quality_8d_views.xml",
    ],
    "auto_install": True,
}
