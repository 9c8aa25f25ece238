"""The step kinds. Each file holds its schema, an example and how it is read.

To add a kind: a file here with FIELDS, EXAMPLE and read(); its struct in bot/engine/flow.py; its
line in KINDS; its behaviour in bot/engine/play.py; a case in tests/engine/test_steps.py.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from bot.engine.fields import Fields
from bot.engine.flow import Step
from bot.engine.steps import ask_options, ask_text, branch, call, end, handoff, say

COMMON = {"help", "checkpoint", "renamed_from"}


class Kind(msgspec.Struct, frozen=True):
    """`marks`: fields that tell this kind from the others."""

    name: str
    marks: frozenset[str]
    fields: frozenset[str]
    example: str
    read: Callable[[Fields, str], Step]


KINDS = tuple(
    Kind(name, frozenset(module.MARKS), frozenset(module.FIELDS), module.EXAMPLE, module.read)
    for name, module in (
        ("options", ask_options),
        ("text", ask_text),
        ("branch", branch),
        ("handoff", handoff),
        ("call", call),
        ("say", say),
        ("end", end),
    )
)


def read_step(fields: Fields, step_id: str) -> Step | None:
    """The step, or None after its problems were noted."""
    present = set(fields.node.value)
    if "ask" in present and not present & {"options", "accepts"}:
        todo = "Add options: … for buttons, or accepts: [text] for an answer in own words."
        fields.problem(f'Step "{step_id}" asks but takes no answer.', todo)
        return None
    for kind in KINDS:
        if kind.marks <= present:
            fields.only(set(kind.fields | COMMON))
            return kind.read(fields, step_id)
    todo = (
        "Every step has one of: say, ask with options, ask with accepts, branch, call, handoff, "
        "end: true."
    )
    fields.problem(f'Step "{step_id}" does nothing.', todo)
    return None
