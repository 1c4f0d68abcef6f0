{
    "name": "Customer Satisfaction: Complaints",
    "summary": "Findings on safety become complaints; complaints and deliveries beside the scores",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Quality",
    "author": "Order Assurance",
    "website": "https://github.com/order-assurance/order-assurance",
    "license": "AGPL-3",
    "depends": ["satisfaction_survey", "customer_complaint"],
    "data": ["views/satisfaction_followup_views.xml", "views/satisfaction_program_views.xml"],
    "auto_install": True,
}
