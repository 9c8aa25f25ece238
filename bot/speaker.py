"""What is to be recorded in a language, and the sheet from which a speaker reads it.

What matters most comes first: choosing a language, the notice, danger, agreeing. After these, all
steps whose flow names a recording.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from html import escape
from pathlib import Path
from typing import Literal

import msgspec

from bot.engine.aloud import OF_PROGRAM, alike, recording_of, stem, with_answers
from bot.engine.book import Book
from bot.engine.facts import PLACEHOLDER
from bot.engine.flow import AskOptions, AskText, Call, Flow, Say, Step
from bot.engine.languages import SOURCE
from bot.engine.words import WORDS

SCRIPT = "script.html"
FIRST = (
    "choose_language",
    "welcome",
    "notice",
    "notice_messenger",
    "danger_card",
    "danger_on",
    "menu",
    "consent_who",
    "consent_sealed",
    "consent_server",
    "consent_messenger",
    "consent_duties",
    "consent_question",
)
"""The program's own words that everybody should be able to hear."""

State = Literal["there", "missing", "changed", "unwritten"]
"""changed: what is recorded is not what stands there now, so it is not played. unwritten: it is
played, but nobody wrote down what it says, so nobody will notice when the text changes.
"""


class Wanted(msgspec.Struct, frozen=True):
    """`name` is the file's without its ending. `open_facts` are not confirmed yet: what is recorded
    now will have to be recorded again.
    """

    name: str
    text: str
    german: str
    state: State
    open_facts: tuple[str, ...] = ()


def wanted(book: Book, lang: str, today: dt.date) -> list[Wanted]:
    """Everything that should be recorded, what matters most first."""
    reader = _Reader(book, today)
    found = [reader.word(lang, key) for key in FIRST]
    shared = _shared(book)
    for flow in sorted(book.flows.values(), key=lambda flow: (flow.id not in shared, flow.id)):
        steps = [step for step in flow.steps.values() if _source(step)]
        named = [step for step in steps if step.audio or flow.id in shared]
        found += [reader.step(lang, flow, step) for step in named]
    return found


def write(folder: Path, book: Book, lang: str, listed: list[Wanted], heading: str) -> None:
    """The sheet, and beside it for each recording the text that it will say."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in listed:
        (folder / f"{one.name}.txt").write_text(one.text + "\n", encoding="utf-8")
    page = sheet(listed, lang, book.direction(lang), heading)
    (folder / SCRIPT).write_text(page, encoding="utf-8")


def sheet(listed: list[Wanted], lang: str, direction: str, heading: str) -> str:
    """To be printed. `heading` is for those who prepare it."""
    parts = "".join(_part(number, one, lang, direction) for number, one in enumerate(listed, 1))
    return (
        f'<!doctype html>\n<html lang="{SOURCE}">\n<meta charset="utf-8">\n'
        f"<title>{escape(heading)}</title>\n<style>{_STYLE}</style>\n"
        f"<h1>{escape(heading)}</h1>\n{parts}</html>\n"
    )


def _part(number: int, one: Wanted, lang: str, direction: str) -> str:
    waits = f"<p class=waits>⏳ {escape(', '.join(one.open_facts))}</p>" if one.open_facts else ""
    german = "" if lang == SOURCE else f"<p class=german>{_lines(one.german)}</p>"
    return (
        f"<section>\n<h2>{number}. <code>{escape(one.name)}.mp3</code></h2>\n{waits}"
        f'<p class=text lang="{escape(lang)}" dir="{direction}">{_lines(one.text)}</p>\n'
        f"{german}\n</section>\n"
    )


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>\n")


_STYLE = """
body{max-width:44rem;margin:1rem auto;padding:0 1rem;font:1rem/1.5 sans-serif}
section{break-inside:avoid;border-top:1px solid #888;margin-top:1.5rem}
h2{font-size:1rem;font-weight:normal}
.text{font-size:1.5rem;line-height:1.7}
.german{color:#444}
.waits{font-weight:bold}
"""


def _shared(book: Book) -> set[str]:
    """Flows of high risk that several others call: emergency, what to know before agreeing."""
    called: dict[str, set[str]] = defaultdict(set)
    for flow in book.flows.values():
        for step in flow.steps.values():
            if isinstance(step, Call):
                called[step.flow].add(flow.id)
    return {
        flow.id for flow in book.flows.values() if flow.risk == "high" and len(called[flow.id]) > 1
    }


def _source(step: Step) -> str:
    return step.text if isinstance(step, Say | AskOptions | AskText) else ""


class _Reader:
    """Texts as people see them today."""

    def __init__(self, book: Book, today: dt.date) -> None:
        self._book = book
        self._today = today

    def word(self, lang: str, key: str) -> Wanted:
        text, german = (self._book.word(one, key, self._today) for one in (lang, SOURCE))
        name = stem(OF_PROGRAM, key)
        state = self._state(lang, name, text, text)
        return Wanted(name, text, german, state, self._open(WORDS[key]))

    def step(self, lang: str, flow: Flow, step: Step) -> Wanted:
        text, whole = self._said(lang, flow, step)
        _, german = self._said(SOURCE, flow, step)
        name = recording_of(flow, step)
        state = self._state(lang, name, text, whole)
        return Wanted(name, whole, german, state, self._open(_source(step)))

    def _said(self, lang: str, flow: Flow, step: Step) -> tuple[str, str]:
        """The text by itself, and with the answers of a question."""

        def text(part: str, source: str) -> str:
            return self._book.text(lang, f"{flow.id}/{step.id}/{part}", source, self._today)

        said = text("say" if isinstance(step, Say) else "ask", _source(step))
        options = step.options if isinstance(step, AskOptions) else ()
        labels = [text(f"options.{option.id}.label", option.label) for option in options]
        return said, with_answers(said, labels)

    def _state(self, lang: str, name: str, text: str, whole: str) -> State:
        recording = self._book.recordings.get(lang, {}).get(name)
        if recording is None:
            return "missing"
        if recording.script is None:
            return "unwritten"
        return "there" if alike(recording.script) in (alike(text), alike(whole)) else "changed"

    def _open(self, source: str) -> tuple[str, ...]:
        facts = [self._book.facts.get(found[1]) for found in PLACEHOLDER.finditer(source)]
        return tuple(fact.id for fact in facts if fact and not fact.free())
