{
    "name": "Order Sign-offs: tests",
    "summary": "Documents that only the tests of Order Sign-offs use",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "Order Assurance",
    "website": "https://github.com/order-assurance/order-assurance",
    "license": "AGPL-3",
    "depends": [
        "order_signoff",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/test_order_signoff_security.xml",
        "report/test_order_sheet_report.xml",
        "views/test_order_document_views.xml",
    ],
    "assets": {
        "web.assets_tests": [
            "test_order_signoff/static/tests/tours/**/*",
        ],
    },
    "installable": True,
}
