"""Translations of the last minutes, in memory only: people repeat themselves, and so do retries.

What was translated is forgotten by itself, so that an erased case does not live on in here.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Hashable


class Memory:
    """At most `size` entries, each for at most `seconds` after it was written."""

    def __init__(self, size: int, seconds: float) -> None:
        self._size = size
        self._seconds = seconds
        self._entries: OrderedDict[Hashable, tuple[float, str]] = OrderedDict()
        self._sweeping: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Hashable) -> str | None:
        kept = self._entries.get(key)
        return kept[1] if kept else None

    def put(self, key: Hashable, text: str) -> None:
        loop = asyncio.get_running_loop()
        self._entries.pop(key, None)
        self._entries[key] = (loop.time() + self._seconds, text)
        if len(self._entries) > self._size:
            self._entries.popitem(last=False)
        if self._sweeping is None:
            self._sweeping = loop.call_later(self._seconds, self._sweep)

    def clear(self) -> None:
        self._entries.clear()
        if self._sweeping is not None:
            self._sweeping.cancel()
            self._sweeping = None

    def _sweep(self) -> None:
        """The oldest stand first, so this ends at the first one that may still stay."""
        loop = asyncio.get_running_loop()
        self._sweeping = None
        while self._entries:
            ends = next(iter(self._entries.values()))[0]
            if ends > loop.time():
                self._sweeping = loop.call_at(ends, self._sweep)
                return
            self._entries.popitem(last=False)
