"""Conditions on earlier answers, as branches and handoffs write them."""

from __future__ import annotations

from bot.engine.conditions import Condition, Limit, limit
from bot.engine.fields import Fields

COMPARISONS = {"below", "above", "from", "to"}


def read_when(conditions: Fields) -> dict[str, Condition]:
    """By the key of the answer; all of them must hold."""
    return {key: _condition(conditions, key) for key in conditions.node.value}


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
