"""Where the figures of /metrics come from; apart, so that a start need not load its library."""

from __future__ import annotations

import msgspec

from bot.idle import Idle
from bot.reload import LiveBook
from handoff.feed import Feed
from handoff.item_store import ItemStore
from handoff.store import Store
from handoff.translate import Translator
from post.dead_letters import Letters
from post.figures import Figures
from post.outbox import Outbox


class Sources(msgspec.Struct, frozen=True):
    """Where the figures come from."""

    figures: Figures
    outbox: Outbox
    letters: Letters
    idle: Idle
    store: Store
    items: ItemStore
    feed: Feed
    translator: Translator
    live: LiveBook
