"""ask with accepts: a question answered in own words."""

from __future__ import annotations

from bot.engine.fields import Fields
from bot.engine.flow import AskText
from bot.engine.problems import did_you_mean
from bot.engine.steps.common import common, unclear

MARKS = {"ask", "accepts"}
FIELDS = {"ask", "accepts", "save", "next", "unclear"}
EXAMPLE = """
story:
  ask: Was ist passiert?
  accepts: [text]
  save: story
  next: choose
"""
KINDS = ["text"]


def read(fields: Fields, step_id: str) -> AskText:
    for kind in fields.texts("accepts"):
        if kind not in KINDS:
            what = f'"{kind}" cannot be accepted.'
            fields.problem(what, did_you_mean(kind, KINDS), fields.key_place("accepts"))
    return AskText(
        id=step_id,
        text=fields.text("ask", needed=True),
        next=fields.identifier("next", needed=True),
        save=fields.identifier("save"),
        unclear=unclear(fields),
        **common(fields),
    )
