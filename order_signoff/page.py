"""What the pages share on which somebody outside reads one document and answers it.

Functions, and no class to inherit from: Odoo merges the controllers of all add-ons into one class,
in which what one page sets would hold for all the others. Nothing here needs the add-on `portal`;
the pages themselves inherit from its controller.
"""

import base64
import binascii

from werkzeug.exceptions import NotFound

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.http import content_disposition, request, route
from odoo.tools import consteq

from .files import is_content_of, safe_name, shown_mimetype

# Longer texts are no names and no remarks.
MAX_NAME = 100
MAX_COMMENT = 4000
# Bytes of an answer without files.
MAX_REQUEST = 64 * 1024
# A drawn signature is a small picture.
MAX_SIGNATURE = 512 * 1024
PNG = b"\x89PNG"
MB = 1024 * 1024
# What people outside may send: documents, and pictures of any phone.
UPLOAD_EXTENSIONS = ("pdf", "png", "jpg", "jpeg", "docx", "xlsx", "doc", "xls", "txt", "csv")


# ------------------------------------------------------------------
# Where it stands
# ------------------------------------------------------------------
def shown_at(url):
    """Make a method the page that shows the document; it asks ``find`` who may see it."""
    return route(url, type="http", auth="public", website=True, sitemap=False)


def file_at(url):
    """Make a method the address of a file of the page."""
    return route(url, type="http", auth="public", sitemap=False)


def answered_at(url, limit=MAX_REQUEST):
    """Make a method the address that takes an answer.

    :param limit: how many bytes it may have, or a function (``upload_limit``)
    """
    return route(
        url,
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
        max_content_length=limit,
    )


def signed_at(url):
    """Make a method the address that takes a signature drawn in the form of Odoo's portal."""
    return route(
        url, type="jsonrpc", auth="public", website=True, max_content_length=MAX_SIGNATURE
    )


# ------------------------------------------------------------------
# Who may see it
# ------------------------------------------------------------------
def find(model, document_id, access_token, partner="partner_id"):
    """Return a document as superuser to whoever may see its page, or no page at all.

    It may be seen by its link, by whoever may read the document, and by the portal's users of the
    company it is meant for. A wrong link says nothing.

    :param str model: of the document, which has an ``access_token``
    :param str access_token: of the link, if any
    :param str partner: path of the field that names who it is meant for
    :raise NotFound: for everybody else
    """
    document = request.env[model].browse(document_id)
    # sudo: who may see the page is asked here, who comes by the link has no right of his own
    document_sudo = document.sudo().exists()
    if not document_sudo or not (
        _has_link(document_sudo, access_token)
        or document.has_access("read")
        or _is_of_company(document_sudo.mapped(partner))
    ):
        raise NotFound()
    if request.env.user._is_public():
        # What the visitor does is done by the system in his name, not by a user of ours.
        return document.with_user(SUPERUSER_ID)
    return document_sudo


def _has_link(document_sudo, access_token):
    token = document_sudo.access_token
    return bool(token and access_token and consteq(token, access_token))


def _is_of_company(partner):
    user = request.env.user
    company = partner.commercial_partner_id
    return bool(company) and user._is_portal() and company == user.partner_id.commercial_partner_id


def is_staff():
    """Whether the visitor is one of us, who reads the page and does not answer it."""
    return request.env.user._is_internal()


def channel():
    """Return how the visitor came: ``portal`` when he has logged in, else ``link``."""
    return "link" if request.env.user._is_public() else "portal"


def in_language(document, partner):
    """Let whoever comes by the link read his own language, unless he has chosen another.

    :param partner: the person the link was sent to
    """
    # Only what is a page of the site has a language that can be chosen.
    if partner.lang and request.env.user._is_public() and getattr(request, "is_frontend", False):
        if request.lang == request.env["ir.http"]._get_default_lang():
            request.update_context(lang=partner.lang)
    return document.with_context(lang=request.env.lang)


# ------------------------------------------------------------------
# What he sees
# ------------------------------------------------------------------
def file_url(document):
    """Return the address of the document's file, to which ``&…`` can be added."""
    # Staff who may look at a document do not get the customer's link by it.
    if is_staff():
        return f"{document.access_url}/file?"
    return document.get_portal_url(suffix="/file")


def render(template, document, access_token, error=None, entered=None, **values):
    """Show a page that nobody keeps or finds by searching.

    The template knows ``access_token``, ``is_staff``, ``error`` (why the answer was refused),
    ``entered`` (what to put into the fields again), ``file_url``, and for fields that take files
    ``upload_accept`` and ``upload_help``, besides ``values``.
    """
    user = request.env.user
    response = request.render(
        template,
        {
            "access_token": access_token,
            "no_breadcrumbs": True,
            "is_staff": is_staff(),
            "error": error,
            "entered": entered or {"name": "" if user._is_public() else user.name},
            "file_url": document and file_url(document),
            "upload_accept": ",".join(f".{ending}" for ending in UPLOAD_EXTENSIONS),
            "upload_help": upload_help(request.env, _company(document)),
            **values,
        },
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def send_file(content, name, mimetype, download=False):
    """Send a file as it is, as what we say it is."""
    headers = [
        ("Content-Type", mimetype),
        ("Content-Length", len(content)),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "private, max-age=600"),
    ]
    if download:
        headers.append(("Content-Disposition", content_disposition(name)))
    return request.make_response(content, headers)


def send_attachment(attachments, attachment_id, download=False):
    """Send one of the attachments of the page; PDF and pictures are shown, others only saved.

    :param attachments: as superuser, what may be read on this page
    :raise NotFound: for any other
    """
    attachment = attachments.filtered(lambda a: a.id == attachment_id and a.type == "binary")
    if not attachment:
        raise NotFound()
    content = attachment.raw or b""
    mimetype = shown_mimetype(attachment.name, content)
    return send_file(
        content,
        attachment.name,
        mimetype or "application/octet-stream",
        download or not mimetype,
    )


# ------------------------------------------------------------------
# What he answers
# ------------------------------------------------------------------
def cut(text, limit):
    """Return an entered text without the spaces around it, and not endless."""
    return (text or "").strip()[:limit]


def attempt(answer):
    """Do what the visitor asks for, wholly or not at all.

    :param answer: function without arguments
    :return: why it was refused, as a sentence for the page; False when it was done
    """
    try:
        with request.env.cr.savepoint():
            answer()
    except UserError as error:
        return error.args[0]
    return False


def answer_of(name, comment):
    """Return who answers and what he remarks, as entered and not endless."""
    return {"name": cut(name, MAX_NAME), "comment": cut(comment, MAX_COMMENT)}


def sign(document, signature, answer):
    """Do what the visitor signs, wholly or not at all.

    :param signature: what he has drawn, see ``is_drawn``
    :param answer: function without arguments
    :return: what the signing form of Odoo's portal expects
    """
    if not is_drawn(signature):
        return {"error": request.env._("Please draw your signature.")}
    if error := attempt(answer):
        return {"error": error}
    return {"force_refresh": True, "redirect_url": document.get_portal_url()}


def is_drawn(signature):
    """Whether this is the picture that the browser makes of a drawn signature (base64)."""
    try:
        return base64.b64decode(signature or "", validate=True).startswith(PNG)
    except (binascii.Error, TypeError, ValueError):
        return False


# ------------------------------------------------------------------
# What he sends
# ------------------------------------------------------------------
def _company(document):
    return document.company_id or document.env.company


def upload_limit(_controller):
    """Return how many bytes a request with files may have, for ``max_content_length``."""
    # sudo: the limits of the companies, asked for before anybody is known
    ((largest, most),) = (
        request.env["res.company"]
        .sudo()
        ._read_group([], aggregates=["order_upload_max_mb:max", "order_upload_max_files:max"])
    )
    return largest * most * MB + MB


def upload_help(env, company):
    """Return what may be sent, as a sentence."""
    return env._(
        "PDF, pictures, office documents and texts, up to %(number)s files of %(size)s MB each.",
        number=company.sudo().order_upload_max_files,
        size=company.sudo().order_upload_max_mb,
    )


def check_files(env, company, files, extensions=UPLOAD_EXTENSIONS, present=0):
    """Refuse files that are too many, too large or not what their names say.

    :param files: ``[(name, content)]``
    :param company: whose limits hold
    :param extensions: what is taken here
    :param int present: how many files the document has already
    :raise UserError: naming the first file that cannot be taken
    """
    company = company.sudo()  # sudo: the limits, whoever sends the files
    if len(files) + present > company.order_upload_max_files:
        raise UserError(
            env._(
                "These are too many files: one document may have %(number)s. Put several pages "
                "into one file.",
                number=company.order_upload_max_files,
            )
        )
    for name, content in files:
        if len(content) > company.order_upload_max_mb * MB:
            raise UserError(
                env._(
                    "%(file)s is too large: files may have up to %(size)s MB.",
                    file=name,
                    size=company.order_upload_max_mb,
                )
            )
        if not is_content_of(name, content, extensions):
            raise UserError(
                env._(
                    "%(file)s cannot be taken: send one of %(kinds)s.",
                    file=name or env._("The file"),
                    kinds=", ".join(ending.upper() for ending in extensions),
                )
            )


def attach(document, field="files", extensions=UPLOAD_EXTENSIONS, attachments=()):
    """Attach the files of the request to the document, after looking at each.

    Called within :func:`attempt`, so that a refused file leaves nothing behind.

    :param document: as superuser
    :param str field: of the form
    :param attachments: the files that were sent for it already
    :return: the new attachments
    :raise UserError: see :func:`check_files`
    """
    company = _company(document)
    # One byte more than allowed is enough to know.
    most = company.sudo().order_upload_max_mb * MB + 1
    files = [
        (safe_name(file.filename), file.read(most))
        for file in request.httprequest.files.getlist(field)
        if file.filename
    ]
    check_files(document.env, company, files, extensions, len(attachments))
    # sudo: who sends the files has no right to create attachments
    return (
        document.env["ir.attachment"]
        .sudo()
        .create(
            [
                {
                    "name": name,
                    "raw": content,
                    "res_model": document._name,
                    "res_id": document.id,
                }
                for name, content in files
            ]
        )
    )
