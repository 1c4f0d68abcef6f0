from . import customer_complaint_judge
from . import customer_complaint_report
from . import customer_complaint_figures
