"""How soon somebody answers: how urgent a case is, and what its resident is told of the waiting."""

from __future__ import annotations

import datetime as dt
from itertools import groupby

from bot.engine.answers import given
from bot.engine.direction import left_to_right
from bot.engine.flow import Flow, Handoff
from bot.engine.turn import Turn
from post.desk import Urgency
from post.hours import Hours, Span


def urgency(turn: Turn, flow: Flow | None, step: Handoff | None) -> Urgency:
    """From answers that are not sensitive; words of danger in this conversation count as danger."""
    if turn.session.alarmed:
        return "danger"
    if flow is None or step is None:
        return "ordinary"
    for urgent in step.urgency:
        if all(one.holds(given(turn, flow, key)) for key, one in urgent.when.items()):
            return urgent.level
    return "ordinary"


def told(turn: Turn, team: str, urgent: Urgency, answer_by: str) -> str:
    """What follows the receipt: who is looked at first, the day of the answer, opening hours.

    "" where there is nothing of that to tell. `answer_by` is empty where nothing is promised.
    """
    parts = [] if urgent == "ordinary" else [turn.word(f"urgent_{urgent}")]
    found = turn.book.teams.get(team)
    hours = found.hours if found else Hours()
    if answer_by:
        day = turn.book.day(turn.session.lang, dt.date.fromisoformat(answer_by))
        when = [
            turn.word("promise", day=day),
            turn.word("opening_hours", hours=written(turn, hours)),
        ]
        if not hours.confirmed:
            when.append(turn.word("unconfirmed"))
        parts.append("\n".join(when))
    return "\n\n".join(parts)


def written(turn: Turn, hours: Hours) -> str:
    """The week in the words of the language: "Mo–Do 9:00–16:00; Fr 9:00–12:00"."""
    names = [name.strip() for name in turn.word("weekday_names").split(",")]
    parts = []
    for spans, days in groupby(range(7), key=lambda day: hours.week[day]):
        listed = list(days)
        if spans:
            first, last = names[listed[0]], names[listed[-1]]
            day = first if first == last else f"{first}–{last}"
            times = ", ".join(map(written_span, spans))
            rtl = turn.book.rtl(turn.session.lang)
            parts.append(f"{day} {left_to_right(times) if rtl else times}")
    return "; ".join(parts)


def written_span(span: Span) -> str:
    """As "9:00–16:00"."""
    return "–".join(f"{minutes // 60}:{minutes % 60:02}" for minutes in span)
