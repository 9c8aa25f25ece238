"""call: plays another flow, keeps its answers under its name, and comes back."""

from __future__ import annotations

from bot.engine.fields import Fields
from bot.engine.flow import Call
from bot.engine.steps.common import common, next_or_end

MARKS = {"call"}
FIELDS = {"call", "next", "end"}
EXAMPLE = """
interpreter:
  call: interpreter
  next: talk
"""


def read(fields: Fields, step_id: str) -> Call:
    return Call(
        id=step_id,
        flow=fields.identifier("call", needed=True),
        next=next_or_end(fields),
        **common(fields),
    )
