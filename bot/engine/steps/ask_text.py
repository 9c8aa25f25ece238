"""ask with accepts: a question answered in own words, or with something that is sent."""

from __future__ import annotations

from typing import cast

from bot.engine.fields import Fields
from bot.engine.flow import ACCEPTED, SENT, Accepted, AskText
from bot.engine.problems import did_you_mean
from bot.engine.steps.common import between, common, unclear

MARKS = {"ask", "accepts"}
FIELDS = {"ask", "accepts", "save", "next", "unclear", "min", "max", "audio"}
EXAMPLE = """
story:
  ask: Was ist passiert?
  accepts: [text, voice, photo, document]
  save: story
  next: choose
"""
EXAMPLE_NUMBER = """
age:
  ask: Wie alt ist Ihr Kind?
  accepts: number
  min: 0
  max: 25
  save: age
  next: sort
"""


def read(fields: Fields, step_id: str) -> AskText:
    accepts = _accepts(fields)
    at_least, at_most = between(fields)
    if (at_least, at_most) != (None, None) and "number" not in accepts:
        key = "min" if fields.has("min") else "max"
        what = f'"{key}" belongs to a question that accepts a number.'
        fields.problem(what, "Add number to accepts.", fields.key_place(key))
    return AskText(
        id=step_id,
        text=fields.text("ask", needed=True),
        next=fields.identifier("next", needed=True),
        save=fields.identifier("save"),
        unclear=unclear(fields),
        accepts=accepts,
        at_least=at_least,
        at_most=at_most,
        **common(fields),
    )


def _accepts(fields: Fields) -> tuple[Accepted, ...]:
    kinds = fields.texts("accepts")
    place = fields.key_place("accepts")
    for kind in kinds:
        if kind not in ACCEPTED:
            todo = did_you_mean(kind, list(ACCEPTED))
            fields.problem(f'"{kind}" cannot be accepted.', todo, place)
    if not kinds:
        fields.problem("This question accepts nothing.", "accepts: [text]", place)
    elif set(kinds) <= SENT:
        what = "Nobody can answer this in the web chat: nothing can be sent there."
        fields.problem(what, "Add text to accepts.", place)
    return cast(tuple[Accepted, ...], kinds)
