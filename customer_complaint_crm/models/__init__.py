from . import customer_service_record
from . import crm_lead
