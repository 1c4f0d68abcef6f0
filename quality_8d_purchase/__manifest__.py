{
    "name": "8D Reports: Purchase",
    "summary": "8D reports from purchase orders, and the orders that brought the goods of a report",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Quality",
    "author": "Order Assurance",
    "website": "https://github.com/order-assurance/order-assurance",
    "license": "AGPL-3",
    "depends": ["quality_8d_stock", "purchase_stock"],
    "data": [
        "views/purchase_order_views.xml",
        "views/quality_8d_views.xml",
    ],
    "auto_install": True,
}
