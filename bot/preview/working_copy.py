"""The working copy: the editors' files as they are on the disk now, and the last good version."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import structlog

from bot.engine.book import Book
from bot.engine.problems import FlowError, Problem
from bot.library import load_book

_EVERY = 0.3
"""Seconds between two looks at the folders: a save shows at once."""

_LOOK = 0.1
"""Seconds after which a waiting page hears of it at the latest."""

_Stamp = tuple[str, int, int]
log = structlog.get_logger()


class WorkingCopy:
    """`book` is the last good version, `problems` what is wrong with the present one.

    `version` grows with each change that was looked at, good or not.
    """

    def __init__(self, flows: Path, translations: Path) -> None:
        self.flows = flows
        self.translations = translations
        self.book: Book | None = None
        self.problems: list[Problem] = []
        self.version = 0
        self._stamps: list[_Stamp] | None = None

    def refresh(self) -> bool:
        """Read the files again when one of them has changed. True when it has."""
        stamps = self._stamped()
        if stamps == self._stamps:
            return False
        self._stamps = stamps
        try:
            # Like residents see it: an unconfirmed fact shows its `otherwise` text.
            self.book, self.problems = load_book(self.flows, self.translations, demo=False), []
        except FlowError as error:
            self.problems = error.problems
        self.version += 1
        return True

    async def watch(self) -> None:
        """Look for ever. A folder that cannot be read is looked at again."""
        while True:
            try:
                await asyncio.to_thread(self.refresh)
            except OSError as error:
                log.warning("the folders cannot be read", why=str(error))
            await asyncio.sleep(_EVERY)

    async def newer(self, version: int, seconds: float, over: Callable[[], bool]) -> None:
        """Wait until there is another version than this one, or so many seconds, or `over`."""
        for _ in range(int(seconds / _LOOK)):
            if self.version != version or over():
                return
            await asyncio.sleep(_LOOK)

    def _stamped(self) -> list[_Stamp]:
        """What tells one state of the folders from another: names, times, sizes."""
        stamps = []
        for folder in (self.flows, self.translations):
            for path in sorted(folder.rglob("*")):
                try:
                    stat = path.stat()
                except FileNotFoundError:
                    continue  # an editor is just putting the new file in its place
                stamps.append((str(path), stat.st_mtime_ns, stat.st_size))
        return stamps
