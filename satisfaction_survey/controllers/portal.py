from odoo.fields import Domain
from odoo.http import request, route
from odoo.tools import consteq

from odoo.addons.order_signoff import page
from odoo.addons.portal.controllers.portal import CustomerPortal, pager


class SatisfactionPortal(CustomerPortal):
    """The page of an invitation: what is asked, what is answered, and "do not ask me"."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "satisfaction_count" in counters:
            values["satisfaction_count"] = self._my_invitations().search_count(
                self._my_invitations_domain()
            )
        return values

    def _my_invitations(self):
        # sudo: contacts have no right on invitations, the domain lets them see their own
        return request.env["satisfaction.invitation"].sudo()

    def _my_invitations_domain(self):
        """A contact finds what he himself was asked; colleagues answer for themselves."""
        if not request.env.user._is_portal():
            return Domain.FALSE
        return (
            Domain("partner_id", "=", request.env.user.partner_id.id)
            & Domain("sent_at", "!=", False)
            & Domain("program_id.state", "!=", "cancelled")
        )

    @route(
        ["/my/satisfaction", "/my/satisfaction/page/<int:number>"],
        type="http",
        auth="user",
        website=True,
        sitemap=False,
    )
    def portal_satisfactions(self, number=1, **kwargs):
        """List the surveys the contact was asked to answer, newest first."""
        domain = self._my_invitations_domain()
        invitations = self._my_invitations()
        pages = pager(
            url="/my/satisfaction",
            total=invitations.search_count(domain),
            page=number,
            step=self._items_per_page,
        )
        return request.render(
            "satisfaction_survey.portal_satisfactions",
            {
                "invitations": invitations.search(
                    domain, limit=self._items_per_page, offset=pages["offset"], order="id desc"
                ),
                "pager": pages,
                "page_name": "satisfaction",
                "default_url": "/my/satisfaction",
            },
        )

    @page.shown_at("/my/satisfaction/<int:invitation_id>")
    def portal_satisfaction(self, invitation_id, access_token=None, **kwargs):
        """Show one invitation to the contact who has its link, or has logged in."""
        invitation = self._portal_invitation(invitation_id, access_token)
        return self._portal_invitation_page(invitation, access_token)

    @page.shown_at("/my/satisfaction/<int:invitation_id>/answer/<int:module_id>")
    def portal_satisfaction_answer(self, invitation_id, module_id, access_token=None, **kwargs):
        """Lead the contact into one questionnaire, where he left it."""
        invitation = self._portal_invitation(invitation_id, access_token)
        if page.is_staff():
            raise page.NotFound()
        module = invitation.module_ids.filtered(lambda module: module.id == module_id)
        started = []
        error = page.attempt(lambda: started.append(invitation._start_answer(module)))
        if error or started[0].state == "done":
            return self._portal_invitation_page(invitation, access_token, error or None)
        return request.redirect(started[0].get_start_url())

    @page.answered_at("/my/satisfaction/<int:invitation_id>/decline")
    def portal_satisfaction_decline(
        self, invitation_id, access_token=None, again=None, **kwargs
    ):
        """Note that the contact does not want to be asked, or does again."""
        invitation = self._portal_invitation(invitation_id, access_token)
        if page.is_staff():
            raise page.NotFound()
        if again:
            invitation._take_part_again()
        else:
            invitation._decline()
        return request.redirect(invitation.get_portal_url())

    def _portal_invitation(self, invitation_id, access_token):
        invitation = page.find("satisfaction.invitation", invitation_id, access_token)
        user = request.env.user
        by_link = bool(access_token) and consteq(access_token, invitation.access_token)
        if user._is_portal() and user.partner_id != invitation.partner_id and not by_link:
            # Colleagues are asked themselves, or not at all.
            raise page.NotFound()
        if not invitation.sent_at or invitation.program_id.state == "cancelled":
            raise page.NotFound()
        return page.in_language(invitation, invitation.partner_id)

    def _portal_invitation_page(self, invitation, access_token, error=None):
        answers = invitation._answer_by_module()
        return page.render(
            "satisfaction_survey.portal_satisfaction",
            invitation,
            access_token,
            error=error,
            invitation=invitation,
            answers=answers,
            next_module=invitation._next_module(),
            may_answer=invitation._may_answer() and not page.is_staff(),
            page_name="satisfaction",
        )
