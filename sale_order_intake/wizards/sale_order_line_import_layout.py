from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.order_signoff import sheet

from .sale_order_line_import import KNOWN_TITLES, SEARCHED_ROWS


class SaleOrderLineImport(models.TransientModel):
    """Which column of the customer's sheet holds what."""

    _inherit = "sale.order.line.import"

    # === THE COLUMNS === #

    def _read_columns(self, lines, source, keep_header=False):
        """Find out what the columns hold: as said, as this customer's last sheet, or by titles."""
        layout = self._layout()
        if layout and not keep_header:
            self.write(
                {"decimal_mark": layout.decimal_mark, "date_order": layout.date_order}
            )
        if not keep_header:
            self.header_row = self._find_header_row(lines, layout)
        header = self.header_row
        if header < 0 or header > len(lines):
            raise UserError(self.env._("The sheet has no row %(row)s.", row=header))
        titles = self._filled(lines[header - 1]) if header else {}
        below = [self._filled(line) for line in lines[header : header + SEARCHED_ROWS]]
        places = sorted(set(titles).union(*below))
        said = self.column_ids.filtered("content")
        contents = self._propose_contents(places, titles, said or layout.column_ids)
        self.column_ids = [Command.clear()] + [
            Command.create(
                {
                    "place": place + 1,
                    "title": titles.get(place),
                    "sample": next((cells[place] for cells in below if place in cells), "")[:60],
                    "content": contents.get(place),
                }
            )
            for place in places
        ]
        self.read_source = source

    def _layout(self):
        return self.env["res.partner.order.sheet"]._of(
            self.company_id, self.partner_id.commercial_partner_id
        )

    def _find_header_row(self, lines, layout):
        """Number of the row with most known titles, or of words above numbers; else 0."""
        known = {title for titles in KNOWN_TITLES.values() for title in titles}
        known |= {self._title_key(column.title) for column in layout.column_ids if column.title}
        best, header = 1, 0
        for number, line in enumerate(lines[:SEARCHED_ROWS], start=1):
            score = len({self._title_key(text) for text in self._filled(line).values()} & known)
            if score > best:
                best, header = score, number
        return header or self._find_words_above_numbers(lines)

    def _find_words_above_numbers(self, lines):
        """Number of the first filled row, if only the row below it holds numbers."""
        filled = [
            (number, line)
            for number, line in enumerate(lines[:SEARCHED_ROWS], start=1)
            if self._filled(line)
        ]
        if len(filled) < 2:
            return 0
        number, first = filled[0]
        counts = [
            sum(sheet.as_number(cell, self.decimal_mark)[0] is not None for cell in line)
            for line in (first, filled[1][1])
        ]
        return number if counts[1] and not counts[0] else 0

    def _title_key(self, title):
        return " ".join((title or "").casefold().split()).rstrip(":")

    def _propose_contents(self, places, titles, columns):
        """What each column holds, {place: content}; each content once."""
        by_title = {
            self._title_key(column.title): column.content for column in columns if column.title
        }
        by_place = {column.place - 1: column.content for column in columns if not column.title}
        by_words = {word: key for key, words in KNOWN_TITLES.items() for word in words}
        keys = {place: self._title_key(titles.get(place)) for place in places}
        contents = {}
        for place, title in keys.items():
            content = by_title.get(title) if title else by_place.get(place)
            if content and content not in contents.values():
                contents[place] = content
        # What this sheet calls otherwise than the customer's last one.
        for place, title in keys.items():
            content = by_words.get(title)
            if content and place not in contents and content not in contents.values():
                contents[place] = content
        return contents

    def _mapping_problem(self):
        """What is still to be said about the columns, or False."""
        contents = self.column_ids.filtered("content").mapped("content")
        if len(contents) != len(set(contents)):
            return self.env._("Two columns cannot hold the same: choose another for one of them.")
        if not {"part_no", "product"} & set(contents):
            return self.env._("Say which column holds the customer's part number.")
        if "quantity" not in contents:
            return self.env._("Say which column holds the quantity.")
        return False

    def _remember_layout(self):
        """Keep what the columns hold for the next sheet of this customer."""
        customer = self.partner_id.commercial_partner_id
        values = {
            "header_row": self.header_row,
            "decimal_mark": self.decimal_mark,
            "date_order": self.date_order,
            "column_ids": [Command.clear()]
            + [
                Command.create(
                    {"place": column.place, "title": column.title, "content": column.content}
                )
                for column in self.column_ids
                if column.content
            ],
        }
        if layout := self._layout():
            layout.write(values)
        else:
            self.env["res.partner.order.sheet"].create(
                {"partner_id": customer.id, "company_id": self.company_id.id, **values}
            )
