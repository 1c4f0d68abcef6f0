{
    "name": "8D Reports: Goods",
    "summary": "Where the goods of an 8D report are, who got them, and what keeps them in",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Quality",
    "author": "Order Assurance",
    "website": "https://github.com/order-assurance/order-assurance",
    "license": "AGPL-3",
    "depends": ["quality_8d", "stock"],
    "data": [
        "security/quality_8d_lot_block_security.xml",
        "security/ir.model.access.csv",
        "views/stock_views.xml",
        "views/quality_8d_lot_block_views.xml",
        "views/quality_8d_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "auto_install": True,
}
