"""Spreadsheets for outside."""

import io
import re
import unicodedata
import zipfile

import xlsxwriter
from openpyxl.utils import get_column_letter

from .sheet import FORMULA_STARTS, SheetProblem

# What a spreadsheet takes in one cell.
MAX_TEXT = 32767
LAST_ROW = 2**20
# The first sheet in the file, and how many of its rows are written at a time.
PAGE = "xl/worksheets/sheet1.xml"
WAITING_ROWS = 200
# What XML cannot hold as it is, and what would be read as such a mark.
SPECIAL = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
# So wide a column is at least and at most, in digits.
NARROW, WIDE = 14, 60
# What begins like a formula and is none: a line of a list, a telephone number.
NO_FORMULA = re.compile(r"(- [^=|!(@]*|\+\d[\d ]{5,})\Z")
XML_MARKS = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def column_letter(place):
    """The name of a column as the spreadsheet shows it."""
    return get_column_letter(place + 1)


def _width(text):
    """How wide a text is, in digits: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def write(title, header, rows, note=None):
    """An XLSX file of texts and numbers.

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
    widths = [_width(name) + 2 for name in header]
    if note:
        sheet.write_comment(0, 0, note)
    for line, row in enumerate(rows, start=1):
        widths += [NARROW] * (len(row) - len(widths))
        for place, value in enumerate(row):
            if isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(line, place, value)
            elif value:
                text = neutral(str(value))
                sheet.write_string(line, place, text, plain)
                widths[place] = max(widths[place], _width(text) + 2)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(max(width, NARROW), WIDE), plain)
    sheet.freeze_panes(1, 0)
    book.close()
    return output.getvalue()


class Writer:
    """An XLSX file that is written row by row and needs no memory for the rows before.

    xlsxwriter makes the file with its titles and styles; the rows are written into it as they
    come, which takes half the time of writing them cell by cell.

    Use it in a ``with`` block: the file is complete at its end.
    """

    def __init__(self, target, title, header):
        self.archive = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        self.title = title
        self.header = header
        self.line = 1
        self.part = None
        self.end = b""
        self.starts = []
        self.waiting = []

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if self.part:
            self._write_waiting()
            self.part.write(self.end)
            self.part.close()
        self.archive.close()

    def set_kinds(self, kinds):
        """Say what the columns hold, "text", "number", "date" or "datetime"; write the titles."""
        output = io.BytesIO()
        with xlsxwriter.Workbook(output) as book:
            styles = {
                "text": book.add_format({"num_format": "@"}),
                "number": book.add_format(),
                "date": book.add_format({"num_format": "yyyy-mm-dd"}),
                "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            }
            bold = book.add_format({"bold": True, "bg_color": "#DDEBF7", "num_format": "@"})
            page = book.add_worksheet(self.title[:31])
            page.freeze_panes(1, 0)
            for place, (name, kind) in enumerate(zip(self.header, kinds, strict=True)):
                page.set_column(place, place, max(12, len(name) + 4), styles[kind])
                page.write_string(0, place, name, bold)
            page.autofilter(0, 0, 0, len(self.header) - 1)
        # What a cell begins with, before and after the number of its row.
        self.starts = [
            (f'<c r="{column_letter(place)}', f'" s="{styles[kind].xf_index}"')
            for place, kind in enumerate(kinds)
        ]
        with zipfile.ZipFile(output) as made:
            for name in made.namelist():
                if name != PAGE:
                    self.archive.writestr(name, made.read(name))
            head, end, tail = made.read(PAGE).partition(b"</sheetData>")
        self.end = end + tail
        self.part = self.archive.open(PAGE, "w")
        # The size it says belongs to the titles alone.
        self.part.write(re.sub(rb"<dimension [^>]*>", b"", head))

    def add(self, values):
        """Write one row; ``None`` leaves a cell empty, dates are days since 1899-12-30.

        :raise SheetProblem: when a sheet takes no more rows
        """
        self.line += 1
        line = self.line
        if line > LAST_ROW:
            raise SheetProblem("too_many_rows", rows=LAST_ROW - 1)
        cells = [f'<row r="{line}">']
        for value, (before, after) in zip(values, self.starts, strict=True):
            if value is None:
                continue
            if isinstance(value, str):
                space = ' xml:space="preserve"' if value.strip() != value else ""
                cells.append(
                    f'{before}{line}{after} t="inlineStr"><is><t{space}>{_escaped(neutral(value))}'
                    "</t></is></c>"
                )
            else:
                cells.append(f"{before}{line}{after}><v>{value:.16G}</v></c>")
        cells.append("</row>")
        self.waiting.append("".join(cells))
        if len(self.waiting) >= WAITING_ROWS:
            self._write_waiting()

    def _write_waiting(self):
        self.part.write("".join(self.waiting).encode())
        self.waiting.clear()


def _escaped(text):
    """The text as it stands in the XML of a sheet."""
    return SPECIAL.sub(_escaped_mark, text)


def _escaped_mark(match):
    mark = match[0]
    return XML_MARKS.get(mark) or f"_x{ord(mark):04X}_"


def neutral(text):
    """The text, so that no spreadsheet takes it for a formula and every one takes it.

    A dash that begins a line of a list and a telephone number stay what they are.
    """
    if text[:1] in FORMULA_STARTS and not NO_FORMULA.match(text):
        text = f"'{text}"
    # Spreadsheets count in UTF-16.
    if len(text) > MAX_TEXT // 2:
        text = text.encode("utf-16-le")[: 2 * MAX_TEXT].decode("utf-16-le", "ignore")
    return text
