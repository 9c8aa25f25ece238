"""What the doctor has found; see lotse.doctor."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Level = Literal["ok", "hint", "bad"]
"""bad: somebody has to do something now. hint: it works, and yet should be looked at."""


class Finding(msgspec.Struct, frozen=True):
    """`code` names the words (doctor_words.WORDS), `values` are put into them."""

    part: str
    level: Level
    code: str
    values: dict[str, str] = {}


def ok(part: str, code: str, **values: object) -> Finding:
    return _found(part, "ok", code, values)


def hint(part: str, code: str, **values: object) -> Finding:
    return _found(part, "hint", code, values)


def bad(part: str, code: str, **values: object) -> Finding:
    return _found(part, "bad", code, values)


def _found(part: str, level: Level, code: str, values: dict[str, Any]) -> Finding:
    return Finding(part, level, code, {name: str(value) for name, value in values.items()})
