"""A printed form in a spreadsheet: boxes on a grid of narrow columns, A4 upright."""

import io
import math
from datetime import date, datetime

from markupsafe import Markup
from PIL import Image, UnidentifiedImageError

from odoo.addons.order_signoff.sheet_writer import neutral

from ..svg import text_width

COLUMNS = 24
COLUMN_WIDTH = 3.6
# Half characters of an 8 point font that fit into one column, and the points of a line of it.
PER_COLUMN = 4.9
LINE = 11
MOST = 400
# The points of one A4 page at the width of the grid.
PAGE = 790
SPAN_END = Markup("</span>")
# Characters a spreadsheet does not take in the name of a sheet.
NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", "-"))


def sheet_name(text):
    """Return a text as a spreadsheet takes it for the name of a sheet."""
    return text.translate(NOT_IN_NAMES)


def plain(value):
    """Return a bilingual term of the form, which is HTML, as one line of text."""
    if isinstance(value, Markup):
        return value.replace(SPAN_END, SPAN_END + " ").striptags()
    return value


def picture(data):
    """Return a picture as PNG with its width and height in pixels; None when it is none."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            output = io.BytesIO()
            image.convert("RGB").save(output, "PNG")
            return output, *image.size
    except (UnidentifiedImageError, OSError):
        return None


class FormSheet:
    """Writes boxes row by row, each row as high as its text needs."""

    def __init__(self, book, name, footer):
        base = {"font_name": "Noto Sans SC", "font_size": 8, "valign": "top", "text_wrap": True}
        boxed = {**base, "border": 1}
        self.styles = {
            "text": book.add_format({**boxed, "num_format": "@"}),
            "bold": book.add_format({**boxed, "bold": True, "num_format": "@"}),
            "label": book.add_format({**boxed, "bold": True, "bg_color": "#EEEEEE"}),
            "number": book.add_format({**boxed, "num_format": "#,##0.###"}),
            "percent": book.add_format({**boxed, "num_format": "0.0%"}),
            "date": book.add_format({**boxed, "num_format": "yyyy-mm-dd", "align": "left"}),
            "datetime": book.add_format(
                {**boxed, "num_format": "yyyy-mm-dd hh:mm", "align": "left"}
            ),
            "heading": book.add_format({**base, "bold": True, "font_size": 10}),
            "title": book.add_format(
                {**boxed, "bold": True, "font_size": 13, "align": "center", "valign": "vcenter"}
            ),
            "plain": book.add_format(base),
        }
        self.sheet = book.add_worksheet(name[:31])
        self.sheet.hide_gridlines(2)
        self.sheet.set_paper(9)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.6)
        self.sheet.set_footer(footer)
        self.sheet.set_column(0, COLUMNS - 1, COLUMN_WIDTH)
        self.line = 0
        self.height = 0

    def row(self, *cells):
        """Write boxes beside each other.

        :param cells: (columns it takes, value, style); the last one takes what is left over
        """
        place, lines = 0, 1
        for number, (span, value, *style) in enumerate(cells):
            last = COLUMNS - 1 if number == len(cells) - 1 else place + span - 1
            self._write(place, last, value, style[0] if style else "text")
            needed = self._lines(value, last - place + 1)
            lines = max(lines, 2 * needed if style == ["title"] else needed)
            place = last + 1
        self._next(min(MOST, 3 + LINE * lines))

    def heading(self, text):
        """Write the title of a section; it stands without a box."""
        self._write(0, COLUMNS - 1, text, "heading")
        self._next(16)

    def pictures(self, *images):
        """Put pictures beside each other, none higher than a fifth of a page.

        :param images: PNG files as :func:`picture` returns them, or None
        """
        span = COLUMNS // len(images)
        for number, image in enumerate(images):
            self._write(number * span, (number + 1) * span - 1, "", "text")
            if not image:
                continue
            data, width, height = image
            # A column of the grid is 30 pixels wide; a point is 4/3 of a pixel.
            scale = min((span * 30 - 10) / width, 200 / height)
            self.sheet.insert_image(
                self.line,
                number * span,
                "picture.png",
                {
                    "image_data": data,
                    "x_scale": scale,
                    "y_scale": scale,
                    "x_offset": max(4, (span * 30 - width * scale) / 2),
                    "y_offset": 4,
                },
            )
        self._next(158)

    def drawing(self, image):
        """Put one drawing over the whole width."""
        data, width, height = image
        scale = (COLUMNS * 30 - 10) / width
        self._write(0, COLUMNS - 1, "", "text")
        self.sheet.insert_image(
            self.line,
            0,
            "drawing.png",
            {
                "image_data": data,
                "x_scale": scale,
                "y_scale": scale,
                "x_offset": 4,
                "y_offset": 4,
            },
        )
        self._next(min(MOST, (height * scale + 10) * 0.75))

    def finish(self):
        """Fit the sheet on two pages; a report that is much longer keeps legible letters."""
        self.sheet.print_area(0, 0, max(0, self.line - 1), COLUMNS - 1)
        self.sheet.fit_to_pages(1, 2 if self.height <= 2.8 * PAGE else 0)

    def _next(self, height):
        self.sheet.set_row(self.line, height)
        self.height += height
        self.line += 1

    def _lines(self, value, span):
        if not isinstance(value, str):
            return 1
        room = max(1, span * PER_COLUMN - 1)
        return sum(max(1, math.ceil(text_width(part) / room)) for part in plain(value).split("\n"))

    def _write(self, first, last, value, style):
        value = plain(value)
        if isinstance(value, datetime):
            style = "datetime"
        elif isinstance(value, date):
            style = "date"
        elif isinstance(value, int | float) and not isinstance(value, bool):
            style = "percent" if style == "percent" else "number"
        form = self.styles[style]
        if last > first:
            self.sheet.merge_range(self.line, first, self.line, last, "", form)
        if style in ("date", "datetime"):
            self.sheet.write_datetime(self.line, first, value, form)
        elif style in ("number", "percent") and isinstance(value, int | float):
            self.sheet.write_number(self.line, first, value, form)
        else:
            self.sheet.write_string(self.line, first, neutral(str(value or "")), form)
