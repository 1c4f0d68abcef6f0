"""Charts of satisfaction programmes, drawn on the server: on the screen and in print the same.

Told apart by pattern, number and text, not by colour alone.
"""

from markupsafe import Markup

from odoo.tools import float_round

from odoo.addons.quality_8d import svg

WIDTH = 640
HEIGHT = 190
LEFT, TOP = 34, 16
# One line per questionnaire: how it is dashed, and the mark of its points.
DASHES = ("7 4", "2 3", "10 3 2 3", "4 2", "1 4", "12 4")
COLOURS = ("#2f6f9f", "#b5651d", "#4c8c4a", "#7b5ea7", "#8c6d31", "#5f6b6d")
MAP = 360


def _dot(x, y, colour, radius=4):
    return Markup('<circle cx="%s" cy="%s" r="%s" fill="%s" stroke="#222" stroke-width="0.6"/>') % (
        round(x, 1),
        round(y, 1),
        radius,
        colour,
    )


def _path(points, colour, width, dash):
    return Markup('<polyline points="%s" fill="none" stroke="%s" stroke-width="%s"%s/>') % (
        " ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        colour,
        width,
        Markup(' stroke-dasharray="%s"') % dash if dash else "",
    )


def trend(columns, series, target, label, printed=None):
    """Return scores over the years as lines, or nothing where there is only one year.

    :param list columns: names of the programmes, the oldest first
    :param list series: dicts with ``name`` and ``values`` (a score or None per column); the first
        one is drawn thick
    :param target: drawn as a thin line across
    :param str label: what the figure shows, for those who cannot see it
    :param printed: the width on paper in pixels: the printer needs to be told
    """
    values = [value for row in series for value in row["values"] if value is not None]
    if len(columns) < 2 or not values:
        return False
    low = max(0, int(min([*values, target]) // 10 * 10 - 10))
    legend = max(svg.text_width(row["name"]) for row in series) * 6.2 + 60
    right = WIDTH - min(legend, 230)

    def place(column, value):
        step = (right - LEFT - 40) / (len(columns) - 1)
        return LEFT + 20 + column * step, TOP + HEIGHT * (100 - value) / (100 - low)

    content = Markup()
    for mark in range(low, 101, 10):
        y = round(place(0, mark)[1], 1)
        content += Markup(
            '<line x1="%s" y1="%s" x2="%s" y2="%s" stroke="#ddd" stroke-width="1"/>'
        ) % (LEFT, y, round(right, 1), y)
        content += svg.text(LEFT - 5, y + 4, [str(mark)], 10, "end", fill="#555")
    y = round(place(0, target)[1], 1)
    content += svg.line(LEFT, y, round(right, 1), y, 1, True)
    for column, name in enumerate(columns):
        x = round(place(column, low)[0], 1)
        content += svg.text(
            x, TOP + HEIGHT + 15, svg.wrap(name, 14, 1), 10.5, "middle", fill="#222"
        )
    ends = _spread([_last(row["values"], place) for row in series])
    for number, row in enumerate(series):
        colour = "#111" if not number else COLOURS[(number - 1) % len(COLOURS)]
        dash = None if not number else DASHES[(number - 1) % len(DASHES)]
        points = [
            place(column, value) for column, value in enumerate(row["values"]) if value is not None
        ]
        if not points:
            continue
        content += _path(points, colour, 2.6 if not number else 1.6, dash)
        content += Markup().join(_dot(x, y, colour, 4 if not number else 3) for x, y in points)
        x, y = points[-1][0], ends[number]
        content += svg.line(
            round(x + 6, 1), round(points[-1][1], 1), round(right + 4, 1), round(y, 1), 0.5
        )
        content += svg.text(
            round(right + 8, 1), round(y + 4, 1), svg.wrap(row["name"], 32, 1), 11, fill=colour
        )
    for column, value in enumerate(series[0]["values"]):
        if value is not None:
            x, y = place(column, value)
            content += _label(x, y + 17, f"{float_round(value, precision_digits=1):.1f}")
    return svg.picture(WIDTH, TOP + HEIGHT + 26, content, label, printed)


def _label(x, y, words):
    """Return a number on white, so that it can be read where lines cross."""
    width = 7 * len(words) + 2
    return Markup(
        '<rect x="%s" y="%s" width="%s" height="14" fill="#fff" fill-opacity="0.85"/>'
    ) % (round(x - width / 2, 1), round(y - 11, 1), width) + svg.text(
        round(x, 1), round(y, 1), [words], 11, "middle", True
    )


def _last(values, place):
    """Return how high a line ends, None where it has no value."""
    known = [(column, value) for column, value in enumerate(values) if value is not None]
    return place(*known[-1])[1] if known else None


def _spread(heights, least=14):
    """Return the heights, moved apart so that names beside each other can be read."""
    order = sorted((y, number) for number, y in enumerate(heights) if y is not None)
    result, before = dict.fromkeys(range(len(heights))), None
    for y, number in order:
        y = y if before is None else max(y, before + least)
        result[number] = before = y
    return result


def importance_map(points, middle, texts, label, printed=None):
    """Return questions by how good (to the right) and how important (up) they are.

    :param list points: dicts with ``number``, ``points``, ``importance`` and ``bad``
    :param tuple middle: points and importance at which the four fields meet
    :param dict texts: ``right`` and ``up`` of the axes, and the four fields: ``priority`` (upper
        left), ``keep`` (upper right), ``low`` (lower left), ``plenty`` (lower right)
    :param str label: what the figure shows, for those who cannot see it
    :param printed: the width on paper in pixels: the printer needs to be told
    """
    if not points:
        return False
    across, up = _range([p["points"] for p in points]), _range([p["importance"] for p in points])
    left, width = 40, WIDTH - 60

    def place(x, y):
        return (
            left + width * (x - across[0]) / (across[1] - across[0]),
            TOP + MAP * (up[1] - y) / (up[1] - up[0]),
        )

    x, y = place(*(min(max(m, r[0]), r[1]) for m, r in zip(middle, (across, up), strict=True)))
    x, y = round(x, 1), round(y, 1)
    content = Markup('<rect x="%s" y="%s" width="%s" height="%s" fill="#fdeeee"/>') % (
        left,
        TOP,
        round(x - left, 1),
        round(y - TOP, 1),
    )
    content += Markup(
        '<rect x="%s" y="%s" width="%s" height="%s" fill="none" stroke="#444" stroke-width="1"/>'
    ) % (left, TOP, width, MAP)
    content += svg.line(x, TOP, x, TOP + MAP, 1, True) + svg.line(left, y, left + width, y, 1, True)
    for key, from_x, to_x, from_y, to_y in (
        ("priority", left, x, TOP, y),
        ("keep", x, left + width, TOP, y),
        ("low", left, x, y, TOP + MAP),
        ("plenty", x, left + width, y, TOP + MAP),
    ):
        colour = "#c9837f" if key == "priority" else "#aaa"
        middle_x, middle_y = round((from_x + to_x) / 2, 1), round((from_y + to_y) / 2 + 5, 1)
        content += svg.text(middle_x, middle_y, [texts[key]], 15, "middle", True, fill=colour)
    content += svg.text(left + width, TOP + MAP + 32, [f"{texts['right']} →"], 11, "end")
    content += svg.text(left, TOP - 5, [f"↑ {texts['up']}"], 11, fill="#222")
    for mark in _marks(across):
        content += svg.text(
            round(place(mark, up[0])[0], 1), TOP + MAP + 17, [str(mark)], 10, "middle", fill="#555"
        )
    for mark in _marks(up):
        content += svg.text(
            left - 5, round(place(across[0], mark)[1] + 4, 1), [str(mark)], 10, "end", fill="#555"
        )
    taken = []
    for point in points:
        px, py = place(point["points"], point["importance"])
        across_field = (left, x) if px < x else (x, left + width)
        up_field = (TOP, y) if py <= y else (y, TOP + MAP)
        px, py = _free(px, py, taken, across_field, up_field)
        taken.append((px, py))
        content += _dot(px, py, "#e9b7b5" if point["bad"] else "#d7e7e2", 8.5)
        content += svg.text(
            round(px, 1), round(py + 3.5, 1), [str(point["number"])], 10, "middle", point["bad"]
        )
    return svg.picture(WIDTH, TOP + MAP + 38, content, label, printed)


def _free(x, y, taken, across, up):
    """Return the place nearest to a point where no other number is: above or below it first, and
    in the same of the four fields."""
    shifts = sorted(
        ((dx, dy) for dx in range(-34, 35, 17) for dy in range(-85, 86, 17)),
        key=lambda shift: (abs(shift[0]) * 2 + abs(shift[1]), shift),
    )
    for dx, dy in shifts:
        to_x, to_y = x + dx, y + dy
        inside = (not dx or across[0] + 9 <= to_x <= across[1] - 9) and (
            not dy or up[0] + 9 <= to_y <= up[1] - 9
        )
        if inside and all(abs(to_x - ox) >= 16 or abs(to_y - oy) >= 16 for ox, oy in taken):
            return to_x, to_y
    return x, y


def _range(values):
    """Return where an axis begins and ends: tens around the values, with room for the marks."""
    low, high = int(min(values) // 10 * 10), int(-(-max(values) // 10) * 10)
    if high - low < 20:
        low, high = max(0, low - 10), min(100, high + 10)
    low = max(0, low)
    return low - 4, max(high, low + 20) + 4


def _marks(span):
    return range(span[0] + 4, span[1] - 3, 10)
