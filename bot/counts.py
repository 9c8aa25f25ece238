"""Counts without people: how often what happened at which step, in which language, in which month.

Rules
- A counter is a number under FLOW/STEP/LANGUAGE/WHAT. There is no text in it, no id and no time
  but the month.
- Counters rise in the same atomic step as the commit of the update they come from, so an update
  that comes again raises nothing.
- What is written to disk may not show which counters one chat raised. Valkey's append-only file
  keeps the commands of a commit together with the chat's key: so a commit raises its counters in
  memory only (the hash `c:open`), and they are added to the month's when BATCH more conversations
  have begun. What was not added yet is lost when Valkey stops.
- A batch belongs to the month in which it is added. So the figures of a month that is over never
  change, and comparing two looks at it tells nothing.
- After thirteen months without an addition a month is forgotten.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec

from bot.engine.counting import WHATS, Count, What
from post.valkey import Valkey, unreachable

BATCH = 10
"""Conversations whose counters are mixed before any of them is written; the same in valkey.lua."""
KEPT_DAYS = 396
"""Thirteen months; the same in valkey.lua."""


class Cell(msgspec.Struct, frozen=True):
    """What one number is about."""

    flow: str
    step: str
    lang: str
    what: What


def month_of(now: float) -> str:
    """The month (UTC) of a time in seconds since 1970, as "2026-11"."""
    moment = dt.datetime.fromtimestamp(now, dt.UTC)
    return f"{moment.year}-{moment.month:02}"


def months_before(now: float, number: int) -> list[str]:
    """The last months that are over, the latest first."""
    first = dt.datetime.fromtimestamp(now, dt.UTC).date().replace(day=1)
    months = []
    for _ in range(number):
        first = (first - dt.timedelta(days=1)).replace(day=1)
        months.append(f"{first:%Y-%m}")
    return months


def tally(counts: Iterable[Count], now: float) -> str:
    """What a function in Valkey is given to count: the month, then the counters' names."""
    names = (f"{count.flow}/{count.step}/{count.lang}/{count.what}" for count in counts)
    return " ".join((month_of(now), *names))


async def read_month(valkey: Valkey, month: str) -> dict[Cell, int]:
    """All numbers of a month as they are: for the eyes of `bot.suppression` only.

    Raises StoreAway.
    """
    with unreachable():
        stored: Any = await valkey.client.hgetall(f"c:{month}")
    numbers: defaultdict[Cell, int] = defaultdict(int)
    for name, number in stored.items():
        cell = _cell(name.decode())
        if cell is not None:
            numbers[cell] += int(number)
    return dict(numbers)


def _cell(name: str) -> Cell | None:
    """None for a counter of another version of this program."""
    parts = name.split("/")
    if len(parts) != 4:
        return None
    what = next((known for known in WHATS if known == parts[3]), None)
    return Cell(parts[0], parts[1], parts[2], what) if what else None
