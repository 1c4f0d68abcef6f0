"""Reading Odoo's log: tests, failures, and lines that should not be there."""

import re
from collections import Counter
from dataclasses import dataclass, field

from .base import DEV

LINE = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) \d+ (?P<level>[A-Z]+) (?P<db>\S+)"
    r" (?P<logger>\S+): (?P<text>.*)"
)
RESULT = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
FAILED = re.compile(r"(FAIL|ERROR): ")
STATISTICS = "odoo.tests.stats"
# A class with all its tests; names of tests begin with a small letter.
CLASS = re.compile(r"\t(\w+)\.(?:\w+\.)*([A-Z]\w*): (\d+\.\d+)s ")
BAD = {"WARNING", "ERROR", "CRITICAL"}
TAIL = 60  # lines of a traceback that are shown
LEAP = 600  # seconds no class takes: one of its tests has stopped the clock


def allowed():
    """Patterns of log lines that are known and harmless; each has its reason there."""
    lines = (DEV / "allowed_warnings.txt").read_text().splitlines()
    return [re.compile(line) for line in lines if line and not line.startswith("#")]


@dataclass
class Report:
    """What a log says about a run."""

    tests: int = 0
    failed: int = 0
    skipped: int = 0
    complaints: list = field(default_factory=list)
    seconds: Counter = field(default_factory=Counter)

    @property
    def passed(self):
        return max(0, self.tests - self.failed - self.skipped)


def records(path):
    """Records of a log file: its first line's parts, and the lines that follow it."""
    found, tail = None, []
    for line in path.read_text(errors="replace").splitlines():
        match = LINE.match(line)
        if match:
            if found:
                yield found, tail
            found, tail = match, []
        else:
            tail.append(line)
    if found:
        yield found, tail


def read(path):
    """The report of a log file."""
    report, known = Report(), allowed()
    for line, tail in records(path):
        text = line["text"]
        if result := RESULT.match(text):
            report.failed += int(result[1]) + int(result[2])
            report.tests += int(result[3])
        elif line["logger"] == STATISTICS:
            report.seconds += _class_seconds(tail)
        elif text.startswith("skipped ") and ".tests." in line["logger"]:
            report.skipped += 1
        elif line["level"] in BAD and not _is_known(line, tail, known):
            report.complaints.append(_excerpt(line, tail))
    return report


def unexpected(report):
    """Complaints that are not a test's own failure."""
    return [text for text in report.complaints if not FAILED.match(text.split(": ", 1)[1])]


def _class_seconds(lines):
    """Seconds of each class in the statistics of the runner, by addon:Class."""
    found = [match.groups() for match in map(CLASS.match, lines) if match]
    return Counter({f"{addon}:{name}": min(float(time), LEAP) for addon, name, time in found})


def _is_known(line, tail, known):
    """Whether a record matches the list of harmless ones."""
    whole = "\n".join([f"{line['level']} {line['logger']}: {line['text']}", *tail])
    return any(pattern.search(whole) for pattern in known)


def _excerpt(line, tail):
    """A record as it is shown."""
    shown = tail if len(tail) <= TAIL else [*tail[: TAIL // 2], "  …", *tail[-TAIL // 2 :]]
    return "\n".join([f"{line['logger']}: {line['text']}", *shown])
