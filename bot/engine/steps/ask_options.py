"""ask with options: a question with buttons, one of which is chosen."""

from __future__ import annotations

from bot.engine.fields import Fields
from bot.engine.flow import AskOptions, Option
from bot.engine.steps.common import common, unclear

MARKS = {"ask", "options"}
FIELDS = {"ask", "options", "save", "unclear"}
EXAMPLE = """
area:
  ask: Wo ist es passiert?
  help: Zum Beispiel bei der Arbeit, in der Schule oder in einem Amt.
  save: area
  options:
    work: {label: "💼 Arbeit", accept: [chef, firma, job], next: story}
    skip: {label: Möchte ich nicht sagen, next: story}
  unclear: {tries: 2, then: talk}
"""
MAX_OPTIONS = 20
MAX_LABEL = 40


def read(fields: Fields, step_id: str) -> AskOptions:
    options = fields.below("options")
    if not 1 <= len(options) <= MAX_OPTIONS:
        what = f"A question has 1 to {MAX_OPTIONS} options."
        fields.problem(what, "", fields.key_place("options"))
    return AskOptions(
        id=step_id,
        text=fields.text("ask", needed=True),
        options=tuple(_option(option_id, option) for option_id, option in options.items()),
        save=fields.identifier("save"),
        unclear=unclear(fields),
        **common(fields),
    )


def _option(option_id: str, fields: Fields) -> Option:
    fields.named_well(option_id)
    fields.only({"label", "next", "accept"})
    label = fields.text("label", needed=True)
    if len(label) > MAX_LABEL:
        what = f'The label "{label}" has {len(label)} characters.'
        fields.problem(what, f"At most {MAX_LABEL} fit on a button of a small phone.")
    return Option(
        id=option_id,
        label=label,
        next=fields.identifier("next", needed=True),
        accept=fields.texts("accept"),
    )
