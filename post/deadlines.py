"""How long somebody has: rules of law as data, and counting as the Civil Code does. Pure.

Rules (Bürgerliches Gesetzbuch)
- § 187(1): the day of the event is not counted.
- § 188(2): weeks, months and years end on the day that has the name or number of the event's day.
  § 188(3): where the last month has no such day, on that month's last one.
- § 193 (and §§ 57 VwGO, 64 SGG, 222 ZPO, 77b StGB): a last day that is a Saturday, a Sunday or a
  public holiday moves to the next working day. That helps the person, so it is only relied upon
  where it is certain: the rule says so, and the day is free everywhere in Germany. Where it is
  not, the earlier day is the one to keep.

Nothing here is legal advice, and a date that is wrong by a day can cost somebody their right: the
browser counts by `handoff/console/deadlines.js`, and tests/vectors/deadlines.json holds both to
the same results.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from typing import Literal

import msgspec

Unit = Literal["days", "weeks", "months", "years"]
Moves = Literal["yes", "doubt", "no"]
SATURDAY = 5
_LENGTH = re.compile(r"([1-9]\d{0,2}) (day|week|month|year)s?")
LONGEST = {"days": 730, "weeks": 104, "months": 60, "years": 5}


class Length(msgspec.Struct, frozen=True):
    number: int
    unit: Unit


class Rule(msgspec.Struct, frozen=True):
    """One deadline of the law. `begins`: the event it runs from. `moves`: whether it ends on the
    next working day when its last day is a free one. `doubt`: what is not certain about it.
    Texts are mappings of language ("de", "en") to words; `file` and `line` are where it stands.
    """

    id: str
    norm: str
    length: Length
    moves: Moves
    title: dict[str, str]
    begins: dict[str, str]
    text: dict[str, str]
    doubt: dict[str, str]
    moves_why: dict[str, str]
    source: str
    url: str
    checked: dt.date
    confirmed: bool
    areas: tuple[str, ...] = ()
    file: str = ""
    line: int = 1


class FreeDay(msgspec.Struct, frozen=True):
    """A public holiday; `everywhere`: in all of Germany, not in some Länder only."""

    name: str
    everywhere: bool


class Counted(msgspec.Struct, frozen=True):
    """`first`: the first day that counts. `plain`: the last day by § 188. `moved`: the last day
    when a free one moves on. `keep`: the one to keep, never later than certain.
    """

    first: dt.date
    plain: dt.date
    moved: dt.date
    keep: dt.date


def length_of(text: str) -> Length | None:
    """As written in the file ("3 weeks", "2 months"); None for anything else."""
    found = _LENGTH.fullmatch(text)
    if found is None:
        return None
    unit: Unit = f"{found[2]}s"  # type: ignore[assignment]  # the pattern knows these four only
    number = int(found[1])
    return Length(number, unit) if number <= LONGEST[unit] else None


def count(event: dt.date, length: Length, moves: Moves, free: Mapping[dt.date, FreeDay]) -> Counted:
    """The last day of a deadline that runs from `event`. `free`: public holidays at the place.

    Raises OverflowError beyond the year 9999.
    """
    plain = _end(event, length)
    moved = plain
    certain = moves == "yes"
    while moves != "no" and _is_free(moved, free):
        holiday = free.get(moved)
        certain = certain and (moved.weekday() >= SATURDAY or bool(holiday and holiday.everywhere))
        moved += dt.timedelta(days=1)
    return Counted(
        first=event + dt.timedelta(days=1),
        plain=plain,
        moved=moved,
        keep=moved if certain else plain,
    )


def _is_free(day: dt.date, free: Mapping[dt.date, FreeDay]) -> bool:
    return day.weekday() >= SATURDAY or day in free


def _end(event: dt.date, length: Length) -> dt.date:
    if length.unit == "days":
        return event + dt.timedelta(days=length.number)
    if length.unit == "weeks":
        return event + dt.timedelta(weeks=length.number)
    months = length.number * (12 if length.unit == "years" else 1)
    year, month = divmod(event.year * 12 + event.month - 1 + months, 12)
    if year > dt.MAXYEAR:
        raise OverflowError("beyond the calendar")
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(event.day, last))
