"""Debian packages the workbench needs beside Python."""

import os
import shutil
from pathlib import Path

from .base import Failure, output_of, progress, run

PACKAGES = {
    "fonts-noto-cjk": "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "fonts-dejavu-core": "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "debian-archive-keyring": "/usr/share/keyrings/debian-archive-keyring.gpg",
}
PROGRAMS = {
    "chromium": "chromium",
    "fontconfig": "fc-cache",
    "gettext": "msgfmt",
    "git": "git",
    "make": "make",
    "poppler-utils": "pdftoppm",
    "postgresql-client": "psql",
}
LIBRARIES = {
    "libfontconfig1": "libfontconfig.so.1",
    "libmagic1": "libmagic.so.1",
    "libssl3": "libssl.so.3",
    "libx11-6": "libX11.so.6",
    "libxext6": "libXext.so.6",
    "libxrender1": "libXrender.so.1",
}


def missing_packages():
    """Names of the Debian packages whose files are not on this machine."""
    known = output_of(["/sbin/ldconfig", "-p"]) or ""
    missing = [name for name, path in PACKAGES.items() if not Path(path).exists()]
    missing += [name for name, program in PROGRAMS.items() if not shutil.which(program)]
    missing += [name for name, library in LIBRARIES.items() if library not in known]
    if not shutil.which("node"):
        missing += ["nodejs", "npm"]
    if not os.environ.get("PGHOST") and not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        missing.append("postgresql")
    if output_of(["python3", "-c", "import ensurepip, venv"]) is None:
        missing.append("python3-venv")
    return sorted(missing)


def as_root(*command):
    """The command, through sudo where we are not root."""
    if os.geteuid() == 0:
        return list(command)
    if not shutil.which("sudo"):
        raise Failure(f"Run this once as root, sudo is missing: {' '.join(command)}.")
    return ["sudo", "--preserve-env=DEBIAN_FRONTEND", *command]


def install_packages():
    """Install what is missing, and nothing when nothing is."""
    missing = missing_packages()
    if not missing:
        return
    if not shutil.which("apt-get"):
        raise Failure(f"Install these packages (or their like) yourself: {' '.join(missing)}.")
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    with progress(f"Debian packages: {' '.join(missing)}"):
        run(
            as_root("apt-get", "update"),
            "apt-get could not read the package lists",
            log="apt-update",
            env=environment,
        )
        run(
            as_root("apt-get", "install", "-y", "--no-install-recommends", *missing),
            "apt-get could not install the packages",
            log="apt-install",
            env=environment,
        )
