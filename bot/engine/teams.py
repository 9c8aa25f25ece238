"""Reads the file of teams: who answers people, and when they are there."""

from __future__ import annotations

import datetime as dt
import re

import msgspec

from bot.engine.fields import Fields
from bot.engine.problems import Problem
from bot.engine.yaml_nodes import parse
from post.hours import Hours, Span, Week

KEEP_DAYS = range(1, 3651)
LOCK_MINUTES = range(5, 61)
PROMISE = range(1, 31)
REMINDER_HOURS = range(1, 201)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
STATES = (
    *("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV"),
    *("NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"),
)
"""The federal states, by ISO 3166-2:DE."""
_FIELDS = {
    *("name", "de", "telegram", "keep_days", "lock_minutes"),
    *("hours", "holidays", "closed", "promise", "reminders", "hours_confirmed"),
}
_SPAN = re.compile(r"(\d{1,2})(?::(\d\d))?\s*[-–]\s*(\d{1,2})(?::(\d\d))?", re.ASCII)
_MIDNIGHT = 24 * 60


class Team(msgspec.Struct, frozen=True):
    """`telegram`: may a person tell their story there (allow), are they invited to the safe line
    for it (invite), or is nothing handed over from there (off). `keep_days` after closing its cases
    are erased; after `lock_minutes` of nobody touching them its counsellors' pages lock themselves.
    """

    id: str
    name: str
    telegram: str
    keep_days: int = 90
    lock_minutes: int = 15
    hours: Hours = Hours()


def read_teams(text: str, file: str, problems: list[Problem]) -> dict[str, Team]:
    root = parse(text, file, problems)
    if root is None:
        return {}
    if not root.value:
        what, todo = "There is no team.", "Add the one that answers people."
        problems.append(Problem(file, 1, 1, what, todo))
    listed = Fields(root, file, problems, "the teams file").entries("team")
    return {team_id: _team(team_id, fields) for team_id, fields in listed.items()}


def _team(team_id: str, fields: Fields) -> Team:
    fields.only(_FIELDS)
    return Team(
        team_id,
        fields.text("name", needed=True),
        fields.one_of("telegram", ["invite", "allow", "off"], "invite"),
        _within(fields, "keep_days", KEEP_DAYS, 90),
        _within(fields, "lock_minutes", LOCK_MINUTES, 15),
        _hours(fields),
    )


def _hours(fields: Fields) -> Hours:
    usual = Hours()
    return Hours(
        week=_week(fields) if fields.has("hours") else usual.week,
        holidays=_holidays(fields, usual.holidays),
        closed=_closed(fields),
        promise=_within(fields, "promise", PROMISE, usual.promise),
        reminders=_reminders(fields, usual.reminders),
        confirmed=fields.flag("hours_confirmed"),
    )


def _week(fields: Fields) -> Week:
    part, before = fields.part("hours"), len(fields.problems)
    part.only(set(DAYS))
    week = tuple(_spans(part, day) for day in DAYS)
    if any(week):
        return week
    if len(fields.problems) == before:
        todo = 'Write for one day at least when somebody is there: mon: "9-15".'
        part.problem("This team never works.", todo)
    return Hours().week


def _spans(fields: Fields, day: str) -> tuple[Span, ...]:
    """The stretches of a day, in their order: "9-12:30, 13:30-17"."""
    text = fields.text(day)
    spans: list[Span] = []
    for written in text.split(",") if text.strip() else ():
        found = _SPAN.fullmatch(written.strip())
        span = _minutes(found) if found else None
        if span is None or (spans and span[0] < spans[-1][1]):
            todo = 'Write it like "9-15" or "9-12:30, 13:30-17", the earlier one first.'
            fields.problem(f'"{text}" are no hours of a day.', todo, fields.key_place(day))
            return ()
        spans.append(span)
    return tuple(spans)


def _minutes(found: re.Match[str]) -> Span | None:
    hour, minute, end_hour, end_minute = (int(part or 0) for part in found.groups())
    begin, end = hour * 60 + minute, end_hour * 60 + end_minute
    right = minute < 60 and end_minute < 60 and begin < end <= _MIDNIGHT
    return (begin, end) if right else None


def _holidays(fields: Fields, usual: str) -> str:
    """A federal state, or "none" for a team that works on holidays."""
    if not fields.has("holidays"):
        return usual
    found = fields.one_of("holidays", [*STATES, "none"], usual)
    return "" if found == "none" else found


def _closed(fields: Fields) -> tuple[str, ...]:
    days = fields.texts("closed")
    for day in days:
        if not _is_day(day):
            todo = "Write it like 2026-11-23."
            fields.problem(f'"{day}" is not a day.', todo, fields.key_place("closed"))
    return tuple(sorted(filter(_is_day, days)))


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _reminders(fields: Fields, usual: tuple[int, int]) -> tuple[int, int]:
    written = fields.texts("reminders")
    if not written:
        return usual
    found = [int(text) for text in written if text.isascii() and text.isdigit() and len(text) < 5]
    right = len(found) == len(written) == 2 and all(each in REMINDER_HOURS for each in found)
    if right and found[0] < found[1]:
        return found[0], found[1]
    todo = f"Write two numbers of hours, up to {REMINDER_HOURS[-1]}: [12, 24]."
    what = "A team is reminded twice, the second time later."
    fields.problem(what, todo, fields.key_place("reminders"))
    return usual


def _within(fields: Fields, name: str, allowed: range, otherwise: int) -> int:
    value = fields.number(name)
    if value is None:
        return otherwise
    if value not in allowed:
        todo = f"Take a number from {allowed[0]} to {allowed[-1]}."
        fields.problem(f'"{name}" is {value}.', todo, fields.key_place(name))
    return value
