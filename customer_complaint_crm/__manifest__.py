{
    "name": "Complaints: Leads",
    "summary": "What a customer asks the service becomes a lead with one click",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Order Assurance",
    "website": "https://github.com/order-assurance/order-assurance",
    "license": "AGPL-3",
    "depends": ["customer_complaint", "crm"],
    "data": [
        "security/customer_complaint_crm_security.xml",
        "views/customer_service_record_views.xml",
        "views/crm_lead_views.xml",
    ],
    "auto_install": True,
}
