"""The counts of a month as rows that may be shown: small numbers hidden, in the flow's order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import msgspec

from bot.counts import Cell
from bot.engine.book import Book
from bot.engine.counting import BOT, WHATS, What
from bot.engine.flow import End, Flow, Question, Say
from bot.suppression import Shown, protect

ALL = "all"
"""In the place of a language: all of them together."""
_NOTHING: dict[What, Shown] = dict.fromkeys(WHATS, "<5")


class Row(msgspec.Struct, frozen=True):
    """A step in a language, or in all of them. `gone`: the flow has no such step any more."""

    flow: str
    step: str
    lang: str
    cells: dict[What, Shown]
    gone: bool = False


def rows(book: Book, numbers: Mapping[Cell, int], flow: str = "") -> list[Row]:
    """All rows, or those of one flow; "bot" are the engine's own questions."""
    counted = _by_step(numbers)
    found: list[Row] = []
    for flow_id in [flow] if flow else _flows(book, counted):
        known = book.flows.get(flow_id)
        stops = _stops(known) if known else []
        for step in stops:
            found += _step(book, counted, (flow_id, step), gone=False)
        for place in counted:
            if place[0] == flow_id and place[1] not in stops:
                gone = flow_id != BOT
                found += _unless_empty(_step(book, counted, place, gone=gone))
    return found


_Numbers = dict[What, dict[str, int]]
"""What happened at a step, by language."""


def _by_step(numbers: Mapping[Cell, int]) -> dict[tuple[str, str], _Numbers]:
    found: defaultdict[tuple[str, str], _Numbers] = defaultdict(dict)
    for cell in sorted(numbers, key=lambda cell: (cell.flow, cell.step)):
        by_lang = found[cell.flow, cell.step].setdefault(cell.what, {})
        by_lang[cell.lang] = numbers[cell]
    return dict(found)


def _flows(book: Book, counted: dict[tuple[str, str], _Numbers]) -> list[str]:
    """In the menu's order, then those without a place in it, those that are gone, the bot."""
    listed = [flow.id for flow in book.menu()]
    others = sorted({*book.flows, *(flow for flow, _ in counted)} - {*listed, BOT})
    return [*listed, *others, BOT]


def _stops(flow: Flow) -> list[str]:
    """Where arrivals are counted: see bot.engine.counting."""
    return [
        step.id
        for step in flow.steps.values()
        if isinstance(step, Question | End) or (isinstance(step, Say) and not step.next)
    ]


def _step(
    book: Book, counted: dict[tuple[str, str], _Numbers], place: tuple[str, str], *, gone: bool
) -> list[Row]:
    """The row of all languages, then one for each."""
    here = counted.get(place, {})
    spoken = [language.id for language in book.languages]
    # A language that was taken away still is part of the sum.
    former = {lang for by_lang in here.values() for lang in by_lang} - {*spoken}
    langs = [*spoken, *sorted(former)]
    shown = {
        what: protect({lang: here.get(what, {}).get(lang, 0) for lang in langs}) for what in WHATS
    }
    total = Row(*place, ALL, {what: shown[what].total for what in WHATS}, gone)
    return [
        total,
        *(
            Row(*place, lang, {what: shown[what].cells[lang] for what in WHATS}, gone)
            for lang in langs
        ),
    ]


def _unless_empty(found: list[Row]) -> Iterator[Row]:
    """A step that no flow lists is shown only when there is something to see: that it is there at
    all would tell that it happened.
    """
    if found[0].cells != _NOTHING:
        yield from found
