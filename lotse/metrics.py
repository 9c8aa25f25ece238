"""The figures of this process and of the stores, in the form that Prometheus reads.

Rules
- No label names a person, a chat or a case: channels, outcomes, teams and states only.
- Counters and histograms are this process's own, from its beginning. What lies in the stores is
  the same whichever process is asked: take max() over processes, never sum().
- A store that does not answer leaves its figures out, and `lotse_store_up` says so.
"""

from __future__ import annotations

import asyncio
import platform
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

import msgspec
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from handoff.case_counts import case_counts
from lotse import __version__
from lotse.sources import Sources
from post.errors import StoreAway
from post.figures import Figures, Histogram
from post.outbox import Depth

WITHIN = 5.0
"""Seconds that a store may take; Prometheus itself waits ten by default."""
KEEP_STORES = 5.0
"""Seconds for which what the stores said is told again: asking often costs them nothing."""
T = TypeVar("T")


class InStores(msgspec.Struct, frozen=True):
    """What the stores said; None for what could not be asked."""

    depth: Depth | None
    receipts: int | None
    letters: tuple[int, float] | None
    letters_lost: int | None
    reminders_late: float | None
    cases: Mapping[tuple[str, str], int] | None
    to_send: int | None


class Metrics:
    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._asked = -KEEP_STORES
        self._stores: InStores | None = None
        self._asking = asyncio.Lock()

    async def render(self) -> tuple[bytes, str]:
        """The text and its content type."""
        registry = CollectorRegistry(auto_describe=False)
        ProcessCollector(registry=registry)
        registry.register(_Given([*_own(self._sources), *_stored(await self._in_stores())]))
        return generate_latest(registry), CONTENT_TYPE_LATEST

    async def _in_stores(self) -> InStores:
        async with self._asking:
            if self._stores is None or time.monotonic() - self._asked > KEEP_STORES:
                self._stores = await _ask(self._sources)
                self._asked = time.monotonic()
            return self._stores


async def _ask(sources: Sources) -> InStores:
    (depth, receipts, letters, lost, late), (cases, to_send) = await asyncio.gather(
        _each(
            sources.outbox.depth(),
            sources.outbox.receipts(),
            sources.letters.count(),
            sources.letters.lost(),
            sources.idle.late(),
        ),
        _each(case_counts(sources.store), sources.items.waiting()),
    )
    waiting = None if receipts is None else len(receipts)
    return InStores(depth, waiting, letters, lost, late, cases, to_send)


async def _each(*questions: Any) -> list[Any]:
    """The answers of one store; None for each that did not come."""
    return await asyncio.gather(*(_unless_away(question) for question in questions))


async def _unless_away(question: Any) -> Any:
    try:
        async with asyncio.timeout(WITHIN):
            return await question
    except (StoreAway, TimeoutError):
        return None


class _Given(Collector):
    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = list(families)

    def collect(self) -> Iterator[Metric]:
        return iter(self._families)


def _own(sources: Sources) -> Iterator[Metric]:
    """What this process has counted."""
    figures = sources.figures
    yield _info()
    yield _counter(
        "lotse_updates", "Updates by channel and outcome.", ("channel", "outcome"), figures.updates
    )
    yield _histogram(
        "lotse_update_seconds", "Time from taking an update up to its commit.", figures.handling
    )
    yield _histogram(
        "lotse_update_lag_seconds",
        "How old updates were when they were taken up, where the channel says so.",
        figures.lag,
    )
    yield _gauge("lotse_updates_in_hand", "Updates being dealt with.", figures.in_hand)
    yield _gauge(
        "lotse_updates_in_hand_oldest_seconds",
        "For how long the oldest of these has been dealt with.",
        figures.oldest_in_hand,
    )
    yield _counter(
        "lotse_sends", "Messages pushed, by channel and outcome.", ("channel", "outcome"),
        figures.sends,
    )  # fmt: skip
    yield _histogram("lotse_send_seconds", "Time of one send.", figures.sending)
    yield _counter(
        "lotse_letters_set_aside",
        "Updates and messages set aside, by kind.",
        ("kind",),
        {(kind,): many for kind, many in figures.letters.items()},
    )
    yield from _inbox(figures)
    yield from _pages(sources)


def _inbox(figures: Figures) -> Iterator[Metric]:
    if figures.inbox is not None:
        many, at = figures.inbox
        yield _gauge("lotse_inbox_updates", "Updates that wait at the messenger.", many)
        yield _gauge(
            "lotse_inbox_asked_timestamp_seconds", "When the messenger was asked for that.", at
        )


def _pages(sources: Sources) -> Iterator[Metric]:
    figures = sources.figures
    yield _counter(
        "lotse_web_sessions", "Conversations begun on the web page.", (),
        {(): figures.sessions_begun},
    )  # fmt: skip
    yield _gauge("lotse_web_pages", "Chat pages that wait at this process.", sources.outbox.pages)
    yield _gauge("lotse_desk_pages", "Desk pages open at this process.", sources.feed.pages)
    waiting, _ = sources.translator.waiting()
    yield _gauge("lotse_translation_texts", "Texts being translated or waiting for it.", waiting)
    _, sentences = sources.translator.waiting()
    yield _gauge("lotse_translation_sentences", "Sentences that wait for a model.", sentences)
    passed = 1 if sources.live.passed else 0
    yield _gauge("lotse_flows_valid", "1 while the newest flow files are those in use.", passed)


def _stored(said: InStores) -> Iterator[Metric]:
    """What lies in the stores."""
    up = GaugeMetricFamily("lotse_store_up", "1 while the store answers.", labels=["store"])
    up.add_metric(["valkey"], 0 if said.depth is None else 1)
    up.add_metric(["database"], 0 if said.cases is None else 1)
    yield up
    yield from _outbox(said)
    if said.letters is not None:
        many, age = said.letters
        yield _gauge("lotse_letters", "Letters set aside that nobody has dealt with.", many)
        yield _gauge("lotse_letters_oldest_seconds", "Age of the oldest of these.", age)
    if said.letters_lost is not None:
        yield _counter(
            "lotse_letters_lost",
            "Letters that had to make room for newer ones.",
            (),
            {(): said.letters_lost},
        )
    if said.reminders_late is not None:
        yield _gauge(
            "lotse_reminders_late_seconds",
            "For how long a silent chat has been due that nobody has looked at.",
            said.reminders_late,
        )
    if said.cases is not None:
        yield _cases(said.cases)


def _outbox(said: InStores) -> Iterator[Metric]:
    if said.depth is not None:
        depth = said.depth
        yield _gauge("lotse_outbox_chats", "Chats with something to be pushed.", depth.chats)
        yield _gauge(
            "lotse_outbox_entries", "Messages to be pushed to the first 1000.", depth.entries
        )
        yield _gauge(
            "lotse_outbox_retrying_chats", "Chats whose oldest message failed.", depth.failed
        )
        yield _gauge("lotse_outbox_oldest_seconds", "Age of the oldest message.", depth.oldest)
    if said.receipts is not None:
        yield _gauge("lotse_receipts", "Replies of which the desk was not told yet.", said.receipts)
    if said.to_send is not None:
        yield _gauge("lotse_replies_waiting", "What the desk says, not delivered.", said.to_send)


def _cases(counts: Mapping[tuple[str, str], int]) -> Metric:
    family = GaugeMetricFamily(
        "lotse_cases", "Cases by team and state, erased ones left out.", labels=["team", "state"]
    )
    for (team, state), many in counts.items():
        family.add_metric([team, state.lower()], many)
    return family


def _info() -> Metric:
    family = GaugeMetricFamily(
        "lotse_build_info", "The program and its Python; always 1.", labels=["version", "python"]
    )
    family.add_metric([__version__, platform.python_version()], 1)
    return family


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(name, what, value=value)


def _counter(name: str, what: str, labels: tuple[str, ...], counted: Mapping[Any, int]) -> Metric:
    family = CounterMetricFamily(name, what, labels=labels)
    for values, many in counted.items():
        family.add_metric(list(values), many)
    return family


def _histogram(name: str, what: str, found: Mapping[str, Histogram]) -> Metric:
    family = HistogramMetricFamily(name, what, labels=["channel"])
    for channel, histogram in found.items():
        family.add_metric([channel], _cumulated(histogram), histogram.total)
    return family


def _cumulated(histogram: Histogram) -> list[tuple[str, float]]:
    buckets, sum_ = [], 0
    bounds = [*(str(bound) for bound in histogram.bounds), "+Inf"]
    for bound, count in zip(bounds, histogram.counts, strict=True):
        sum_ += count
        buckets.append((bound, float(sum_)))
    return buckets
