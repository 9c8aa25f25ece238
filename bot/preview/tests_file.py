"""Writes what was played as a test for editors (tests/flows/*.yaml, see bot/golden.py)."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import msgspec

from bot import golden
from bot.engine.book import Book
from bot.engine.problems import FlowError, Problem
from bot.engine.silence import HAPPENINGS
from bot.preview.run import Move, Run
from post.errors import BadInput, Conflict

_BARE = re.compile(r"[a-z][a-z0-9_-]*")
_NOT_BARE = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


class Saved(msgspec.Struct, frozen=True):
    """`langs` are the languages in which the test passes, `others` those in which it does not."""

    file: str
    text: str
    langs: list[str]
    others: list[str]


def save(book: Book, moves: list[Move], run: Run, folder: Path, name: str) -> Saved:
    """Raises BadInput without a name, Conflict for moves that no test can make."""
    name = " ".join(name.split())[:120]
    if not _slug(name):
        raise BadInput("Bitte geben Sie dem Test einen Namen.", code="name")
    for move in moves:
        if why := _hindrance(move):
            raise Conflict(why, code="no_test")
    flow = moves[0].value
    text = _written(name, flow, moves, run, "all")
    langs, others = _passes(book, text)
    if not langs:
        why = "Dieses Gespräch kommt beim Nachspielen nicht an derselben Stelle an."
        raise Conflict(why, code="no_test")
    if others:
        text = _written(name, flow, moves, run, f"[{', '.join(langs)}]")
    path = _free(folder, f"{flow}_{_slug(name)}")
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return Saved(str(path), text, langs, others)


def line_of(move: Move) -> str:
    """A move as a line of a test's `play`."""
    if move.kind == "command":
        return move.value
    if move.kind == "wait":
        return f"wait: {_span(int(move.value))}"
    if move.kind == "type" and not _BARE.fullmatch(move.value):
        return f"type: {json.dumps(move.value, ensure_ascii=False)}"
    return f"{move.kind}: {_scalar(move.value)}"


def _hindrance(move: Move) -> str:
    if move.data:
        return "Ein Tipp auf einen alten Knopf kann nicht in einem Test stehen."
    if move.kind == "place":
        return "Sie sind ohne Antworten zu einem Schritt gesprungen. Bitte neu beginnen."
    return ""


def _written(name: str, flow: str, moves: list[Move], run: Run, langs: str) -> str:
    play = [*(line_of(move) for move in moves), f"expect: {_expected(flow, run)}"]
    lines = [f"test: {_sentence(name)}", f"flow: {flow}", f"in: {langs}", "play:"]
    return "\n".join([*lines, *(f"  - {line}" for line in play)]) + "\n"


def _expected(flow: str, run: Run) -> str:
    """Where the conversation stands now: the step, its options, what was handed over or kept."""
    parts = [f"at: {_scalar(run.at())}"]
    # The menu's options are every flow there is: each new one would break the test.
    if run.buttons() and run.at() != "menu":
        parts.append(f"options: [{', '.join(_scalar(option) for option in run.buttons())}]")
    if run.handed_to:
        parts.append(f"handoff: {_scalar(run.handed_to)}")
    parts += [f"{key}: true" for key in HAPPENINGS if key in run.happened]
    saved = {key: _plain(value) for key, value in run.saved.get(flow, {}).items()}
    if saved:
        inside = ", ".join(f"{key}: {_scalar(value)}" for key, value in saved.items())
        parts.append(f"saved: {{{inside}}}")
    return "{" + ", ".join(parts) + "}"


def _passes(book: Book, text: str) -> tuple[list[str], list[str]]:
    problems: list[Problem] = []
    test = golden.read_test(text, "preview", problems)
    if test is None:
        raise FlowError(problems)
    langs: list[str] = []
    others: list[str] = []
    for lang in golden.languages(book, test):
        (others if golden.play(book, test, lang) else langs).append(lang)
    return langs, others


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _scalar(text: str) -> str:
    if _BARE.fullmatch(text) and text not in _NOT_BARE:
        return text
    return json.dumps(text, ensure_ascii=False)


def _sentence(text: str) -> str:
    """A name stands without quotation marks where YAML reads it as it is."""
    plain = re.fullmatch(r"[^\W\d_][\w ,.-]*", text) and text.lower() not in _NOT_BARE
    return text if plain else json.dumps(text, ensure_ascii=False)


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower().translate(_UMLAUTS))
    return re.sub(r"[^a-z0-9]+", "_", plain.encode("ascii", "ignore").decode()).strip("_")[:60]


def _free(folder: Path, name: str) -> Path:
    """A file of its own: a test that is there already is never written over."""
    path, count = folder / f"{name}.yaml", 1
    while path.exists():
        count += 1
        path = folder / f"{name}_{count}.yaml"
    return path


def _span(seconds: int) -> str:
    for size, unit in ((86_400, "d"), (3600, "h")):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds // 60}m"
