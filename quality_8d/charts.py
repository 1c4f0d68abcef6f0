"""Charts of the key figures, drawn on the server.

Told apart by pattern and text, not by colour alone: legible in black and white, too.
"""

from markupsafe import Markup

from . import svg

GOOD, BAD, PLAIN = "#8fb8ad", "#c0504d", "#7a9cc6"
WIDTH = 640
LABEL, BAR, ROW = 210, 330, 26
HEIGHT, COLUMN_TOP = 150, 26


def _rect(x, y, width, height, fill):
    return Markup(
        '<rect x="%s" y="%s" width="%s" height="%s" fill="%s" stroke="#444" stroke-width="0.6"/>'
    ) % (round(x, 1), round(y, 1), round(width, 1), round(height, 1), fill)


def bars(rows, label, good=PLAIN, most=None, printed=None):
    """Return bars below each other, or nothing when there are no rows.

    :param list rows: dicts with ``name``, ``value``, ``shown`` (text at the end of the bar), and
        where need be ``bad`` (the part of the value that is not good) and ``limit`` (marked by
        a thick line)
    :param str label: what the figure shows, for those who cannot see it
    :param most: the value of a full bar; by default the highest value or limit
    :param printed: the width on paper in pixels: the printer needs to be told
    """
    if not rows:
        return False
    most = most or max(max(abs(row["value"]), row.get("limit") or 0) for row in rows) or 1
    # What stands at the end of the longest bar has to fit in beside it.
    longest = max(svg.text_width(row["shown"]) for row in rows)
    room = min(BAR, WIDTH - LABEL - 16 - 6.3 * longest)
    content = Markup()
    for number, row in enumerate(rows):
        y = 4 + number * ROW
        value = max(0, row["value"])
        content += svg.text(LABEL - 8, y + 15, svg.wrap(row["name"], 34, 1), 12, "end", fill="#222")
        bad = min(value, row.get("bad") or 0)
        content += _rect(LABEL, y + 3, room * (value - bad) / most, ROW - 9, good)
        if bad:
            content += _rect(
                LABEL + room * (value - bad) / most, y + 3, room * bad / most, ROW - 9, BAD
            )
        end = value
        if limit := row.get("limit"):
            x = LABEL + room * limit / most
            content += svg.line(x, y, x, y + ROW - 3, 3)
            end = max(end, limit)
        content += svg.text(LABEL + 6 + room * end / most, y + 15, [row["shown"]], 12, fill="#222")
    return svg.picture(WIDTH, 8 + ROW * len(rows), content, label, printed)


def columns(rows, label, printed=None):
    """Return columns beside each other, or nothing when all of them are empty.

    :param list rows: dicts with ``name``, ``value``, ``bad`` (the part that is not good), and
        where need be ``shown`` (text above the column)
    :param str label: what the figure shows, for those who cannot see it
    :param printed: its width on paper in pixels
    """
    most = max((row["value"] for row in rows), default=0)
    if not most:
        return False
    step = (WIDTH - 20) / len(rows)
    base = COLUMN_TOP + HEIGHT
    content = svg.line(10, base, WIDTH - 10, base)
    for number, row in enumerate(rows):
        x = 10 + number * step + step * 0.18
        width, middle = step * 0.64, 10 + (number + 0.5) * step
        high, bad = HEIGHT * row["value"] / most, HEIGHT * row.get("bad", 0) / most
        if high > bad:
            content += _rect(x, base - high + bad, width, high - bad, GOOD)
        if bad:
            content += _rect(x, base - high, width, bad, BAD)
        if row["value"]:
            shown = row.get("shown") or f"{row['value']:g}"
            if row.get("bad") and not row.get("shown"):
                shown += f" / {row['bad']:g}"
            content += svg.text(middle, base - high - 5, [shown], 11, "middle", fill="#222")
        content += svg.text(middle, base + 15, [row["name"]], 10.5, "middle", fill="#222")
    return svg.picture(WIDTH, base + 24, content, label, printed)
