"""What steps of several kinds read alike."""

from __future__ import annotations

from typing import Any

from bot.engine.fields import Fields
from bot.engine.flow import Unclear


def common(fields: Fields) -> dict[str, Any]:
    return {
        "line": fields.place[0],
        "help": fields.text("help"),
        "checkpoint": fields.flag("checkpoint"),
        "renamed_from": fields.texts("renamed_from"),
    }


def unclear(fields: Fields) -> Unclear:
    part = fields.part("unclear")
    if part is None:
        return Unclear()
    part.only({"tries", "then"})
    tries = part.number("tries", 2) or 2
    if not 1 <= tries <= 5:
        part.problem('"tries" is a number from 1 to 5.', "", part.key_place("tries"))
    return Unclear(tries, part.identifier("then"))


def next_or_end(fields: Fields) -> str:
    """The next step's id; "" where the flow ends."""
    ends = fields.flag("end")
    target = fields.identifier("next")
    if ends and target:
        fields.problem('A step has either "next" or "end", not both.', "Remove one of them.")
    if not ends and not target:
        fields.problem(
            "Here the conversation would stop without a word.",
            'Add next: with the id of a step, or "end: true".',
        )
    return target
