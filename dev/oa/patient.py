"""Odoo as its tests need it here: a browser may take its time to start.

Odoo gives Chromium ten seconds and skips the test after that, with a warning. A machine that runs
two parts of the tests at once may need longer; nothing is wrong then.
"""

from odoo.cli.command import main
from odoo.tests import common

common.CHECK_BROWSER_ITERATIONS = 900  # of a tenth of a second

if __name__ == "__main__":
    main()
