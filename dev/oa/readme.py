"""`make readme`: README.rst of each add-on from its readme/*.md."""

import argparse
import unicodedata

from . import lifecycle, odoo
from .base import say

SECTIONS = {
    "DESCRIPTION": None,
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "ROADMAP": "Roadmap",
    "CONTRIBUTORS": "Contributors",
}
REQUIRED = ("DESCRIPTION", "CONTRIBUTORS")
LICENSE = """

# License

This add-on is free software under the GNU Affero General Public License,
version 3 (AGPL-3); the full text is in the file LICENSE of the repository.
"""
CONTENTS = "**Table of contents**\n\n.. contents::\n   :local:\n\n"
WIDTH = 88


def readme(arguments):
    """`dev/readme [ADDON…]`: write the files that are not current."""
    parser = argparse.ArgumentParser(prog="dev/readme", description=__doc__)
    parser.add_argument("addons", nargs="*", metavar="ADDON")
    for addon in parser.parse_args(arguments).addons or odoo.shipped_addons():
        path = odoo.find_addon(addon) / "README.rst"
        text = made(addon)
        if not path.is_file() or path.read_text() != text:
            path.write_text(text)
            say(f"written: {addon}/README.rst")
    return 0


def made(addon):
    """The text of an add-on's README.rst."""
    import pypandoc  # slow to import, and only needed here

    title = lifecycle.manifest(addon)["name"]
    body = pypandoc.convert_text(
        _markdown(addon),
        "rst",
        format="gfm",
        extra_args=["--wrap=auto", f"--columns={WIDTH}"],
    ).replace("\r\n", "\n")
    line = "=" * _columns(title)
    return f"{line}\n{title}\n{line}\n\n{CONTENTS}{body}".rstrip() + "\n"


def complaints(addon):
    """What is wrong with the README of an add-on."""
    folder = odoo.find_addon(addon)
    missing = [name for name in REQUIRED if not (folder / "readme" / f"{name}.md").is_file()]
    if missing:
        return [f"{addon}: readme/{name}.md is missing" for name in missing]
    path = folder / "README.rst"
    if path.is_file() and path.read_text() == made(addon):
        return []
    return [f"{addon}: README.rst is not current (make readme ADDON={addon})"]


def _markdown(addon):
    """All sections as one Markdown text."""
    parts = []
    for name, heading in SECTIONS.items():
        path = odoo.find_addon(addon) / "readme" / f"{name}.md"
        if path.is_file():
            parts.append((f"# {heading}\n\n" if heading else "") + path.read_text().strip())
    return "\n\n".join(parts) + LICENSE


def _columns(text):
    """Width of a text on a terminal: Chinese characters take two columns."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
