"""What steps of several kinds read alike."""

from __future__ import annotations

import re
from typing import Any

from bot.engine.fields import Fields
from bot.engine.flow import Unclear

MAX_TRIES = 5
AUDIOS = (".mp3", ".ogg", ".m4a")
_MEDIA = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}\.[a-z0-9]{3,4}")


def common(fields: Fields) -> dict[str, Any]:
    return {
        "help": fields.text("help"),
        "audio": media(fields, "audio", AUDIOS),
        "checkpoint": fields.flag("checkpoint"),
        "renamed_from": fields.texts("renamed_from"),
    }


def media(fields: Fields, key: str, endings: tuple[str, ...]) -> str:
    """The name of a file in flows/media."""
    name = fields.text(key)
    if name and not (_MEDIA.fullmatch(name) and name.endswith(endings)):
        what = f'"{name}" cannot be the name of a file for "{key}".'
        todo = f"Small letters a–z, digits, - and _, ending in {', '.join(endings)}."
        fields.problem(what, todo, fields.key_place(key))
    return name


def unclear(fields: Fields) -> Unclear:
    part = fields.part("unclear")
    part.only({"tries", "then"})
    tries = part.number("tries")
    if tries is None:
        tries = Unclear().tries
    if not 1 <= tries <= MAX_TRIES:
        what = f'"tries" is a number from 1 to {MAX_TRIES}.'
        part.problem(what, "", part.key_place("tries"))
    return Unclear(tries, part.identifier("then"))


def between(fields: Fields) -> tuple[int | None, int | None]:
    """`min` and `max`, as far as they are given."""
    least, most = fields.number("min"), fields.number("max")
    if least is not None and most is not None and least > most:
        fields.problem('"min" is larger than "max".', "Swap them.", fields.key_place("min"))
    return least, most


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
