from odoo import http
from odoo.http import request

from odoo.addons.order_signoff import page


class Slip(http.Controller):
    """Where the code on a slip leads to."""

    @http.route(
        ["/satisfaction/slip", "/satisfaction/slip/<string:code>"],
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
        sitemap=False,
        max_content_length=page.MAX_REQUEST,
    )
    def slip(self, code=None, typed=None, **_params):
        code = code or typed
        if not code:
            return self._ask(None)
        # sudo: the code is the right to answer
        slip = request.env["satisfaction.employee.slip"].sudo()._find(code)
        if not slip:
            return self._ask(code)
        answer = slip._begin()
        return request.redirect(
            f"/survey/start/{answer.survey_id.access_token}?answer_token={answer.access_token}"
        )

    def _ask(self, code):
        response = request.render("satisfaction_survey_hr.slip_page", {"wrong_code": code})
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
