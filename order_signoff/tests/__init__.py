from . import test_configuration_tour
from . import test_document_number
from . import test_group_robot
from . import test_company_time
from . import test_tools
