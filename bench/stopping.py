"""Ctrl-C and SIGTERM: end once and in order, whatever is going on.

The first signal becomes a KeyboardInterrupt; further ones are ignored, so that whoever presses
Ctrl-C twice does not leave half of the processes behind.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from types import FrameType
from typing import Any, TypeVar

import uvloop

T = TypeVar("T")
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def on_signals() -> None:
    for number in _SIGNALS:
        signal.signal(number, _interrupt)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end, or raise KeyboardInterrupt after a signal."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_run(work))


async def _run(work: Coroutine[Any, Any, T]) -> T:
    """In an event loop an exception out of a signal handler would get lost in some callback."""
    task, loop = asyncio.ensure_future(work), asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
        if task.cancelled():
            _ignore()
        else:
            on_signals()


def _interrupt(number: int, frame: FrameType | None) -> None:
    _ignore()
    raise KeyboardInterrupt


def _ignore() -> None:
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
