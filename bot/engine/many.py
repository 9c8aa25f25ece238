"""Questions with several answers: what is ticked, how it is shown, what a typed list means.

The ticks stand in the path, in the order of the options and divided by commas; taps say "on" or
"off", so that a tap that comes twice, or late, changes nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.engine.flow import DONE, AskOptions, Flow
from bot.engine.matching import Choice, digit_labels, meant, number
from bot.engine.turn import Turn

_TICKED, _OPEN = "☑", "☐"
_SEPARATORS = r"[,;/&+\n،؛、]"
MAX_PARTS = 20


def ticks(kept: str) -> list[str]:
    return kept.split(",") if kept else []


def kept(step: AskOptions, ids: Iterable[str]) -> str:
    wanted = set(ids)
    return ",".join(option.id for option in step.options if option.id in wanted)


def ticked(step: AskOptions, before: str, option_id: str, *, off: bool) -> str:
    ids = set(ticks(before))
    return kept(step, ids - {option_id} if off else ids | {option_id})


def show(turn: Turn, flow: Flow, step: AskOptions, note: str) -> None:
    on = set(ticks(turn.session.path[-1].chosen))
    options = [
        (
            option.id,
            f"{_TICKED if option.id in on else _OPEN} {turn.label(flow, step, option)}",
        )
        for option in step.options
    ]
    text = turn.text(flow, step, "ask", step.text) + "\n\n" + turn.word("many_hint")
    if note:
        text = f"{note}\n\n{text}"
    turn.ask(text, [*options, (DONE, turn.word("many_done"))], ticked=on)


def too_few(turn: Turn, step: AskOptions, chosen: str) -> str:
    """What to tell the person; empty when there are enough."""
    few = len(ticks(chosen)) < step.at_least
    return turn.word("many_least", count=str(step.at_least)) if few else ""


def too_many(turn: Turn, step: AskOptions, chosen: str) -> str:
    """What to tell the person; empty when there are not too many."""
    full = bool(step.at_most) and len(ticks(chosen)) > step.at_most
    return turn.word("many_most", count=str(step.at_most)) if full else ""


def match(turn: Turn, choices: list[Choice], typed: str, *, strict: bool) -> str | None:
    """The options that were typed, or DONE; None unless every part of the list is understood."""
    done: Choice = (DONE, (turn.word("many_done"), *turn.word("many_done_words").split(",")))
    whole = meant(typed, [*choices, done], strict=True)
    if whole:
        return whole
    pattern = "|".join(re.escape(word.strip()) for word in turn.word("and_words").split(","))
    parts = re.split(rf"{_SEPARATORS}|\s(?:{pattern})\s", typed, flags=re.IGNORECASE)
    parts = [part for part in parts if part.strip()]
    if not 0 < len(parts) <= MAX_PARTS:
        return None
    found = _numbered(parts, choices) or [
        meant(part, choices, strict=strict or number(part) is not None) for part in parts
    ]
    return None if None in found else ",".join(dict.fromkeys(filter(None, found)))


def _numbered(parts: list[str], choices: list[Choice]) -> list[str | None]:
    """The options of a list of nothing but numbers ("1 3"); empty for any other list."""
    numbers = [number(word) for part in parts for word in part.split()]
    if digit_labels(choices) or not all(numbers):
        return []
    return [choices[found - 1][0] if found and found <= len(choices) else None for found in numbers]
