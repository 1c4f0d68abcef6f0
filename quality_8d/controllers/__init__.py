from . import portal
from . import supplier
from . import portal_list
