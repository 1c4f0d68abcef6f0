{
    "name": "8D Reports: Sales",
    "summary": "8D reports from sales orders, and the orders that got the goods of a report",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Quality",
    "author": "Order Assurance",
    "website": "https://github.com/order-assurance/order-assurance",
    "license": "AGPL-3",
    "depends": ["quality_8d_stock", "sale_stock"],
    "data": [
        "views/sale_order_views.xml",
        "views/quality_8d_views.xml",
    ],
    "auto_install": True,
}
