"""What a file is: by how it begins, not by what its name says."""

import unicodedata

ZIP_SIGNATURES = (b"PK\x03\x04",)
OLE_SIGNATURES = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
JPEG_SIGNATURES = (b"\xff\xd8\xff",)
TIFF_SIGNATURES = (b"II*\x00", b"MM\x00*")
# Documents that are taken: file extension -> how such a file begins (None: plain text).
DOCUMENT_SIGNATURES = {
    "pdf": (b"%PDF",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": JPEG_SIGNATURES,
    "jpeg": JPEG_SIGNATURES,
    "tif": TIFF_SIGNATURES,
    "tiff": TIFF_SIGNATURES,
    "docx": ZIP_SIGNATURES,
    "xlsx": ZIP_SIGNATURES,
    "odt": ZIP_SIGNATURES,
    "ods": ZIP_SIGNATURES,
    "doc": OLE_SIGNATURES,
    "xls": OLE_SIGNATURES,
    "msg": OLE_SIGNATURES,
    "eml": None,
    "txt": None,
    "csv": None,
}
# What an attachment consists of, and what it hangs on.
CONTENT_FIELDS = {
    "raw",
    "datas",
    "db_datas",
    "store_fname",
    "type",
    "url",
    "name",
    "res_model",
    "res_field",
    "res_id",
}
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
HEAD_BYTES = 2048
MAX_FILE_NAME = 120
# What a browser shows by itself, and nothing that it would carry out.
SHOWN_MIMETYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}


def extension(name):
    """Return the extension of a file's name, in small letters and without the dot."""
    return (name or "").rpartition(".")[2].lower()


def is_content_of(name, content, extensions=tuple(DOCUMENT_SIGNATURES)):
    """Whether a file begins as its extension promises.

    :param str name: name of the file
    :param bytes content: what is in it
    :param extensions: the extensions that are taken here, of :data:`DOCUMENT_SIGNATURES`
    """
    if extension(name) not in extensions:
        return False
    head = (content or b"")[:HEAD_BYTES]
    signatures = DOCUMENT_SIGNATURES[extension(name)]
    if signatures:
        return head.startswith(signatures)
    return bool(head) and (b"\x00" not in head or head.startswith(UTF16_MARKS))


def shown_mimetype(name, content):
    """Return as what a browser may show a file, False for what it should only save."""
    if not is_content_of(name, content, tuple(SHOWN_MIMETYPES)):
        return False
    return SHOWN_MIMETYPES[extension(name)]


def safe_name(name):
    """Return the name of a file from outside: no folders, no unseen characters, not endless."""
    name = (name or "").replace("\\", "/").rpartition("/")[2]
    # "C": control characters, and those that turn the reading direction (exe.fdp).
    name = "".join(char for char in name if unicodedata.category(char)[0] != "C").strip()
    if len(name) > MAX_FILE_NAME:
        stem, dot, ending = name.rpartition(".")
        ending = (dot + ending)[:MAX_FILE_NAME] if dot else ""
        name = (stem if dot else name)[: MAX_FILE_NAME - len(ending)] + ending
    return name
