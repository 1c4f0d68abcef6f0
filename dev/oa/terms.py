"""`make i18n`: export each add-on's terms and merge them into its translation."""

import argparse

import polib

from . import databases, lifecycle, odoo, source
from .base import HOME, ROOT, Failure, digest, emptied, progress, say
from .testing import run_tests

LANGUAGE = "zh_CN"
COMMON = ("portal", "mail")  # add-ons whose words for common fields are taken over
EXPORT = """
from odoo.tools.translate import trans_export
for name in {addons!r}:
    with open(f"{folder}/{{name}}.pot", "wb") as target:
        trans_export(None, [name], target, "po", env)
"""


def i18n(arguments):
    """`dev/i18n [ADDON…]`: write .pot and zh_CN.po; say what is not translated yet."""
    parser = argparse.ArgumentParser(prog="dev/i18n", description=__doc__)
    parser.add_argument("addons", nargs="*", metavar="ADDON")
    addons = parser.parse_args(arguments).addons or odoo.shipped_addons()
    empty = 0
    for addon, template in export(addons).items():
        empty += _merge(addon, template)
    say(f"{empty} terms are not translated." if empty else "All terms are translated.")
    return 0


def path_of(addon, name):
    """A file of the add-on's folder of translations."""
    return odoo.find_addon(addon) / "i18n" / name


def export(addons):
    """Terms of the add-ons as they are now: {add-on: parsed template}."""
    folder = emptied(HOME / "terms" / digest(ROOT, *addons))
    name = _database(addons)
    databases.shell(name, EXPORT.format(addons=list(addons), folder=folder))
    return {addon: _parsed(folder / f"{addon}.pot") for addon in addons}


def _database(addons):
    """A database with these add-ons as they are now; a former one is dropped."""
    needed = sorted(set(addons).union(*(lifecycle.below(addon) for addon in addons)))
    prefix = f"oa_terms_{digest(ROOT, *needed)}"
    template = databases.template()
    name = f"{prefix}_{digest(template, *(databases.content(addon) for addon in needed))}"
    if databases.exists(name):
        return name
    for old in databases.starting_with(prefix):
        databases.drop(old)
    databases.clone(template, name)
    with progress(f"Database with {', '.join(addons)}"):
        status, _report = run_tests(name, None, install=addons)
    if status:
        databases.drop(name)
        raise databases.broken(name)
    return name


def _parsed(path):
    """A file of terms; an add-on without a single term has an empty one."""
    return polib.pofile(str(path)) if path.stat().st_size else polib.POFile()


def _merge(addon, template):
    """Write both files; return the number of terms without a translation."""
    folder = odoo.find_addon(addon) / "i18n"
    _refuse_to_empty(addon, template, folder)
    folder.mkdir(exist_ok=True)
    if not same(template, _existing(folder / f"{addon}.pot")):
        template.save(str(folder / f"{addon}.pot"))
    path = folder / f"{LANGUAGE}.po"
    former = _existing(path)
    merged = _translated(template, former)
    if not same(merged, former):
        merged.save(str(path))
    entries = [entry for entry in merged if not entry.translated()]
    for entry in entries:
        say(f"{addon}: {entry.msgid!r}")
    return len(entries)


def _refuse_to_empty(addon, template, folder):
    """An export that knows none of the terms of the files is broken: leave the files alone."""
    exported = {entry.msgid for entry in template}
    for path in (folder / f"{addon}.pot", folder / f"{LANGUAGE}.po"):
        held = {entry.msgid for entry in _existing(path) if entry.msgstr or path.suffix == ".pot"}
        if held and not held & exported:
            raise Failure(
                f"{path.relative_to(ROOT)} holds {len(held)} terms, and the export none of them:"
                " nothing was written. Delete the file if this is what you want."
            )


def _existing(path):
    return polib.pofile(str(path)) if path.is_file() else polib.POFile()


def _translated(template, former):
    """The template with the translations known so far."""
    known = {
        **_common(template),
        **{entry.msgid: entry.msgstr for entry in former if entry.msgstr and not entry.fuzzy},
    }
    merged = polib.POFile(wrapwidth=78)
    merged.header = template.header
    merged.metadata = {
        **template.metadata,
        "Language": LANGUAGE,
        "Language-Team": "Chinese (Simplified)",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    for entry in template:
        merged.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=known.get(entry.msgid, ""),
                comment=entry.comment,
                occurrences=entry.occurrences,
                flags=[flag for flag in entry.flags if flag != "fuzzy"],
            )
        )
    return merged


def _common(template):
    """Odoo's own words for what every model has: created by, display name, messages …"""
    fields = "model:ir.model.fields,field_description:"
    wanted = {
        entry.msgid
        for entry in template
        if any(place.startswith(fields) for place, _line in entry.occurrences)
    }
    found = {}
    for name in COMMON:
        path = source.addons()[0] / name / "i18n" / f"{LANGUAGE}.po"
        entries = polib.pofile(str(path)) if path.is_file() else []
        found.update({e.msgid: e.msgstr for e in entries if e.msgid in wanted and e.translated()})
    return found


def same(one, other):
    """Whether two files hold the same terms for the same places, in whatever order."""
    return _comparable(one) == _comparable(other)


def _comparable(terms):
    """The terms and the records they belong to; line numbers do not count."""
    return {
        (entry.msgid, entry.msgstr, tuple(sorted({place for place, _line in entry.occurrences})))
        for entry in terms
        if not entry.obsolete
    }


def incomplete(addon):
    """Complaints about the translation of an add-on."""
    path, template = path_of(addon, f"{LANGUAGE}.po"), path_of(addon, f"{addon}.pot")
    if not template.is_file():
        return [f"{addon}: i18n/{addon}.pot is missing (make i18n ADDON={addon})"]
    wanted = {entry.msgid for entry in polib.pofile(str(template)) if entry.msgid}
    if not path.is_file():
        return [f"{addon}: i18n/{LANGUAGE}.po is missing"] if wanted else []
    entries = [entry for entry in polib.pofile(str(path)) if not entry.obsolete]
    translated = {entry.msgid for entry in entries if entry.translated()}
    complaints = [f"{path.relative_to(ROOT)}: fuzzy: {e.msgid!r}" for e in entries if e.fuzzy]
    return complaints + [
        f"{path.relative_to(ROOT)}: not translated: {msgid!r}"
        for msgid in sorted(wanted - translated)
    ]


def stale(addon, template):
    """Complaints about the exported terms of an add-on."""
    if same(template, _existing(path_of(addon, f"{addon}.pot"))):
        return []
    return [f"{addon}: i18n/{addon}.pot is not current (make i18n ADDON={addon})"]
