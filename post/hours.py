"""When a team works, as flows/teams.yaml says it: a week, holidays, days of its own."""

from __future__ import annotations

import msgspec

Span = tuple[int, int]
"""From and until, in minutes after midnight."""
Week = tuple[tuple[Span, ...], ...]
"""The spans of each day, Monday to Sunday."""

_USUAL: Week = (((9 * 60, 17 * 60),),) * 5 + ((),) * 2


class Hours(msgspec.Struct, frozen=True):
    """Times of the day are those of Europe/Berlin.

    `holidays` is the federal state (ISO 3166-2:DE, "NI") whose public holidays are kept, "" for
    none; `closed` are further days (ISO) on which nobody works. `promise`: within how many working
    days a resident has an answer. `reminders`: after how many working hours a team is reminded of
    a case that nobody has taken, and reminded again. Without `confirmed` the team has not said yet
    that these are its hours: they are reckoned with, and residents of a demo alone are told.
    """

    week: Week = _USUAL
    holidays: str = "NI"
    closed: tuple[str, ...] = ()
    promise: int = 2
    reminders: tuple[int, int] = (12, 24)
    confirmed: bool = False
