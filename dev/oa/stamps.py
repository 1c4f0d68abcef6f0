"""What has passed with which files, so that a later run need not repeat it."""

import os
from pathlib import Path

from . import databases
from .base import HOME, digest
from .lifecycle import below

CODE = sorted(Path(__file__).parent.glob("*.py"))  # another tool may judge otherwise


def already_good(kind, addon, template):
    """Whether these very files passed before; CI always looks again."""
    stamp = _stamp(kind, addon)
    if os.environ.get("CI") or not stamp.is_file():
        return False
    return stamp.read_text() == _key(addon, template)


def remember_good(kind, addon, template):
    """Note that these files pass."""
    stamp = _stamp(kind, addon)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(_key(addon, template))


def _stamp(kind, addon):
    return HOME / "stamps" / f"{kind}-{addon}"


def _key(addon, template):
    """What the result depends on."""
    contents = [databases.content(name) for name in sorted({addon, *below(addon)})]
    return digest(*CODE, template, *contents)
