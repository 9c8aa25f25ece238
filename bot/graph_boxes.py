"""What stands in the boxes of a flow's picture: a step's words and the ways on from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from textwrap import shorten, wrap

import msgspec

from bot.engine.conditions import Condition
from bot.engine.flow import AskOptions, AskText, Branch, Call, Handoff, Say, Step
from bot.graph_layout import Size

WIDTH = 268
LINE = 18
PADDING = 9
RULE = 6
"""Pixels that the line between words and ways takes."""
COLUMNS = 37
"""Characters of a line in a box, at 13 pixels."""
_TEXT_LINES = 3
_END = "■"

Said = Callable[[str, str], str]
"""A step's field and its German source → its words in the language of the picture."""


class Row(msgspec.Struct, frozen=True):
    """One or more ways on, and where they lead."""

    words: str
    target: str

    @property
    def shown(self) -> str:
        room = COLUMNS - len(self.target) - 3
        return shorten(self.words, max(room, 8), placeholder=" …") or self.words[:room]


class Drawn(msgspec.Struct, frozen=True):
    """A step's box; `whole` is its text uncut, `mark` its kind in one sign."""

    kind: str
    mark: str
    lines: list[str]
    rows: list[Row]
    whole: str

    @property
    def size(self) -> Size:
        lines = 1 + len(self.lines) + len(self.rows)
        return Size(WIDTH, lines * LINE + 2 * PADDING + (RULE if self.rows else 0))


def draw(step: Step, said: Said) -> Drawn:
    kind, mark, whole = _words(step, said)
    flat = " ".join(whole.split())
    lines = wrap(flat, COLUMNS, max_lines=_TEXT_LINES, placeholder=" …") if flat else []
    rows = list(_rows(step, said))
    return Drawn(kind, mark, lines, rows, whole)


def _words(step: Step, said: Said) -> tuple[str, str, str]:
    if isinstance(step, Say):
        return "say", "💬" if step.next else _END, said("say", step.text)
    if isinstance(step, AskOptions | AskText):
        return "ask", "❓", said("ask", step.text)
    if isinstance(step, Handoff):
        handed = f": {', '.join(step.consent)}" if step.consent else ""
        return "handoff", "🙋", f"{step.team}{handed}"
    if isinstance(step, Branch):
        return "branch", "◆", ""
    return ("call", "↪", step.flow) if isinstance(step, Call) else ("say", _END, "")


def _rows(step: Step, said: Said) -> Iterator[Row]:
    grouped: dict[str, list[str]] = {}
    for words, target in _ways(step, said):
        grouped.setdefault(target, []).append(words)
    for target, listed in grouped.items():
        if len(listed) <= 2:
            yield from (Row(words, target) for words in listed)
        else:
            yield Row(f"{len(listed)} × {', '.join(listed)}", target)


def _ways(step: Step, said: Said) -> Iterator[tuple[str, str]]:
    if isinstance(step, AskOptions):
        for option in step.options:
            yield said(f"options.{option.id}.label", option.label), option.next or step.next
    elif isinstance(step, Branch):
        for case in step.cases:
            parts = [f"{key} {_condition(when)}" for key, when in case.when.items()]
            yield ", ".join(parts) or "…", case.next


def _condition(condition: Condition) -> str:
    if condition.any_of:
        return "= " + " | ".join(condition.any_of)
    signs = (
        ("<", condition.below),
        (">", condition.above),
        ("≥", condition.since),
        ("≤", condition.until),
    )
    return " ".join(f"{sign} {limit[1]:g}" for sign, limit in signs if limit)
