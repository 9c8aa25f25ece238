"""branch: goes on by earlier answers, without saying anything."""

from __future__ import annotations

from bot.engine.conditions import Condition, Limit, limit
from bot.engine.fields import Fields
from bot.engine.flow import Branch, Case
from bot.engine.steps.common import common

MARKS = {"branch"}
FIELDS = {"branch"}
EXAMPLE = """
sort:
  branch:
    - {when: {area: [work, office], age: {from: 6, to: 9}}, next: deadline}
    - {when: {age: {below: 6}}, next: small}
    - {else: bye}
"""
COMPARISONS = {"below", "above", "from", "to"}


def read(fields: Fields, step_id: str) -> Branch:
    cases = fields.listed("branch")
    read_cases = [_case(case, last=case is cases[-1]) for case in cases]
    if not cases or not cases[-1].has("else"):
        fields.problem(
            f'Branch "{step_id}" does not say where everybody else goes.',
            "Add a last line: - {else: step}",
        )
    return Branch(id=step_id, cases=tuple(read_cases), **common(fields))


def _case(fields: Fields, *, last: bool) -> Case:
    if fields.has("else"):
        fields.only({"else"})
        if not last:
            fields.problem("Nothing after else is ever reached.", "Move else to the end.")
        return Case({}, fields.identifier("else", needed=True))
    fields.only({"when", "next"})
    conditions = fields.part("when")
    when = {key: _condition(conditions, key) for key in conditions.node.value}
    if not when:
        fields.problem("A way out of a branch needs a condition.", "when: {answer: option}")
    return Case(when, fields.identifier("next", needed=True))


def _condition(conditions: Fields, key: str) -> Condition:
    if not isinstance(conditions.node.value[key].value, dict):
        any_of = conditions.texts(key)
        if not any_of:
            what, todo = f'"{key}" is compared with nothing.', "Write an option, or {below: 6}."
            conditions.problem(what, todo, conditions.key_place(key))
        return Condition(any_of)
    part = conditions.part(key)
    part.only(COMPARISONS)
    below, above, since, until = (_limit(part, name) for name in ("below", "above", "from", "to"))
    condition = Condition((), below, above, since, until)
    limits = condition.limits()
    if not part.node.value:
        todo = "Write below, above, from or to."
        part.problem(f'"{key}" is compared with nothing.', todo)
    elif len({kind for kind, _ in limits}) > 1:
        part.problem("A number cannot be compared with a day.", "Use two numbers or two days.")
    elif _empty(condition):
        part.problem("No answer can be both.", "Look at the two limits.")
    return condition


def _limit(fields: Fields, name: str) -> Limit | None:
    text = fields.text(name)
    found = limit(text) if text else None
    if text and found is None:
        todo = "Write a number such as 6, or a day such as 2026-11-23."
        fields.problem(f'"{text}" cannot be compared.', todo, fields.key_place(name))
    return found


def _empty(condition: Condition) -> bool:
    lows = [low for low in (condition.above, condition.since) if low is not None]
    highs = [high for high in (condition.below, condition.until) if high is not None]
    return bool(lows and highs) and max(lows) > min(highs)
