import tempfile

from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.http import content_disposition, request


class OrderLines(http.Controller):
    @http.route("/sale_order_intake/order_lines/<int:export_id>", type="http", auth="user")
    def order_lines(self, export_id):
        """The chosen order lines as a sheet, with the rights of who asks."""
        exports = request.env["sale.order.line.export"]
        export = exports.has_access("read") and exports.search([("id", "=", export_id)])
        if not export:
            raise request.not_found()
        target = tempfile.TemporaryFile()
        export._write_sheet(target)
        size = target.tell()
        target.seek(0)
        name = request.env._("Order Lines")
        return request.make_response(
            wrap_file(request.httprequest.environ, target),
            headers=[
                (
                    "Content-Type",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                ),
                ("Content-Length", str(size)),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
            ],
        )
