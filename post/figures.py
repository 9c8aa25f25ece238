"""What a process counts of its own work: plain numbers, never a word, a name or a chat.

On the way of every update, so it is kept to a few additions (well below 2 µs an update, measured
in docs/operating.md); whoever reads them turns them into the forms that monitoring wants. Touched
by the event loop's thread only.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from time import perf_counter, time
from typing import Literal

UpdateOutcome = Literal["done", "seen", "later", "refused", "failed", "aside"]
"""seen: it had been dealt with before. later: a store was away, it comes again. refused: an
expected no (to the browser). failed: it comes again and is tried again. aside: a letter by now.
"""
SendOutcome = Literal["sent", "again", "gone", "aside", "reply_undelivered"]
"""again: to be tried again. gone: the person has blocked the bot or left the messenger. aside: a
letter by now. reply_undelivered: a counsellor's reply, of which the desk is told.
"""
HANDLING = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0)
LAG = (1.0, 5.0, 15.0, 60.0, 300.0, 1800.0, 3600.0, 21600.0, 86400.0)


class Histogram:
    """How many values lay at or below each bound; the last count is of those above all bounds."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = tuple(bounds)
        self.counts = [0] * (len(self.bounds) + 1)
        self.total = 0.0

    def add(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


class Figures:
    """Everything one process has counted since it began."""

    def __init__(self) -> None:
        self.updates: defaultdict[tuple[str, UpdateOutcome], int] = defaultdict(int)
        self.handling: defaultdict[str, Histogram] = defaultdict(lambda: Histogram(HANDLING))
        self.lag: defaultdict[str, Histogram] = defaultdict(lambda: Histogram(LAG))
        """How old updates were when they were taken up, where the channel says so."""
        self.sends: defaultdict[tuple[str, SendOutcome], int] = defaultdict(int)
        self.sending: defaultdict[str, Histogram] = defaultdict(lambda: Histogram(HANDLING))
        self.letters: defaultdict[str, int] = defaultdict(int)
        self.sessions_begun = 0
        """Conversations begun on the web page."""
        self.inbox: tuple[int, float] | None = None
        """Updates that wait at the messenger, and when that was found out (seconds since 1970)."""
        self._next = itertools.count()
        self._in_hand: dict[int, float] = {}

    def taken_up(self, channel: str, sent_at: int = 0) -> int:
        """An update is being dealt with; `sent_at` in seconds since 1970, 0 if unknown."""
        number = next(self._next)
        self._in_hand[number] = perf_counter()
        if sent_at:
            self.lag[channel].add(max(0.0, time() - sent_at))
        return number

    def ended(self, number: int, channel: str, outcome: UpdateOutcome) -> None:
        """What became of it; `number` is what taken_up gave."""
        self.handling[channel].add(perf_counter() - self._in_hand.pop(number))
        self.updates[channel, outcome] += 1

    @property
    def in_hand(self) -> int:
        return len(self._in_hand)

    @property
    def oldest_in_hand(self) -> float:
        """For how many seconds the oldest update has been dealt with."""
        oldest = next(iter(self._in_hand.values()), None)
        return 0.0 if oldest is None else perf_counter() - oldest
