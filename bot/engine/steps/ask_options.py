"""ask with options: a question with buttons, one of which is chosen; with `many`, several."""

from __future__ import annotations

from bot.engine.fields import Fields
from bot.engine.flow import DONE, AskOptions, Option
from bot.engine.steps.common import between, common, unclear

MARKS = {"ask", "options"}
FIELDS = {"ask", "options", "save", "unclear", "many", "exact", "min", "max", "next", "audio"}
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
EXAMPLE_MANY = """
grounds:
  ask: Warum ist es passiert?
  save: grounds
  many: true
  min: 1
  max: 2
  options:
    origin: {label: Herkunft, accept: [pass]}
    age: {label: Alter}
    other: {label: Etwas anderes}
  next: story
"""
MAX_OPTIONS = 20
MAX_LABEL = 40


def read(fields: Fields, step_id: str) -> AskOptions:
    options = fields.below("options")
    if not 1 <= len(options) <= MAX_OPTIONS:
        what = f"A question has 1 to {MAX_OPTIONS} options."
        fields.problem(what, "", fields.key_place("options"))
    many = fields.flag("many")
    at_least, at_most = _limits(fields, many, len(options))
    return AskOptions(
        id=step_id,
        text=fields.text("ask", needed=True),
        options=tuple(_option(key, option, many=many) for key, option in options.items()),
        save=fields.identifier("save"),
        unclear=unclear(fields),
        many=many,
        exact=fields.flag("exact"),
        next=fields.identifier("next", needed=many),
        at_least=at_least,
        at_most=at_most,
        **common(fields),
    )


def _limits(fields: Fields, many: bool, options: int) -> tuple[int, int]:
    if not many:
        for key in ("next", "min", "max"):
            if fields.has(key):
                todo = "Each option has its own next. Or may several be chosen? Add many: true."
                what = f'"{key}" belongs to a question with many: true.'
                fields.problem(what, todo, fields.key_place(key))
        return 1, 0
    at_least, at_most = between(fields)
    for key, found in (("min", at_least), ("max", at_most)):
        if found is not None and not 0 <= found <= options:
            what = f'"{key}" is a number from 0 to {options}, the number of options.'
            fields.problem(what, "", fields.key_place(key))
    return 1 if at_least is None else at_least, at_most or 0


def _option(option_id: str, fields: Fields, *, many: bool) -> Option:
    fields.named_well(option_id)
    fields.only({"label", "next", "accept"})
    label = fields.text("label", needed=True)
    if len(label) > MAX_LABEL:
        what = f'The label "{label}" has {len(label)} characters.'
        fields.problem(what, f"At most {MAX_LABEL} fit on a button of a small phone.")
    if many and fields.has("next"):
        what = "Where several can be chosen, an option leads nowhere by itself."
        fields.problem(what, "Write next: below the options.", fields.key_place("next"))
    if many and option_id == DONE:
        fields.problem('"done" is the button that ends the choice.', "Choose another id.")
    return Option(
        id=option_id,
        label=label,
        next="" if many else fields.identifier("next", needed=True),
        accept=fields.texts("accept"),
    )
