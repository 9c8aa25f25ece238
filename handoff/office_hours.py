"""Working time: when a team is there, and when something falls due. Pure; the clock is an argument.

Rules
- Times of the day are local ones (Europe/Berlin); what passes between two of them is reckoned in
  UTC, so that the two nights when the clock is changed count right.
- What falls due does so at a full hour: the database keeps no finer time of a case.
- `due_of` is all that whoever begins a timer needs (see handoff.cases.timer_for).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from zoneinfo import ZoneInfo

from post.desk import Team
from post.hours import Hours, Span

ZONE = ZoneInfo("Europe/Berlin")
GENTLE = dt.timedelta(days=14)
"""A resident who has not answered for so long is reminded …"""
EXPIRE = dt.timedelta(days=16)
"""… and so long after that, 30 days in all, their case is closed."""
LOOK_AHEAD = 400
"""Days after which a team that never works is taken for one that works then."""
_HOUR = 3600


def due_of(
    timer: str | None, team: Team | None, now: dt.datetime, answer_by: str | None = None
) -> int | None:
    """When a timer that begins now falls due: seconds since 1970, a full hour; None without one.

    `team` is None for one that is not in the file of teams any more: then the usual hours count.
    `answer_by` (ISO day) is needed for the timer "date".
    """
    hours = team.hours if team else Hours()
    match timer:
        case "remind_12":
            at = after_hours(hours, now, hours.reminders[0])
        case "remind_24":
            at = after_hours(hours, now, hours.reminders[1] - hours.reminders[0])
        case "gentle":
            at = now + GENTLE
        case "expire":
            at = now + EXPIRE
        case "return":
            at = _end_of(hours, working_day_after(hours, local_day(now), 1))
        case "date" if answer_by is not None:
            at = max(now, _start_of(hours, dt.date.fromisoformat(answer_by)))
        case _:
            return None
    return -(-int(at.timestamp()) // _HOUR) * _HOUR


def local_day(at: dt.datetime) -> dt.date:
    return at.astimezone(ZONE).date()


def promised_day(hours: Hours, day: dt.date) -> dt.date:
    """On which a resident who wrote on `day` has an answer at the latest."""
    return working_day_after(hours, day, hours.promise)


def spans_on(hours: Hours, day: dt.date) -> tuple[Span, ...]:
    """When the team works on this day; nothing on holidays and its own closing days."""
    if day.isoformat() in hours.closed or _is_holiday(hours.holidays, day):
        return ()
    return hours.week[day.weekday()]


def is_open(hours: Hours, at: dt.datetime) -> bool:
    return any(begin <= at < end for begin, end in _windows(hours, local_day(at), days=1))


def next_open(hours: Hours, at: dt.datetime) -> dt.datetime:
    """When the team is there next: `at` itself while it is open."""
    for begin, end in _windows(hours, local_day(at)):
        if at < end:
            return max(at, begin)
    return at + dt.timedelta(days=LOOK_AHEAD)


def worked(hours: Hours, since: dt.datetime, until: dt.datetime) -> dt.timedelta:
    """The working time between two moments; none when the second is the earlier one."""
    days = (local_day(until) - local_day(since)).days + 1
    found = (
        min(until, end) - max(since, begin)
        for begin, end in _windows(hours, local_day(since), days)
        if begin < until and since < end
    )
    return sum(found, dt.timedelta())


def after_hours(hours: Hours, at: dt.datetime, count: float) -> dt.datetime:
    """The moment at which `count` working hours have passed since `at`."""
    left = dt.timedelta(hours=count)
    for opens, end in _windows(hours, local_day(at)):
        begin = max(opens, at)
        if end - begin >= left:
            return begin + left
        left -= max(end - begin, dt.timedelta())
    return at + dt.timedelta(days=LOOK_AHEAD)


def working_day_after(hours: Hours, day: dt.date, count: int) -> dt.date:
    """The `count`-th working day after `day`, which itself does not count."""
    for _ in range(LOOK_AHEAD):
        day += dt.timedelta(days=1)
        count -= bool(spans_on(hours, day))
        if count <= 0:
            break
    return day


def _start_of(hours: Hours, day: dt.date) -> dt.datetime:
    """When work begins on this day, or on the last working day before it."""
    for _ in range(LOOK_AHEAD):
        if spans := spans_on(hours, day):
            return _moment(day, spans[0][0])
        day -= dt.timedelta(days=1)
    return _moment(day, 0)


def _end_of(hours: Hours, day: dt.date) -> dt.datetime:
    spans = spans_on(hours, day)
    return _moment(day, spans[-1][1] if spans else 24 * 60)


def _windows(
    hours: Hours, day: dt.date, days: int = LOOK_AHEAD
) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """The stretches of work of so many days from `day` on, in UTC."""
    for _ in range(days):
        for begin, end in spans_on(hours, day):
            yield _moment(day, begin), _moment(day, end)
        day += dt.timedelta(days=1)


def _moment(day: dt.date, minutes: int) -> dt.datetime:
    """A time of the clock on the wall; one that the change of clocks leaves out is the next."""
    days, rest = divmod(minutes, 24 * 60)
    time = dt.time(rest // 60, rest % 60)
    local = dt.datetime.combine(day + dt.timedelta(days=days), time, ZONE)
    return local.astimezone(dt.UTC)


def _is_holiday(state: str, day: dt.date) -> bool:
    return bool(state) and day in _holidays(state, day.year)


@lru_cache(maxsize=64)
def _holidays(state: str, year: int) -> frozenset[dt.date]:
    # Costs 0.2 s: loaded when the first working time is reckoned, not when the program starts.
    from holidays.countries.germany import Germany  # noqa: PLC0415

    return frozenset(Germany(subdiv=state, years=year))
