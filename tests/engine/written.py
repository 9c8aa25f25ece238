"""Books written down in a test: the small book with flows of the test's own."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from bot.engine.book import Book
from bot.engine.checks import check
from bot.engine.problems import Problem
from bot.engine.reader import read_flow
from tests.engine.conftest import small_book

MEDIA = frozenset({"rathaus.jpg", "rathaus.mp3"})


def written(*flows: str, demo: bool = True, media: Collection[str] = MEDIA) -> Book:
    """Flows from `flow: ID` on; version and title come by themselves."""
    book = small_book(demo=demo)
    read = dict(book.flows)
    problems: list[Problem] = []
    for text in flows:
        flow = read_flow(f"lotse: 1\ntitle: Probe\n{text.strip()}\n", "test.yaml", problems)
        assert flow is not None, "\n".join(map(str, problems))
        read[flow.id] = flow
    problems = check(read, book.facts, book.teams, media)
    assert problems == [], "\n".join(map(str, problems))
    return msgspec.structs.replace(book, flows=read)
