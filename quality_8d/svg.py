"""Figures drawn on the server, the same on the screen and in print.

Legible in black and white: what is proved is bold in a thick frame, what is ruled out is struck
out. Every text is escaped.
"""

from markupsafe import Markup

FONT = "font-family=\"'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei',sans-serif\""


def text_width(text):
    """Return the width of a text in half characters: a Chinese character counts twice."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def wrap(text, width, lines):
    """Break a text into at most so many lines of so many half characters."""
    result, current = [], ""
    for word in _pieces(" ".join((text or "").split())):
        if current and text_width(current + word) > width:
            result.append(current.rstrip())
            current = ""
        current += word.lstrip() if not current else word
    result.append(current.rstrip())
    if len(result) > lines:
        result = result[:lines]
        last = result[-1]
        while last and text_width(last) > width - 2:
            last = last[:-1]
        result[-1] = last + "…"
    return [line for line in result if line]


def _pieces(text):
    """Yield what may not be broken: words, and single Chinese characters."""
    word = ""
    for char in text:
        if ord(char) > 0x2E7F:
            if word:
                yield word
            yield char
            word = ""
        elif char == " ":
            yield word + char
            word = ""
        else:
            word += char
            if len(word) > 24:
                yield word
                word = ""
    if word:
        yield word


def text(x, y, lines, size=12, anchor="start", bold=False, struck=False, fill="#000"):
    """Return lines of text below each other; ``y`` is the first baseline."""
    out = Markup()
    for number, line in enumerate(lines):
        out += Markup(
            '<text x="%(x)s" y="%(y)s" font-size="%(size)s" text-anchor="%(anchor)s" '
            'font-weight="%(weight)s" text-decoration="%(decoration)s" fill="%(fill)s">'
            "%(line)s</text>"
        ) % {
            "x": x,
            "y": y + number * (size + 2),
            "size": size,
            "anchor": anchor,
            "weight": "700" if bold else "400",
            "decoration": "line-through" if struck else "none",
            "fill": fill,
            "line": line,
        }
    return out


def line(x1, y1, x2, y2, width=1, dash=False):
    """Return a straight line."""
    return Markup('<line x1="%s" y1="%s" x2="%s" y2="%s" stroke="#444" stroke-width="%s"%s/>') % (
        x1,
        y1,
        x2,
        y2,
        width,
        Markup(' stroke-dasharray="4 3"') if dash else "",
    )


def arrow(x1, y1, x2, y2):
    """Return a line with a head, to the right or down."""
    if y1 == y2:
        head = f"M{x2} {y2}l-7 -4v8z"
    else:
        head = f"M{x2} {y2}l-4 -7h8z"
    return line(x1, y1, x2, y2, 1.5) + Markup('<path d="%s" fill="#444"/>') % head


def box(x, y, width, height, thick=False, fill="#fff"):
    """Return a frame with round corners."""
    return Markup(
        '<rect x="%s" y="%s" width="%s" height="%s" rx="4" fill="%s" stroke="#444" '
        'stroke-width="%s"/>'
    ) % (x, y, width, height, fill, 2.5 if thick else 1)


def picture(width, height, content, label, printed=None):
    """Return the whole figure; it shrinks with the column it stands in.

    :param printed: the width on paper in pixels: the printer needs to be told
    """
    shown = printed or width
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %(w)s %(h)s" '
        'width="%(shown)s" height="%(shown_height)s" role="img" aria-label="%(label)s" '
        'style="%(style)s" %(font)s>%(content)s</svg>'
    ) % {
        "w": width,
        "h": height,
        "shown": shown,
        "shown_height": round(height * shown / width),
        "style": "" if printed else "max-width:100%;height:auto;background:#fff;",
        "label": label,
        "font": Markup(FONT),
        "content": content,
    }
