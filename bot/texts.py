"""Every text that translators see: where it is said, its German source, the catalogue it is in.

The place (msgctxt) is the one the engine asks the catalogue for. Texts of flows, facts, teams,
notices and replies come from the editors' files, the engine's words and the web page's from the
program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from bot.channels.web_words import WEB_WORDS
from bot.engine.book import Book
from bot.engine.facts import Fact
from bot.engine.flow import AskOptions, AskText, Flow, Say, Step
from bot.engine.teams import Team
from bot.engine.words import WORDS

Kind = Literal["text", "label", "words", "link"]
"""label: stands on a button. link: an address; other languages may have a page of their own. words:
a list that each language writes for itself, no translation.
"""
_ADDRESS = re.compile(r"[\w.+-]*[@.][\w./@-]+")


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """`former` are places it had before its step was renamed; `high`: in a flow of high risk.

    `line` and `column` tell where the German source stands.
    """

    place: str
    source: str
    catalogue: str
    file: str
    line: int = 1
    column: int = 1
    kind: Kind = "text"
    high: bool = False
    former: tuple[str, ...] = ()


def all_texts(book: Book) -> list[Text]:
    """In the order in which editors wrote them; the program's own words come last."""
    texts = [text for flow in book.flows.values() for text in of_flow(flow)]
    texts += of_facts(book.facts)
    texts += of_teams(book.teams)
    texts += of_notices(book)
    texts += of_replies(book)
    return [*texts, *of_program()]


def of_flow(flow: Flow) -> Iterator[Text]:
    yield _of(flow, "title", "title", flow.title)
    if flow.words:
        yield _of(flow, "triggers.words", "triggers.words", ", ".join(flow.words), kind="words")
    for step in flow.steps.values():
        for field, source, kind in _parts(step):
            former = tuple(f"{flow.id}/{old}/{field}" for old in step.renamed_from)
            place = f"{step.id}/{field}"
            at = f"steps.{step.id}.{field}"
            yield _of(flow, place, at, source, kind=kind, former=former)


def of_facts(facts: Mapping[str, Fact]) -> Iterator[Text]:
    """A bare number or address is the same in every language."""
    for fact in facts.values():
        for part, source in (("value", fact.value), ("otherwise", fact.otherwise)):
            if source and not (part == "value" and _same_everywhere(source)):
                place = f"facts/{fact.id}/{part}"
                yield Text(
                    place=place, source=source, catalogue="facts", file=fact.file, line=fact.line
                )


def of_teams(teams: Mapping[str, Team]) -> Iterator[Text]:
    for team in teams.values():
        place = f"facts/team.{team.id}/name"
        yield Text(place=place, source=team.name, catalogue="facts", file="flows/teams.yaml")


def of_notices(book: Book) -> Iterator[Text]:
    for notice in book.notices:
        yield Text(
            place=f"notices/{notice.id}",
            source=notice.text,
            catalogue="notices",
            file=notice.file,
            line=notice.line,
        )


def of_replies(book: Book) -> Iterator[Text]:
    """Their titles are read by counsellors only, in German or English."""
    for reply in book.replies:
        yield Text(
            place=f"replies/{reply.id}",
            source=reply.text,
            catalogue="replies",
            file=reply.file,
            line=reply.line,
        )


def of_program() -> Iterator[Text]:
    for group, words, file in (
        ("bot", WORDS, "bot/engine/words.py"),
        ("web", WEB_WORDS, "bot/channels/web_words.py"),
    ):
        for key, source in words.items():
            kind: Kind = "words" if group == "bot" and key.endswith("_words") else "text"
            yield Text(place=f"{group}/{key}", source=source, catalogue="bot", file=file, kind=kind)


def _of(
    flow: Flow,
    place: str,
    at: str,
    source: str,
    *,
    kind: Kind = "text",
    former: tuple[str, ...] = (),
) -> Text:
    line, column = flow.place(at)
    return Text(
        place=f"{flow.id}/{place}",
        source=source,
        catalogue=flow.id,
        file=flow.file,
        line=line,
        column=column,
        kind=kind,
        high=flow.risk == "high",
        former=former,
    )


def _parts(step: Step) -> Iterator[tuple[str, str, Kind]]:
    """A step's texts in the order in which they are read: field, source, kind."""
    if isinstance(step, Say):
        yield "say", step.text, "text"
        if step.link:
            yield "link", step.link, "link"
    elif isinstance(step, AskOptions | AskText):
        yield "ask", step.text, "text"
    if step.help:
        yield "help", step.help, "text"
    if not isinstance(step, AskOptions):
        return
    for option in step.options:
        yield f"options.{option.id}.label", option.label, "label"
        if option.accept:
            yield f"options.{option.id}.accept", ", ".join(option.accept), "words"


def _same_everywhere(value: str) -> bool:
    return not re.search(r"[^\W\d_]", value) or bool(_ADDRESS.fullmatch(value))
