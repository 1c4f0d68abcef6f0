{
    "name": "Complaints: Manufacturing",
    "summary": "The manufacturing orders that made the goods complained about, and their notices",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Quality",
    "author": "Order Assurance",
    "website": "https://github.com/order-assurance/order-assurance",
    "license": "AGPL-3",
    "depends": ["customer_complaint", "mrp_production_notice"],
    "data": [
        "views/customer_complaint_views.xml",
        "views/mrp_production_views.xml",
        "views/mrp_production_notice_views.xml",
    ],
    "auto_install": True,
}
