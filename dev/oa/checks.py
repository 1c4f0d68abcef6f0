"""Checks on files: manifests, XML, plain text, and what must not stand in them."""

import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

from . import lifecycle, odoo
from .base import ROOT, Failure

DATA_FOLDERS = ("data", "report", "security", "views", "wizards")
TEXT = {
    ".cfg", ".css", ".csv", ".editorconfig", ".gitignore", ".js", ".json", ".md", ".po", ".pot",
    ".py", ".pylintrc", ".rst", ".scss", ".sh", ".svg", ".toml", ".txt", ".xml", ".yml", "",
}  # fmt: skip
NAMED = ("menuitem", "record", "report", "template")
MAX_BYTES = 2_000_000
# Hosts of package registries, written so that this file does not name them.
HOSTS = [
    ".".join(words)
    for words in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "(org|com)"),
        ("yarnpkg", "com"),
        ("(deb|ftp|security|snapshot|archive)", "debian", "org"),
        ("(archive|security)", "ubuntu", "com"),
        ("nodesource", "com"),
        ("proxy", "golang", "org"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("repo", "maven", "apache", "org"),
    )
]
REGISTRY = re.compile("|".join(host.replace(".", r"\.") for host in HOSTS))


def addon(name):
    """What is wrong with an add-on's manifest and its data files."""
    folder = odoo.find_addon(name)
    manifest = lifecycle.manifest(name)
    listed = [*manifest.get("data", []), *manifest.get("demo", [])]
    found = [
        f"{name}/{path} is in the manifest, but not there"
        for path in listed
        if not (folder / path).is_file()
    ]
    found += [f"{name}/{path} is not in the manifest" for path in _unlisted(folder, listed)]
    found += [text for path in sorted(folder.rglob("*.xml")) for text in _not_xml(path)]
    found += _defined_twice(name, folder, listed)
    found += _unmatched_assets(name, folder, manifest.get("assets", {}))
    return found


def _unlisted(folder, listed):
    """Data files that nobody loads."""
    for kind in DATA_FOLDERS:
        for path in sorted((folder / kind).glob("*")):
            relative = str(path.relative_to(folder))
            if path.suffix in (".xml", ".csv") and relative not in listed:
                yield relative


def _not_xml(path):
    """Whether the file is well-formed."""
    try:
        ElementTree.parse(path)
    except ElementTree.ParseError as error:
        return [f"{path.relative_to(ROOT)}: {error}"]
    return []


def _defined_twice(name, folder, listed):
    """Names that two data elements share: the later one replaces the earlier in silence."""
    seen = set()
    for path in listed:
        if path.endswith(".xml") and (folder / path).is_file() and not _not_xml(folder / path):
            for element in ElementTree.parse(folder / path).iter():
                key = element.get("id") if element.tag in NAMED else None
                if key in seen:
                    yield f"{name}/{path}: {key} is defined before, too"
                if key:
                    seen.add(key)


def _unmatched_assets(name, folder, assets):
    """Patterns of assets that match no file; Odoo passes over them in silence."""
    for bundle, patterns in assets.items():
        for pattern in patterns:
            path = pattern if isinstance(pattern, str) else pattern[-1]
            own = path.removeprefix("/").removeprefix(f"{name}/")
            if own != path.removeprefix("/") and not any(folder.glob(own)):
                yield f"{name}: {path} in {bundle} matches no file"


def tracked():
    """Files of the repository, also those not yet added."""
    done = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise Failure("git does not know the files of this folder.")
    names = sorted(set(done.stdout.splitlines()))
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def texts():
    """What is wrong with the repository's text files."""
    return [text for path in tracked() for text in _text(path)]


def _text(path):
    """Line ends, spaces, size, and hosts that must not be named."""
    name = path.relative_to(ROOT)
    if path.stat().st_size > MAX_BYTES:
        yield f"{name}: larger than {MAX_BYTES:,} bytes"
    if not _is_text(path):
        return
    data = path.read_bytes()
    if b"\r\n" in data:
        yield f"{name}: lines end with CR LF"
    if data and not data.endswith(b"\n"):
        yield f"{name}: no newline at the end"
    for number, line in enumerate(data.decode(errors="replace").splitlines(), 1):
        if path.suffix not in (".po", ".pot", ".svg") and line != line.rstrip():
            yield f"{name}:{number}: space at the end of the line"
        if host := REGISTRY.search(line):
            yield f"{name}:{number}: names the registry host {host.group()}"


def _is_text(path):
    """Whether a file is text, by its name."""
    return Path(path).suffix in TEXT or path.name in TEXT
