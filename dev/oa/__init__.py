"""The developer's workbench: everything behind dev/odoo, dev/test and make."""
