"""Waking whoever waits for a change."""

from __future__ import annotations

import asyncio


class Bell:
    """Take `next_ring()` *before* looking at the state, then wait: no ring is missed."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    def next_ring(self) -> asyncio.Event:
        return self._event


async def rang_within(ring: asyncio.Event, seconds: float) -> bool:
    """True when it rang, False when the time was over first."""
    if seconds <= 0:
        return ring.is_set()
    try:
        await asyncio.wait_for(ring.wait(), seconds)
    except TimeoutError:
        return False
    return True
