"""The comparisons that a branch can make with an answer: equal to one of, less, more, between.

Numbers are compared as numbers, days (2026-11-23) as days. An answer that was not given, or that is
no number where a number is asked for, fulfils no condition.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import msgspec

Limit = tuple[str, float]
"""What is compared ("number" or "day"), and how large or late it is."""
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?", re.ASCII)


class Condition(msgspec.Struct, frozen=True):
    """`any_of` are ids of options or plain values; else at least one of the limits is set.

    `below` and `above` leave the limit itself out, `since` and `until` (written from, to) take it
    in.
    """

    any_of: tuple[str, ...] = ()
    below: Limit | None = None
    above: Limit | None = None
    since: Limit | None = None
    until: Limit | None = None

    def limits(self) -> list[Limit]:
        found = (self.below, self.above, self.since, self.until)
        return [one for one in found if one is not None]

    def holds(self, given: Sequence[str]) -> bool:
        """`given` are the answers: one, or several where several could be chosen."""
        if self.any_of:
            return any(value in self.any_of for value in given)
        return any(self._within(value) for value in given)

    def _within(self, value: str) -> bool:
        found = limit(value)
        if found is None or any(found[0] != one[0] for one in self.limits()):
            return False
        return (
            (self.below is None or found < self.below)
            and (self.above is None or found > self.above)
            and (self.since is None or found >= self.since)
            and (self.until is None or found <= self.until)
        )


def limit(text: str) -> Limit | None:
    """A number or an ISO day; None for anything else."""
    if _NUMBER.fullmatch(text):
        return "number", float(text)
    try:
        return "day", float(dt.date.fromisoformat(text).toordinal())
    except ValueError:
        return None
