"""Odoo 19 itself: unpacked from Debian's package, or the one the user already has.

Debian 12 cannot install the package (its Python dependencies are newer), but the
add-ons are plain files: they are unpacked into the cache and run from there. The
package replaced bundled libraries by links into /usr/share, so the packages these
links point to are unpacked into the same prefix.
"""

import os
import platform
import re
from pathlib import Path

from .base import HOME, Failure, emptied, output_of, run, step
from .system import as_root

PREFIX = HOME / "odoo"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
STABLE = "bookworm"
PACKAGES = [
    "odoo-19",
    "fonts-glyphicons-halflings",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    # newer Font Awesome packages name their files differently
    f"fonts-font-awesome/{STABLE}",
]
# Debian leaves this library out; without the file every browser test fails.
STUB = "addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def library():
    """The folder to put on PYTHONPATH: the one that holds the package `odoo`."""
    own = os.environ.get("ODOO_HOME")
    if not own:
        return PREFIX / "usr/lib/python3/dist-packages"
    path = Path(own).expanduser().resolve()
    if not (path / "odoo" / "release.py").is_file():
        raise Failure(f"ODOO_HOME={own} holds no Odoo: there is no odoo/release.py in it.")
    return path


def addons():
    """Odoo's own folders of add-ons."""
    found = [library() / "odoo" / "addons", library() / "addons"]
    return [path for path in found if path.is_dir()]


def version():
    """Odoo's version, such as 19.0."""
    release = (library() / "odoo" / "release.py").read_text()
    found = re.search(r"^version_info\s*=\s*\((\d+),\s*(\d+)", release, re.MULTILINE)
    if not found:
        raise Failure(f"{library()}/odoo/release.py does not tell the version of Odoo.")
    return f"{found[1]}.{found[2]}"


def prepare():
    """Make Odoo 19 available."""
    if not os.environ.get("ODOO_HOME"):
        step("odoo", "Odoo 19 (download and unpack)", "5 " + " ".join(PACKAGES), _unpack)
    if version() != "19.0":
        raise Failure(
            f"Odoo {version()} was found where 19.0 is needed;"
            " set ODOO_HOME to a folder that holds an Odoo 19.0."
        )


def _mirror():
    """The Debian mirror this machine is configured for."""
    wanted = "$(REPO_URI) $(ORIGIN) $(LABEL)"
    for attempt in range(2):
        lines = output_of(["apt-get", "indextargets", "--format", wanted]) or ""
        for line in lines.splitlines():
            uri, _space, kind = line.partition(" ")
            if kind == "Debian Debian":
                return uri
        if not attempt:
            run(as_root("apt-get", "update"), "apt-get could not read the package lists")
    raise Failure(
        "This machine's apt knows no Debian mirror to take Odoo 19 from;"
        " set ODOO_HOME to a folder that holds an Odoo 19.0."
    )


def _apt(folder):
    """Options that give apt its own sources and lists, and leave the machine's alone."""
    mirror = _mirror()
    sources = folder / "debian.list"
    sources.write_text(
        "".join(f"deb [signed-by={KEYRING}] {mirror} {suite} main\n" for suite in ("sid", STABLE))
    )
    lists = emptied(folder / "lists")
    (lists / "partial").mkdir()
    settings = {
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "-",
        "Dir::State::Lists": lists,
        "Dir::Cache::pkgcache": "",
        "Dir::Cache::srcpkgcache": "",
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
    }
    return [part for name, value in settings.items() for part in ("-o", f"{name}={value}")]


def _unpack():
    """Download the packages and lay their files out in the prefix."""
    if platform.machine() != "x86_64":
        raise Failure("Only x86_64 is prepared; set ODOO_HOME to your own Odoo 19.0.")
    folder = emptied(HOME / "download")
    options = _apt(folder)
    run(
        ["apt-get", *options, "update"],
        "Debian's package lists could not be read",
        log="odoo-update",
    )
    run(
        ["apt-get", *options, "download", *PACKAGES],
        "Odoo 19 could not be downloaded from Debian's unstable suite;"
        " set ODOO_HOME to a folder that holds an Odoo 19.0",
        log="odoo-download",
        cwd=folder,
    )
    emptied(PREFIX)
    for package in sorted(folder.glob("*.deb")):
        run(["dpkg", "-x", package, PREFIX], f"{package.name} could not be unpacked", log="dpkg")
    stub = PREFIX / "usr/lib/python3/dist-packages/odoo" / STUB
    stub.parent.mkdir(parents=True, exist_ok=True)
    stub.write_text("// Left out of Debian's package: background blur in calls is not available.\n")
    emptied(folder).rmdir()
