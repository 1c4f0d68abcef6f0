{
    "name": "Order Changes: Purchase",
    "summary": "A change of an order reaches the purchase orders of its material",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Order Assurance",
    "website": "https://github.com/order-assurance/order-assurance",
    "license": "AGPL-3",
    "depends": ["sale_order_change", "sale_order_review_purchase"],
    "data": ["views/purchase_order_views.xml"],
    "auto_install": True,
}
