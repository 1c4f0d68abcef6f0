{
    "name": "Complaints in the Order Review",
    "summary": "Past complaints and 8D lessons meet the next order of the customer or the part",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Quality",
    "author": "Order Assurance",
    "website": "https://github.com/order-assurance/order-assurance",
    "license": "AGPL-3",
    "depends": ["customer_complaint", "sale_order_review"],
    "auto_install": True,
}
