from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ..tools.code import DIGITS_PATTERN, NUMERIC, full_year

RANGES = {"month": (1, 12), "day": (1, 31)}


class SaleOrderCodeScheme(models.Model):
    _name = "sale.order.code.scheme"
    _description = "Structure of Order Codes"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company", index=True, help="Empty: usable in every company."
    )
    segment_ids = fields.One2many(
        comodel_name="sale.order.code.segment",
        inverse_name="scheme_id",
        string="Parts",
        copy=True,
    )
    default_product_type_id = fields.Many2one(
        comodel_name="product.order.type",
        required=True,
        ondelete="restrict",
        help="Taken for orders whose products and categories name no product type.",
    )
    example = fields.Char(compute="_compute_example")

    @api.depends(
        "segment_ids.type", "segment_ids.length", "segment_ids.value", "segment_ids.sequence"
    )
    def _compute_example(self):
        destinations = self.env["sale.order.destination"]._lookup()[0]
        today = fields.Date.context_today(self)
        for scheme in self:
            values = {
                "destination": next(iter(destinations.values()), "UN"),
                "product_type": scheme.default_product_type_id.code or "S",
                "customer": "1",
                "year": today.year,
                "month": today.month,
                "day": today.day,
                "counter": 1,
            }
            scheme.example = self._compose(
                [segment._as_tuple() for segment in scheme.segment_ids if segment.type], values
            )

    @api.constrains("segment_ids")
    def _check_segment_ids(self):
        for scheme in self:
            counts = Counter(scheme.segment_ids.mapped("type"))
            if counts["counter"] != 1 or counts["customer"] != 1:
                raise ValidationError(
                    self.env._(
                        "An order code needs the customer code once and the order sequence once."
                    )
                )
            if any(count > 1 for part, count in counts.items() if part != "constant"):
                raise ValidationError(
                    self.env._("Only fixed texts may stand in an order code more than once.")
                )
            if sum(scheme.segment_ids.mapped("length")) > 30:
                raise ValidationError(self.env._("An order code has at most 30 characters."))

    # === CRUD ===#

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    # === BUSINESS ===#

    def parse(self, code):
        """Take an order code to pieces.

        :param code: the code, exactly as it is printed
        :return: the value of every part by its name: ``destination``, ``product_type``,
            ``customer``, ``kind`` (text as listed), ``year`` (four digits), ``month``,
            ``day``, ``counter`` (numbers)
        :raise ValidationError: naming the part that is wrong
        """
        scheme = self or self.env.company._get_order_code_scheme()
        segments = scheme._segments()
        length = sum(segment.length for segment in segments)
        if not isinstance(code, str) or len(code) != length:
            raise ValidationError(
                self.env._(
                    "“%(code)s” is not an order code: it has %(length)s characters instead of"
                    " %(expected)s.",
                    code=code or "",
                    length=len(code) if isinstance(code, str) else 0,
                    expected=length,
                )
            )
        values = {}
        start = 0
        for segment in segments:
            text = code[start : start + segment.length]
            value = scheme._parse_segment(segment, text)
            if value is None:
                raise ValidationError(
                    self.env._(
                        "“%(code)s” is not an order code: “%(text)s” at position %(position)s"
                        " is not valid as %(part)s.",
                        code=code,
                        text=text,
                        position=start + 1,
                        part=scheme._part_label(segment.type),
                    )
                )
            if segment.type != "constant":
                values[segment.type] = value
            start += segment.length
        return values

    def _parse_segment(self, segment, text):
        """The value of one part, or None if the text is not valid there."""
        if segment.type == "constant":
            return text if text == segment.value else None
        if segment.type in NUMERIC:
            return self._parse_digits(segment, text)
        return self._listed_codes(segment).get(text)

    def _parse_digits(self, segment, text):
        if not DIGITS_PATTERN.fullmatch(text):
            return None
        number = int(text)
        if segment.type == "year":
            if segment.length == 4:
                return number
            return full_year(number, fields.Date.context_today(self).year)
        low, high = RANGES.get(segment.type, (1, number))
        if not low <= number <= high:
            return None
        return text if segment.type == "customer" else number

    def _listed_codes(self, segment):
        """The codes that may stand in a part with a list, by their text in the code."""
        if segment.type == "destination":
            codes = self.env["sale.order.destination"]._lookup()[0].values()
        elif segment.type == "product_type":
            codes = self.env["product.order.type"]._lookup().values()
        else:
            codes = self._order_kind_codes() or [segment.value]
        return {segment.fill(code): code for code in codes}

    @api.model
    def _order_kind_codes(self):
        """Hook: the codes that orders of the various kinds carry."""
        return []

    def _part_label(self, part):
        selection = self.env["sale.order.code.segment"]._fields["type"]
        return dict(selection._description_selection(self.env))[part]

    @ormcache("self.id")
    def _segments(self):
        """The parts as plain tuples, kept in memory."""
        # sudo: read by whoever confirms an order, the public visitor of a shop included
        # sorted: parts moved in this transaction still stand where they were read
        segments = self.sudo().segment_ids.sorted(lambda s: (s.sequence, s.id))
        return tuple(segment._as_tuple() for segment in segments)

    @ormcache("self.id")
    def _default_product_type(self):
        """The id of the default product type, kept in memory."""
        return self.sudo().default_product_type_id.id  # sudo: as in _segments

    def _length_of(self, part):
        return next((s.length for s in self._segments() if s.type == part), 0)

    def _capacity(self):
        """How many numbers the order sequence has before it starts again."""
        return 10 ** self._length_of("counter") - 1

    def _format(self, values):
        """Put an order code together; the reverse of ``parse``.

        :param values: as ``parse`` returns them
        """
        code = self._compose(self._segments(), values)
        if len(code) != sum(segment.length for segment in self._segments()):
            raise ValidationError(
                self.env._(
                    "A value does not fit into its part of the order code %(code)s; make the part"
                    " longer in the structure “%(scheme)s”.",
                    code=code,
                    scheme=self.display_name,
                )
            )
        return code

    @api.model
    def _compose(self, segments, values):
        texts = []
        for segment in segments:
            value = values.get(segment.type) or segment.value or ""
            if segment.type == "year":
                value = value % 10**segment.length
            texts.append(segment.fill(value))
        return "".join(texts)
