"""Working time: spans, holidays, the nights when the clock is changed, when timers fall due."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.office_hours import (
    ZONE,
    after_hours,
    due_of,
    is_open,
    next_open,
    promised_day,
    spans_on,
    worked,
    working_day_after,
)
from post.desk import Team
from post.hours import Hours

WEEK = (((9 * 60, 12 * 60), (13 * 60, 16 * 60)),) * 4 + (((9 * 60, 12 * 60),), (), ())
"""Monday to Thursday six hours with a break, Friday three."""
HOURS = Hours(week=WEEK, closed=("2026-12-24",))
NIGHT = Hours(week=((), (), (), (), (), ((60, 240),), ((60, 240),)), holidays="")
"""Saturdays and Sundays from one to four in the night, when clocks are changed."""


def at(text: str) -> dt.datetime:
    """A moment by the clock on the wall in Hannover."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        ("2026-11-23T09:00", "2026-11-23T16:00", 6),  # without the break
        ("2026-11-23T12:15", "2026-11-23T12:45", 0),
        ("2026-11-23T15:00", "2026-11-24T10:00", 2),
        ("2026-11-27T11:00", "2026-11-30T10:00", 2),  # over the weekend
        ("2026-12-23T15:00", "2026-12-28T10:00", 2),  # closed on the 24th, holidays, weekend
        ("2026-11-24T10:00", "2026-11-23T10:00", 0),  # the wrong way round
    ],
)
def test_working_time_between_two_moments(since: str, until: str, hours: float):
    assert worked(HOURS, at(since), at(until)) == dt.timedelta(hours=hours)


@pytest.mark.parametrize(
    ("since", "count", "end"),
    [
        ("2026-11-23T09:00", 3, "2026-11-23T12:00"),
        ("2026-11-23T09:00", 3.5, "2026-11-23T13:30"),
        ("2026-11-23T11:00", 12, "2026-11-25T11:00"),
        ("2026-11-28T03:00", 1, "2026-11-30T10:00"),  # comes in on a Saturday night
        ("2026-10-30T11:00", 2, "2026-11-02T10:00"),  # Saturday 31 October is a holiday anyway
        ("2025-10-30T15:00", 2, "2025-11-03T10:00"),  # Friday 31 October: Lower Saxony only
    ],
)
def test_the_moment_after_so_many_working_hours(since: str, count: float, end: str):
    assert after_hours(HOURS, at(since), count) == at(end)


def test_lower_saxonys_holidays_are_known():
    assert spans_on(HOURS, day("2025-10-31")) == ()
    assert spans_on(Hours(week=WEEK, holidays="BE"), day("2025-10-31")) == WEEK[4]
    assert spans_on(Hours(week=WEEK, holidays=""), day("2026-12-25")) == WEEK[4]
    for holiday in ("2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14"):
        assert spans_on(HOURS, day(holiday)) == (), holiday
    # All Saints' Day and Corpus Christi are no holidays in Lower Saxony.
    assert spans_on(HOURS, day("2027-11-01"))
    assert spans_on(HOURS, day("2026-06-04"))


def test_the_teams_own_closing_days():
    assert spans_on(HOURS, day("2026-12-24")) == ()
    assert spans_on(Hours(week=WEEK), day("2026-12-24")) == WEEK[3]


def test_working_days():
    assert working_day_after(HOURS, day("2026-11-23"), 1) == day("2026-11-24")
    assert working_day_after(HOURS, day("2026-11-27"), 1) == day("2026-11-30")
    assert working_day_after(HOURS, day("2026-12-23"), 2) == day("2026-12-29")
    assert promised_day(HOURS, day("2026-12-23")) == day("2026-12-29")


def test_open_and_when_next():
    assert is_open(HOURS, at("2026-11-23T09:00"))
    assert not is_open(HOURS, at("2026-11-23T12:00"))
    assert next_open(HOURS, at("2026-11-23T10:00")) == at("2026-11-23T10:00")
    assert next_open(HOURS, at("2026-11-23T12:10")) == at("2026-11-23T13:00")
    assert next_open(HOURS, at("2026-11-27T12:00")) == at("2026-11-30T09:00")


def test_the_nights_when_the_clock_is_changed():
    # In spring an hour of these three is left out, in autumn one comes twice.
    assert worked(NIGHT, at("2026-03-29T00:00"), at("2026-03-29T12:00")) == dt.timedelta(hours=2)
    assert worked(NIGHT, at("2026-10-25T00:00"), at("2026-10-25T12:00")) == dt.timedelta(hours=4)
    assert worked(NIGHT, at("2026-10-24T00:00"), at("2026-10-24T12:00")) == dt.timedelta(hours=3)
    after = after_hours(NIGHT, at("2026-03-28T03:00"), 2)
    assert after == at("2026-03-29T03:00") == dt.datetime(2026, 3, 29, 1, tzinfo=dt.UTC)
    # A working day begins by the clock on the wall, before and after the change.
    assert next_open(HOURS, at("2026-10-23T20:00")).astimezone(dt.UTC).hour == 8
    assert next_open(HOURS, at("2026-10-22T20:00")).astimezone(dt.UTC).hour == 7


def test_a_team_that_never_works_ends_no_loop():
    never = Hours(week=((),) * 7)
    begun = at("2026-11-23T10:00")
    assert after_hours(never, begun, 1) > begun
    assert next_open(never, begun) > begun
    assert working_day_after(never, begun.date(), 1) > begun.date()


TEAM = Team("ads", "ADS", hours=HOURS)


@pytest.mark.parametrize(
    ("timer", "answer_by", "due"),
    [
        ("remind_12", None, "2026-11-25T11:00"),
        ("remind_24", None, "2026-11-25T11:00"),  # the second half of the 24 hours
        ("gentle", None, "2026-12-07T11:00"),
        ("expire", None, "2026-12-09T11:00"),
        ("return", None, "2026-11-24T16:00"),
        ("date", "2026-12-01", "2026-12-01T09:00"),
        ("date", "2026-12-27", "2026-12-23T09:00"),  # a Sunday after holidays
        ("date", "2026-11-20", "2026-11-23T11:00"),  # in the past: now
    ],
)
def test_when_a_timer_falls_due(timer: str, answer_by: str | None, due: str):
    found = due_of(timer, TEAM, at("2026-11-23T11:00"), answer_by)
    assert found is not None
    assert dt.datetime.fromtimestamp(found, ZONE) == at(due)


def test_a_timer_of_its_own_hours_and_of_a_team_that_is_gone():
    begun = at("2026-11-23T11:00")
    quick = Team("ads", "ADS", hours=Hours(week=WEEK, reminders=(1, 2)))
    assert due_of("remind_12", quick, begun) == at("2026-11-23T12:00").timestamp()
    assert due_of("remind_12", None, begun) == at("2026-11-24T15:00").timestamp()
    assert due_of(None, TEAM, begun) is None
    assert due_of("date", TEAM, begun) is None


def test_what_falls_due_is_kept_to_the_hour():
    found = due_of("gentle", TEAM, at("2026-11-23T11:00:01"))
    assert found == at("2026-12-07T12:00").timestamp()


MOMENTS = st.datetimes(
    dt.datetime(2024, 1, 1),
    dt.datetime(2028, 12, 31),
    timezones=st.just(dt.UTC),
)
SPAN = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda span: span[0] < span[1])


@st.composite
def days(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    points = draw(st.lists(st.integers(0, 1440), max_size=6, unique=True).map(sorted))
    return tuple(zip(points[::2], points[1::2], strict=False))


WEEKS = st.tuples(*[days()] * 7).filter(lambda week: sum(map(bool, week)) >= 3)
ANY_HOURS = st.builds(Hours, week=WEEKS, holidays=st.sampled_from(["NI", "BY", ""]))


@settings(deadline=None)
@given(ANY_HOURS, MOMENTS, st.integers(1, 40 * 60))
def test_so_many_working_hours_later_so_many_have_passed(
    hours: Hours, begun: dt.datetime, minutes: int
):
    end = after_hours(hours, begun, minutes / 60)
    if end - begun < dt.timedelta(days=399):
        passed = worked(hours, begun, end)
        assert abs(passed - dt.timedelta(minutes=minutes)) < dt.timedelta(milliseconds=1)


@settings(deadline=None)
@given(ANY_HOURS, st.tuples(MOMENTS, MOMENTS, MOMENTS).map(sorted))
def test_working_time_adds_up(hours: Hours, moments: list[dt.datetime]):
    first, second, third = moments
    third = min(third, first + dt.timedelta(days=40))
    second = min(second, third)
    parts = sum((worked(hours, a, b) for a, b in pairwise((first, second, third))), dt.timedelta())
    assert parts == worked(hours, first, third) <= third - first


@settings(deadline=None)
@given(ANY_HOURS, MOMENTS)
def test_it_is_open_when_it_opens_next(hours: Hours, moment: dt.datetime):
    opens = next_open(hours, moment)
    assert opens >= moment
    assert is_open(hours, opens)
    assert worked(hours, moment, opens) == dt.timedelta()


@settings(deadline=None)
@given(st.sampled_from(["remind_12", "remind_24", "gentle", "expire", "return"]), MOMENTS)
def test_timers_fall_due_later_and_at_a_full_hour(timer: str, moment: dt.datetime):
    due = due_of(timer, TEAM, moment)
    assert due is not None
    assert due >= moment.timestamp()
    assert due % 3600 == 0


def test_the_library_of_holidays_costs_nothing_at_the_start():
    code = (
        "import sys, handoff.office_hours; sys.exit('holidays' in sys.modules or 'dateutil' in "
        "sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
