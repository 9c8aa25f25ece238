"""The webhook under load: one round with one bot."""

from __future__ import annotations

from pathlib import Path
from statistics import quantiles

import msgspec

from bench.drive import Driver
from bench.peers.started import Peer, Start, Stub, lotse
from bench.processes import cpu_seconds, memory_mb, wait_quiet
from bench.stopping import run
from bench.talk import Script

WARM_UP = 64
"""Residents before the measured ones: first calls pay for what is built only once."""


class Sizes(msgspec.Struct, frozen=True):
    """`at_once`: residents whose conversations run side by side."""

    residents: int
    at_once: int
    rounds: int


class Round(msgspec.Struct):
    """CPU in µs per update, times in ms, memory in MB."""

    bot_cpu: float
    valkey_cpu: float
    answer_p50: float
    answer_p99: float
    reply_p50: float
    reply_p99: float
    per_second: float
    memory_before: float
    memory: float
    valkey_memory: float


def record(folder: Path, stub: Stub) -> Script:
    """What Lotse says in the conversation."""
    with lotse(folder, stub) as peer:
        return run(Driver(peer.target).record())


def measure(start: Start, folder: Path, stub: Stub, script: Script, sizes: Sizes) -> Round:
    """Start the bot anew, warm it up, load it. Raises BenchFailed."""
    with start(folder, stub, script) as peer:
        memory_before = memory_mb(peer.pid)
        driver = Driver(peer.target)
        run(driver.load(script, WARM_UP, sizes.at_once))
        wait_quiet(peer.process)
        bot, valkey = _cpu(peer)
        load = run(driver.load(script, sizes.residents, sizes.at_once))
        bot_after, valkey_after = _cpu(peer)
        return Round(
            bot_cpu=(bot_after - bot) / load.updates * 1e6,
            valkey_cpu=(valkey_after - valkey) / load.updates * 1e6,
            answer_p50=_percentile(load.answers, 50),
            answer_p99=_percentile(load.answers, 99),
            reply_p50=_percentile(load.replies, 50),
            reply_p99=_percentile(load.replies, 99),
            per_second=load.updates / load.seconds,
            memory_before=memory_before,
            memory=memory_mb(peer.pid),
            valkey_memory=memory_mb(peer.valkey_pid),
        )


def _cpu(peer: Peer) -> tuple[float, float]:
    return cpu_seconds(peer.pid), cpu_seconds(peer.valkey_pid)


def _percentile(seconds: list[float], percent: int) -> float:
    """In milliseconds."""
    return quantiles(seconds, n=100, method="inclusive")[percent - 1] * 1000
