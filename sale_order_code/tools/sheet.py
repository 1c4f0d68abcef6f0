"""Spreadsheets from outside, read with suspicion, and spreadsheets for outside."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import xlsxwriter
from openpyxl.utils import get_column_letter

MAX_BYTES = 5 * 2**20
MAX_UNPACKED = 40 * 2**20
MAX_PARTS = 500
MAX_ROWS = 10000
MAX_COLUMNS = 50
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class SheetProblem(Exception):
    """The file as a whole cannot be read; ``reason`` says why."""

    def __init__(self, reason, **values):
        super().__init__(reason)
        self.reason = reason
        self.values = values


class Row:
    """One filled line of a sheet: texts by column key, and where they stand."""

    def __init__(self, number, texts, places, problems):
        self.number = number
        self.texts = texts
        self.places = places
        self.problems = problems

    def __getitem__(self, key):
        return self.texts.get(key, "")


def read(data, columns):
    """Read the first sheet of an XLSX file.

    :param data: the file
    :param columns: {key: titles it may have in the first row}
    :return: the filled rows as :class:`Row`; cells that cannot be read are in ``problems``
        as {key: reason}
    :raise SheetProblem: when the file is not a sound workbook of bearable size
    """
    _check_file(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            return _read_rows(sheet, columns)
        finally:
            book.close()
    except SheetProblem:
        raise
    except Exception as error:  # openpyxl raises anything at all on a damaged file
        raise SheetProblem("damaged") from error


def _check_file(data):
    """Refuse what is too large, is no workbook, or would unpack to something huge."""
    if len(data) > MAX_BYTES:
        raise SheetProblem("too_large", size=MAX_BYTES // 2**20)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names or "xl/vbaProject.bin" in names:
                raise SheetProblem("no_workbook")
            # zipfile never unpacks more than a part declares
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise SheetProblem("too_large", size=MAX_UNPACKED // 2**20)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _check_xml(archive.read(part))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise SheetProblem("no_workbook") from error


def _check_xml(content):
    """No workbook declares entities; those that do want to read files or fill the memory."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content[:200]:
        raise SheetProblem("no_workbook")


def _read_rows(sheet, columns):
    lines = sheet.iter_rows(max_col=MAX_COLUMNS)
    places = _find_columns(next(lines, ()), columns)
    rows = []
    for number, line in enumerate(lines, start=2):
        if number > MAX_ROWS + 1:
            raise SheetProblem("too_many_rows", rows=MAX_ROWS)
        texts, problems = {}, {}
        for key, place in places.items():
            if place < len(line):
                texts[key], problem = _text(line[place])
                if problem:
                    problems[key] = problem
        if any(texts.values()) or problems:
            rows.append(Row(number, texts, places, problems))
    return rows


def _find_columns(header, columns):
    titles = {}
    for place, cell in enumerate(header):
        titles.setdefault(str(cell.value or "").strip().casefold(), place)
    places = {}
    for key, names in columns.items():
        for name in names:
            if name.casefold() in titles:
                places[key] = titles[name.casefold()]
                break
    return places


def _text(cell):
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


def column_letter(place):
    """The name of a column as the spreadsheet shows it."""
    return get_column_letter(place + 1)


def write(title, header, rows, note=None):
    """An XLSX file of texts and whole numbers.

    Texts are stored as texts, and neutralised in case somebody saves the sheet as CSV.
    """
    output = io.BytesIO()
    book = xlsxwriter.Workbook(
        output,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True, "bg_color": "#DDEBF7", "num_format": "@"})
    plain = book.add_format({"num_format": "@"})
    for place, name in enumerate(header):
        sheet.write_string(0, place, name, bold)
        sheet.set_column(place, place, max(14, len(name) + 4), plain)
    if note:
        sheet.write_comment(0, 0, note)
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, int) and not isinstance(value, bool):
                sheet.write_number(line, place, value)
            elif value:
                sheet.write_string(line, place, neutral(str(value)), plain)
    sheet.freeze_panes(1, 0)
    book.close()
    return output.getvalue()


def neutral(text):
    """The text, so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
