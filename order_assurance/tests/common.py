import csv

from odoo.modules.module import Manifest
from odoo.tools import file_open
from odoo.tools.convert import convert_file

MODULE = "order_assurance"


def load_demo(env):
    """Load the demo files of this add-on, where the database has no demo data."""
    if env.ref(f"{MODULE}.company", raise_if_not_found=False):
        return
    superuser = env(su=True)
    for filename in Manifest.for_addon(MODULE)["demo"]:
        convert_file(superuser, MODULE, filename, {}, "init", noupdate=True)
    superuser.flush_all()


def logins():
    """The rows of the list that `make demo` prints."""
    with file_open(f"{MODULE}/demo/logins.csv") as source:
        return list(csv.DictReader(source))
