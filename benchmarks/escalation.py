"""Escalation of many open time limits: the number of queries must not follow their number."""

from oa import scene

from benchmarks.common import Result, milliseconds, report, sides
from benchmarks.many_orders import copy_rows

SIZES = (1_000, 10_000, 100_000)
