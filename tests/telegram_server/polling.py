"""getUpdates: one long poll at a time, ended by a newer one or by a webhook."""

from __future__ import annotations

import asyncio

from .arguments import Arguments
from .bell import rang_within
from .errors import ApiError, conflict
from .state import Json
from .updates import Updates

LIMIT = 100
LONGEST_WAIT = 50.0


class Poll:
    """One getUpdates that is under way; `ended` says why it has to stop."""

    ended: ApiError | None = None


class Polling:
    def __init__(self, updates: Updates) -> None:
        self.updates = updates
        self._current: Poll | None = None

    async def get_updates(self, arguments: Arguments) -> list[Json]:
        poll = self._take_over()
        if "allowed_updates" in arguments:
            allowed = arguments.items("allowed_updates", "allowed updates")
            self.updates.allowed = [str(kind) for kind in allowed]
        offset = arguments.integer("offset")
        if offset:
            self.updates.confirm_before(offset)
        limit = min(arguments.integer("limit", LIMIT), LIMIT)
        wait = min(max(arguments.integer("timeout"), 0), LONGEST_WAIT)
        return await self._wait(poll, limit if limit > 0 else LIMIT, wait)

    @property
    def under_way(self) -> bool:
        return self._current is not None

    def shut_down(self) -> None:
        self.end(ApiError(500, "Internal Server Error: restart"))

    def end(self, reason: ApiError) -> None:
        if self._current is not None:
            self._current.ended = reason
            self._current = None
            self.updates.bell.ring()

    def _take_over(self) -> Poll:
        self.end(
            conflict(
                "terminated by other getUpdates request; "
                "make sure that only one bot instance is running"
            )
        )
        self._current = Poll()
        return self._current

    async def _wait(self, poll: Poll, limit: int, seconds: float) -> list[Json]:
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while True:
            ring = self.updates.bell.next_ring()
            if poll.ended:
                raise poll.ended
            batch = self.updates.waiting()[:limit]
            if batch or not await rang_within(ring, until - loop.time()):
                self._finish(poll)
                return [update.as_json() for update in batch]

    def _finish(self, poll: Poll) -> None:
        if self._current is poll:
            self._current = None
