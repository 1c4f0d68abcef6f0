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
    "data": [
        "security/mrp_production_advance_security.xml",
        "security/ir.model.access.csv",
        "data/order_form_advance_data.xml",
        "report/mrp_production_advance_reports.xml",
        "report/mrp_production_advance_templates.xml",
        "views/mrp_production_advance_views.xml",
        "views/sale_order_advance_views.xml",
        "views/res_config_settings_advance_views.xml",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
