"""Quarters of a year, written "2026-Q4": they sort as texts."""

from __future__ import annotations

import datetime as dt

REST = 31
"""Days after the end of a quarter until its cases are counted: a closed case can come back within
30 days, and is to be counted once.
"""


def quarter_of(day: dt.date) -> str:
    return f"{day.year:04d}-Q{(day.month + 2) // 3}"


def after(quarter: str) -> str:
    return quarter_of(first_day_after(quarter))


def first_day_after(quarter: str) -> dt.date:
    year, number = int(quarter[:4]), int(quarter[-1])
    return dt.date(year + number // 4, number % 4 * 3 + 1, 1)


def newest_due(today: dt.date) -> str:
    """The newest quarter whose cases may be counted by now."""
    return quarter_of(first_day_of(quarter_of(today - dt.timedelta(days=REST))) - _DAY)


def first_day_of(quarter: str) -> dt.date:
    return dt.date(int(quarter[:4]), int(quarter[-1]) * 3 - 2, 1)


_DAY = dt.timedelta(days=1)
