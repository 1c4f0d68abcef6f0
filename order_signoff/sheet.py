"""Spreadsheets from outside, read with suspicion, and spreadsheets for outside."""

import csv
import io
import math
import re
import unicodedata
import zipfile
from collections import namedtuple
from datetime import date, datetime

import openpyxl

MAX_MB = 5
MAX_ROWS = 10000
# So many times its size a workbook may unpack to.
MAX_UNPACKING = 8
MAX_PARTS = 500
MAX_COLUMNS = 50
# What a spreadsheet takes for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Texts: by which mark their columns are told apart, and how they may be encoded.
DELIMITERS = "\t;,"
TEXT_TYPES = (".csv", ".tsv", ".txt")
ENCODINGS = ("utf-8-sig", "gb18030", "cp1252")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
DATE_ORDERS = {"ymd": (0, 1, 2), "dmy": (2, 1, 0), "mdy": (2, 0, 1)}

# What stands in a cell, and its kind as the workbook says: "f" formula, "e" error, else data.
Cell = namedtuple("Cell", "value data_type")
# How many rows and megabytes a sheet may have.
Limits = namedtuple("Limits", "rows megabytes", defaults=(MAX_ROWS, MAX_MB))
LIMITS = Limits()


class SheetProblem(Exception):
    """The file as a whole cannot be read; ``reason`` says why."""

    def __init__(self, reason, **values):
        super().__init__(reason)
        self.reason = reason
        self.values = values


class Row:
    """One filled line of a sheet: texts by column key, values of numbers and dates, places."""

    def __init__(self, number, places):
        self.number = number
        self.places = places
        self.texts = {}
        self.values = {}
        self.problems = {}
        # Titles of filled cells that belong to no known column.
        self.unknown = []

    def __getitem__(self, key):
        return self.texts.get(key, "")


def read(data, columns, kinds=None, limits=LIMITS):
    """Read the first sheet of an XLSX file with known titles in its first row.

    :param data: the file
    :param columns: {key: titles it may have in the first row}
    :param kinds: {key: "number" or "date"}; the other columns hold texts
    :param limits: the :class:`Limits` of the sheet
    :return: the filled rows as :class:`Row`; cells that cannot be read are in ``problems``
        as {key: reason}
    :raise SheetProblem: when the file is not a sound workbook of bearable size
    """
    lines = table(data, limits)
    places = find_columns(lines[0], columns) if lines else {}
    rows = pick(lines, places, kinds, first=2)
    unknown = unknown_columns(lines[0], places) if lines else {}
    for row in rows:
        line = lines[row.number - 1]
        row.unknown = [
            title
            for place, title in unknown.items()
            if place < len(line) and line[place].value not in (None, "")
        ]
    return rows


def table(data, limits=LIMITS):
    """All rows of the first sheet of an XLSX file.

    :return: [[:class:`Cell`]], empty rows included
    :raise SheetProblem: when the file is not a sound workbook of bearable size
    """
    _check_file(data, limits)
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=False, keep_links=False
        )
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            return _bounded(
                (
                    [Cell(cell.value, cell.data_type) for cell in line]
                    for line in sheet.iter_rows(max_col=MAX_COLUMNS)
                ),
                limits,
            )
        finally:
            book.close()
    except SheetProblem:
        raise
    except Exception as error:  # openpyxl raises anything at all on a damaged file
        raise SheetProblem("damaged") from error


def text_table(text, limits=LIMITS):
    """All rows of a text: pasted from a spreadsheet, or saved as CSV.

    :return: [[:class:`Cell`]], empty rows included
    :raise SheetProblem: when it is too large or no table
    """
    _check_size(text, limits)
    if "\0" in text:
        raise SheetProblem("no_workbook")
    head = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return _bounded(
            (
                [Cell(value, "f" if value.startswith("=") else "s") for value in line[:MAX_COLUMNS]]
                for line in reader
            ),
            limits,
        )
    except csv.Error as error:
        raise SheetProblem("damaged") from error


def file_table(data, filename, limits=LIMITS):
    """All rows of a workbook or a text file, by the ending of its name.

    :raise SheetProblem: when it is neither, unsound or too large
    """
    if filename.lower().endswith(TEXT_TYPES):
        _check_size(data, limits)
        return text_table(_decoded(data), limits)
    if not filename.lower().endswith(".xlsx"):
        raise SheetProblem("no_workbook")
    return table(data, limits)


def _check_size(content, limits):
    if len(content) > limits.megabytes * 2**20:
        raise SheetProblem("too_large", size=limits.megabytes)


def _decoded(data):
    for encoding in ("utf-16",) if data.startswith(UTF16_MARKS) else ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetProblem("no_workbook")


def _bounded(lines, limits):
    """The rows, as long as there are not too many."""
    rows = []
    for line in lines:
        if len(rows) > limits.rows:
            raise SheetProblem("too_many_rows", rows=limits.rows)
        rows.append(line)
    return rows


def pick(lines, places, kinds=None, first=1, decimal=".", date_order="ymd"):
    """Take the wanted columns out of the rows.

    :param lines: all rows, see :func:`table`
    :param places: {key: place of the column, from 0}
    :param kinds: {key: "number" or "date"}; the other columns hold texts
    :param first: number of the first row to take, from 1
    :param decimal: the decimal mark of numbers that are texts
    :param date_order: "ymd", "dmy" or "mdy", for dates that are texts
    :return: the filled rows as :class:`Row`
    """
    kinds = kinds or {}
    rows = []
    for number, line in enumerate(lines[first - 1 :], start=first):
        row = Row(number, places)
        for key, place in places.items():
            if place >= len(line):
                continue
            cell = line[place]
            kind = kinds.get(key)
            if kind == "number":
                row.values[key], problem = as_number(cell, decimal)
            elif kind == "date":
                row.values[key], problem = as_date(cell, date_order)
            else:
                row.texts[key], problem = as_text(cell)
            if kind and cell.value is not None and cell.data_type != "f":
                row.texts[key] = str(cell.value).strip()
            if problem:
                row.problems[key] = problem
        if any(row.texts.values()) or row.problems:
            rows.append(row)
    return rows


def _check_file(data, limits):
    """Refuse what is too large, is no workbook, or would unpack to something huge."""
    _check_size(data, limits)
    unpacked = limits.megabytes * MAX_UNPACKING
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename.lower() for part in parts}
            if "xl/workbook.xml" not in names or any(
                name.endswith("vbaproject.bin") for name in names
            ):
                raise SheetProblem("no_workbook")
            # zipfile never unpacks more than a part declares
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > unpacked * 2**20:
                raise SheetProblem("too_large", size=unpacked)
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    _check_xml(archive.read(part))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise SheetProblem("no_workbook") from error


def _check_xml(content):
    """No workbook declares entities; those that do want to read files or fill the memory."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content[:200]:
        raise SheetProblem("no_workbook")


def find_columns(header, columns):
    """Where the columns stand: {key: place}, for those whose title is in the row."""
    titles = {}
    for place, cell in enumerate(header):
        titles.setdefault(str(cell.value or "").strip().casefold(), place)
    places = {}
    for key, names in columns.items():
        for name in names:
            title = name.strip().casefold()
            if title in titles:
                places[key] = titles[title]
                break
    return places


def unknown_columns(header, places):
    """The columns with a title that is not known: {place: title}."""
    known = set(places.values())
    titles = {place: str(cell.value or "").strip() for place, cell in enumerate(header)}
    return {place: title for place, title in titles.items() if title and place not in known}


def as_text(cell):
    """The text of a cell, and what is wrong with it."""
    value = cell.value
    if value is None:
        return "", None
    if cell.data_type == "f":
        return "", "formula"
    if isinstance(value, bool | date | datetime) or cell.data_type == "e":
        return "", "kind"
    if isinstance(value, float):
        if not value.is_integer():
            return "", "kind"
        value = int(value)
    text = str(value).strip()
    if text[:1] == "'" and text[1:2] in FORMULA_STARTS:
        text = text[1:]
    return text, None


def as_number(cell, decimal="."):
    """The number in a cell (None where it is empty), and what is wrong with it."""
    value = cell.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return None, None
    if cell.data_type == "f":
        return None, "formula"
    if isinstance(value, bool) or cell.data_type == "e":
        return None, "number"
    if isinstance(value, str):
        value = _parsed_number(value, decimal)
    elif not isinstance(value, int | float):
        return None, "number"
    if value is None or not math.isfinite(value) or abs(value) > 1e15:
        return None, "number"
    return float(value), None


def _parsed_number(text, decimal):
    """A number that is written as text: "1,234.50" or, with a decimal comma, "1.234,50"."""
    # spaces that do not break are plain spaces after this
    text = unicodedata.normalize("NFKC", text).strip()
    group = ", " if decimal == "." else ". "
    pattern = rf"[+-]?(\d+|\d{{1,3}}([{group}]\d{{3}})+)(\{decimal}\d+)?"
    if not re.fullmatch(pattern, text, re.ASCII):
        return None
    return float(re.sub(f"[{group}]", "", text).replace(decimal, "."))


def as_date(cell, order="ymd"):
    """The day in a cell (None where it is empty), and what is wrong with it."""
    value = cell.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return None, None
    if cell.data_type == "f":
        return None, "formula"
    if isinstance(value, datetime):
        return value.date(), None
    if isinstance(value, date):
        return value, None
    day = _parsed_date(value, order) if isinstance(value, str) else None
    return day, None if day else "date"


def _parsed_date(text, order):
    """A day that is written as text; with the year first it is never doubtful."""
    text = unicodedata.normalize("NFKC", text).strip()
    parts = [part for part in re.split(r"[-/.年月日\s]+", text) if part]
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() for part in parts):
        return None
    year, month, day = DATE_ORDERS["ymd" if len(parts[0]) == 4 else order]
    number = int(parts[year])
    try:
        return date(number if number > 99 else 2000 + number, int(parts[month]), int(parts[day]))
    except ValueError:
        return None
