from . import customer_complaint_month_xlsx
