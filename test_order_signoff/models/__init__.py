from . import test_order_document
from . import test_order_document_line
from . import test_order_limit
from . import test_order_page
from . import test_order_sheet
from . import test_order_log
