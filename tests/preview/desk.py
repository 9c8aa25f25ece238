"""What an editor does at the preview, without a browser."""

from __future__ import annotations

from collections.abc import Callable

from bot.engine.book import Book
from bot.preview.play import Play
from bot.preview.run import Move
from bot.preview.working_copy import WorkingCopy
from tests import report_way
from tests.running import shipped_book

NOW = 1_795_435_200.0


def play(flow: str, book: Book | None = None) -> Play:
    return Play(book or shipped_book(False), flow, "de", lambda: NOW)


def tap(playing: Play, option: str) -> None:
    playing.do(Move("tap", option, playing.run.buttons()[option]))


def through(playing: Play, step: str) -> None:
    """Along the way through the report flow, up to one of its questions."""
    for _, option in report_way.TO_GROUNDS:
        if playing.run.at() == step:
            return
        tap(playing, option)
    assert playing.run.at() == step


def notes(playing: Play) -> str:
    return "\n".join(e.message.text for e in playing.run.entries if e.who == "note")


def edit(copy: WorkingCopy, name: str, change: Callable[[str], str]) -> Book:
    path = copy.flows / name
    before = path.read_text(encoding="utf-8")
    assert change(before) != before
    path.write_text(change(before), encoding="utf-8")
    assert copy.refresh()
    assert copy.book
    return copy.book
