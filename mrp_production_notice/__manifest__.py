{
    "name": "Production Notice",
    "summary": "The shop works on a signed notice, and the manufacturing order remembers"
    " who changed what",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Manufacturing",
    "author": "Order Assurance",
    "website": "https://github.com/order-assurance/order-assurance",
    "license": "AGPL-3",
    "depends": ["sale_order_review_mrp", "sale_mrp"],
    "data": [],
}
