"""Live reload: what editors save goes live within seconds, if it passes the checks.

Every process looks at the names, sizes and times of the files once a second. When something has
changed and then stood still for a look, everything is read and checked in a thread and the book is
swapped whole. A set that does not pass never goes live: the last good one serves on, and each
problem is logged with its file and line until the files change again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import structlog

from bot.engine.book import Book
from bot.engine.problems import FlowError

LOOK_EVERY = 1.0
"""Seconds."""
_WATCHED = ("*.yaml", "*.yml", "*.po")
_MEDIA = ("media/*", "media/*/*")

Look = frozenset[tuple[str, int, int]]
log = structlog.get_logger()


class LiveBook:
    """The book of this process; raises FlowError where there is no good one to begin with.

    `load` reads and checks the files in `folders`; a `book` that is given counts as read from them.
    """

    def __init__(
        self,
        load: Callable[[], Book],
        *folders: Path,
        book: Book | None = None,
        every: float = LOOK_EVERY,
    ) -> None:
        self._load = load
        self._folders = folders
        self._every = every
        # Looked at before it is read: what is saved meanwhile is seen as a change.
        self._loaded = look(folders)
        self.book = book or load()
        self.passed = True
        """Whether the book is what stands in the files now."""

    async def run(self) -> None:
        """Watch until cancelled."""
        before = self._loaded
        while True:
            await asyncio.sleep(self._every)
            now = await asyncio.to_thread(look, self._folders)
            # An editor's program writes in several steps: wait until it has finished.
            if now != self._loaded and now == before:
                await self._reload(now)
            before = now

    async def _reload(self, now: Look) -> None:
        self._loaded = now
        self.passed = False
        try:
            self.book = await asyncio.to_thread(self._load)
        except FlowError as error:
            log.error("flows not taken over, the last good ones serve on", at=len(error.problems))
            for problem in error.problems:
                log.error("flow problem", place=_place(problem), what=problem.what, do=problem.todo)
        except Exception:
            # Whatever an editor saves, running chats go on.
            log.exception("flows not taken over, the last good ones serve on")
        else:
            self.passed = True
            log.info("flows taken over", flows=len(self.book.flows))


def look(folders: tuple[Path, ...]) -> Look:
    """Names, times (ns) and sizes of all files that make up a book."""
    return frozenset(found for folder in folders for found in _files(folder))


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    paths = [path for pattern in _WATCHED for path in folder.rglob(pattern)]
    media = [path for pattern in _MEDIA for path in folder.glob(pattern)]
    for path in (*paths, *media):
        try:
            stat = path.stat()
        except OSError:
            continue  # gone between the listing and the look
        yield str(path), stat.st_mtime_ns, stat.st_size


def _place(problem: object) -> str:
    return str(problem).partition(": ")[0]
