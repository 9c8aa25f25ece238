"""handoff: hands the person over to a human, with the answers they agree to."""

from __future__ import annotations

from typing import get_args

from bot.engine.fields import Fields
from bot.engine.flow import Handoff, Pressing, Urgent
from bot.engine.steps.common import common
from bot.engine.steps.when import read_when

MARKS = {"handoff"}
FIELDS = {"handoff", "next", "urgency"}
EXAMPLE = """
talk:
  handoff: {team: ads, consent: [area, story]}
  urgency:
    danger: {emergency.now: human}
    soon: {days_left: {below: 7}}
  next: bye
"""
LEVELS: tuple[Pressing, ...] = get_args(Pressing)


def read(fields: Fields, step_id: str) -> Handoff:
    part = fields.part("handoff")
    part.only({"team", "consent"})
    return Handoff(
        id=step_id,
        team=part.identifier("team", needed=True),
        consent=part.texts("consent"),
        urgency=_urgency(fields),
        next=fields.identifier("next", needed=True),
        **common(fields),
    )


def _urgency(fields: Fields) -> tuple[Urgent, ...]:
    """The most urgent level first, in whatever order they are written."""
    part = fields.part("urgency")
    part.only(set(LEVELS))
    found = tuple(Urgent(level, read_when(part.part(level))) for level in LEVELS if part.has(level))
    for urgent in found:
        if not urgent.when:
            what, todo = f'"{urgent.level}" says of nobody that it is urgent.', "Write a condition."
            part.problem(what, todo, part.key_place(urgent.level))
    return found
