"""Days as people write them: 23.11.2026, 23. November, 2026-11-23, ۲۳/۱۱/۲۰۲۶, yesterday.

What a language says and in which order it writes day, month and year stands in its catalogue. A day
without a year is the last one: people tell what happened. Only what comes within a month is ahead.
"""

from __future__ import annotations

import datetime as dt
import re

import msgspec

from bot.engine.matching import normal

_FIRST, _LAST = 1900, 2100
_PARTS = ("day", "month", "year")
_AHEAD = 10
"""Years from now up to which two digits mean this century."""
_SOON = dt.timedelta(days=31)
_MAX_WORDS = 12


class Calendar(msgspec.Struct, frozen=True):
    """`form` is like "{day}.{month}.{year}". `months`: the names of each of the twelve.

    `ago` pairs days back with the words for it, the longest way of saying it first.
    """

    form: str
    months: tuple[tuple[str, ...], ...]
    ago: tuple[tuple[int, tuple[str, ...]], ...]

    @property
    def order(self) -> tuple[str, ...]:
        return tuple(sorted(_PARTS, key=lambda part: self.form.find(f"{{{part}}}")))

    def write(self, day: dt.date) -> str:
        values = {"day": f"{day.day:02}", "month": f"{day.month:02}", "year": f"{day.year:04}"}
        return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], self.form)

    def read(self, text: str, today: dt.date) -> dt.date | None:
        """None for what is no day, or could be two."""
        words = normal(text).split()
        if not 0 < len(words) <= _MAX_WORDS:
            return None
        numbers = [found[0] for word in words if (found := re.match(r"\d+", word))]
        said = f" {' '.join(words)} "
        if not numbers:
            return self._ago(said, today)
        named = self._named(said)
        if len(named) > 1:
            return None
        if named:
            return _with_month(named[0], numbers, today)
        return self._in_order(numbers, today)

    def _named(self, said: str) -> list[int]:
        """A month can have two words, and one can begin like another ("tháng mười một")."""
        found = []
        names = ((name, at) for at, listed in enumerate(self.months, 1) for name in listed)
        for name, at in sorted(names, key=lambda pair: -len(pair[0])):
            if f" {name} " in said:
                found.append(at)
                said = said.replace(f" {name} ", "  ")
        return found

    def _ago(self, said: str, today: dt.date) -> dt.date | None:
        for days, names in self.ago:
            if any(f" {name} " in said for name in names):
                return today - dt.timedelta(days=days)
        return None

    def _in_order(self, numbers: list[str], today: dt.date) -> dt.date | None:
        if len(numbers) == 3 and len(numbers[0]) == 4:
            year, month, day = numbers
            return _day(day, month, year, today)
        order = [part for part in self.order if part != "year"]
        if len(numbers) == 3 and self.order[0] != "year":
            *numbers, year = numbers
        elif len(numbers) == 2:
            year = ""
        else:
            return None
        found = dict(zip(order, numbers, strict=True))
        # 11/23 can only be meant the other way round.
        return _day(found["day"], found["month"], year, today) or _day(
            found["month"], found["day"], year, today
        )


def calendar(form: str, months: str, ago: dict[int, str]) -> Calendar:
    """From a catalogue's lists: months by commas, each with its other names by "/"."""
    return Calendar(
        form,
        tuple(tuple(normal(name) for name in month.split("/")) for month in months.split(",")),
        tuple((days, tuple(map(normal, words.split(",")))) for days, words in ago.items()),
    )


def _with_month(month: int, numbers: list[str], today: dt.date) -> dt.date | None:
    if len(numbers) == 1:
        return _day(numbers[0], str(month), "", today)
    if len(numbers) != 2:
        return None
    day, year = reversed(numbers) if len(numbers[0]) == 4 else numbers
    return _day(day, str(month), year, today)


def _day(day: str, month: str, year: str, today: dt.date) -> dt.date | None:
    if year:
        return _made(_century(year, today), month, day)
    years = (today.year + at for at in (-1, 0, 1))
    found = [made for each in years if (made := _made(each, month, day))]
    return max((each for each in found if each <= today + _SOON), default=None)


def _century(year: str, today: dt.date) -> int:
    if len(year) != 2:
        return int(year[:5])
    found = today.year // 100 * 100 + int(year)
    return found if found <= today.year + _AHEAD else found - 100


def _made(year: int, month: str, day: str) -> dt.date | None:
    if not (_FIRST <= year <= _LAST and len(month) <= 2 and len(day) <= 2):
        return None
    try:
        return dt.date(year, int(month), int(day))
    except ValueError:
        return None
