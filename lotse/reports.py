"""What the desk shows of the program itself: counts without people, and whether everything runs."""

from __future__ import annotations

import platform
import time
from typing import Any

import msgspec

from bot.counts import months_before, read_month
from bot.engine.book import Book
from handoff.item_store import ItemStore
from handoff.store import Store
from lotse import __version__
from lotse.counts import Wish, written
from post.errors import StoreAway
from post.valkey import Valkey, unreachable

MONTHS = 3
"""Finished months that editors see at once; the command line shows more."""


async def counts(book: Book, valkey: Valkey) -> dict[str, Any]:
    """The same as `lotse flows counts --json`. Raises StoreAway."""
    months = months_before(time.time(), MONTHS)
    found = {month: await read_month(valkey, month) for month in months}
    text = written(book, Wish(months=MONTHS, form="json"), found)
    return msgspec.json.decode(text, type=dict[str, Any])


async def system(store: Store, items: ItemStore, valkey: Valkey) -> dict[str, Any]:
    """Neither names nor content: how much waits, and what runs in which version."""
    return {
        "stores": {store.kind: await _answers(store), "Valkey": await _answers(valkey)},
        "waiting": {"outbox": await _due(valkey), "to_send": await items.waiting()},
        "versions": {"lotse": __version__, "python": platform.python_version()},
    }


async def _answers(store: Store | Valkey) -> bool:
    try:
        await store.ping()
    except StoreAway:
        return False
    return True


async def _due(valkey: Valkey) -> int:
    """Chats with something to be pushed."""
    with unreachable():
        return int(await valkey.client.zcard("due"))
