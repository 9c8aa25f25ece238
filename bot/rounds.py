"""A job that goes round until it is stopped, and then finishes the round at hand."""

from __future__ import annotations

import asyncio


class Rounds:
    """A subclass says in `_round` what one round does, in `_begin` what comes before the first."""

    def __init__(self) -> None:
        self._stop = asyncio.Event()
        self._at_rest = asyncio.Event()
        self._at_rest.set()

    async def run(self) -> None:
        """Go round until stop() is called."""
        self._at_rest.clear()
        try:
            await self._begin()
            while not self._stop.is_set():
                await self._round()
        finally:
            self._at_rest.set()

    async def stop(self) -> None:
        """Take up nothing new, and finish what is at hand."""
        self._stop.set()
        await self._at_rest.wait()

    async def _begin(self) -> None:
        """Nothing, unless a subclass has something to prepare."""

    async def _round(self) -> None:
        raise NotImplementedError
