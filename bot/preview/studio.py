"""All plays of this process, and the working copy that they play."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from bot.engine.book import Book
from bot.preview.play import Play
from bot.preview.working_copy import WorkingCopy
from post.errors import BadInput, Conflict, NotFound

MAX_PLAYS = 20
"""Open tabs; the one that was used longest ago makes room."""


class Studio:
    """`tests` is the folder that saved tests are written to."""

    def __init__(
        self, copy: WorkingCopy, tests: Path, clock: Callable[[], float] = time.time
    ) -> None:
        self.copy = copy
        self.tests = tests
        self._clock = clock
        self._plays: OrderedDict[str, Play] = OrderedDict()

    def book(self) -> Book | None:
        return self.copy.book

    def open(self, flow: str, lang: str) -> tuple[str, Play]:
        """A new play. Raises BadInput for an unknown flow, Conflict without a good version."""
        book = self._good_book()
        if flow not in book.flows:
            raise BadInput("Diesen Ablauf gibt es nicht.", code="unknown_flow")
        known = {language.id for language in book.languages}
        play = Play(book, flow, lang if lang in known else "de", self._clock)
        key = secrets.token_hex(8)
        self._plays[key] = play
        while len(self._plays) > MAX_PLAYS:
            self._plays.popitem(last=False)
        return key, play

    def play(self, key: str) -> Play:
        """The play, gone on with in the present version. Raises NotFound."""
        play = self._plays.get(key)
        if play is None:
            raise NotFound("Dieses Gespräch gibt es nicht mehr.", code="play")
        self._plays.move_to_end(key)
        play.catch_up(self._good_book())
        return play

    def _good_book(self) -> Book:
        if self.copy.book is None:
            why = "Die Abläufe haben noch Fehler. Sobald sie behoben sind, geht es hier weiter."
            raise Conflict(why, code="no_book")
        return self.copy.book
