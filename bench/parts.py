"""Small parts, alone in this process: CPU µs for each."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import msgspec

from bench.talk import LANGUAGE, OPTIONS, STEPS
from bot.engine.book import Book
from bot.engine.callback import option_data
from bot.engine.events import Context, Started, Tapped
from bot.engine.session import Session
from bot.engine.step import step
from bot.library import load_book
from post.ids import CaseId, ItemId, random_id
from post.keyring import KeyRing
from post.sealing import Item, lock_case, seal_for_case

_ROOT = Path(__file__).resolve().parent.parent
_SESSION_BYTES = 400
_TIMES = 5
"""Each part is measured this often; the median counts."""


class Parts(msgspec.Struct):
    """CPU µs of one call."""

    seal: float
    open: float
    seal_for_case: float
    step: float


def measure() -> Parts:
    keyring, content = KeyRing.fresh(), os.urandom(_SESSION_BYTES)
    record = random_id()
    sealed = keyring.seal("session", record, content)
    recipient = lock_case({}, None).recipient
    book = load_book(_ROOT / "flows", _ROOT / "translations", demo=True)
    return Parts(
        seal=micros(lambda: keyring.seal("session", record, content), 20_000),
        open=micros(lambda: keyring.open("session", record, sealed), 20_000),
        seal_for_case=micros(lambda: seal_for_case(_item(), recipient), 1_000),
        step=micros(lambda: _conversation(book), 200) / STEPS,
    )


def _item() -> Item:
    return Item(
        case=CaseId(random_id()),
        item=ItemId(random_id()),
        author="resident",
        seq=1,
        prev="0" * 64,
        at="2026-01-01T00:00:00Z",
        kind="text",
        lang=LANGUAGE,
        body={"text": "They sent me away at the counter. " * 10},
    )


def _conversation(book: Book) -> Session:
    """The ten steps of the webhook's measurement, in the engine alone."""
    session = Session(lang=LANGUAGE)
    context = Context(now=time.time(), messenger=True)
    for option in ("", *OPTIONS):
        event = Tapped(option_data(session.turn, option)) if option else Started()
        session, outcome = step(book, session, event, context)
        if not outcome.messages or not outcome.messages[-1].buttons:
            raise RuntimeError("the conversation took another way")
    return session


def micros(call: Callable[[], object], repetitions: int) -> float:
    return median(_once(call, repetitions) for _ in range(_TIMES))


def _once(call: Callable[[], object], repetitions: int) -> float:
    began = time.process_time()
    for _ in range(repetitions):
        call()
    return (time.process_time() - began) / repetitions * 1e6
