"""A word in the messenger that an answer waits on the safe line.

Rules
- Only for residents who came from a messenger and wished it. The words are neutral: they name
  neither the office nor the matter.
- At most one for each stretch of answers that were not read; reading begins a new stretch.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import structlog

from handoff.line_store import LineStore
from post.errors import CannotOpen, Conflict, StoreAway
from post.ids import CaseId, ChatAddress
from post.keyring import KeyRing
from post.messages import Message
from post.outbox import Outbox

_TRIES = 5
Notices = Callable[[str, str, dict[str, str]], str]
_log = structlog.get_logger(__name__)


class Ping(msgspec.Struct, frozen=True):
    """Where to; `on`: the resident wishes it; `waiting`: told, and nothing was read since."""

    chat: ChatAddress
    on: bool = False
    waiting: bool = False


def sealed_ping(keyring: KeyRing, case: CaseId, ping: Ping) -> bytes:
    return keyring.seal("route", f"ping:{case}", msgspec.msgpack.encode(ping))


def opened_ping(keyring: KeyRing, case: CaseId, sealed: bytes | None) -> Ping | None:
    if sealed is None:
        return None
    try:
        content = keyring.open("route", f"ping:{case}", sealed)
    except CannotOpen:
        return None
    return msgspec.msgpack.decode(content, type=Ping)


class Pings:
    """A store that is away costs a ping, never the answer it would have told of."""

    def __init__(
        self, store: LineStore, keyring: KeyRing, outbox: Outbox, notices: Notices
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._outbox = outbox
        self._notices = notices

    async def answered(self, case: CaseId, item: str, lang: str) -> None:
        try:
            ping = await self._changed(
                case, lambda ping: ping.on and not ping.waiting, waiting=True
            )
            if ping is not None:
                message = Message(self._notices(lang, "ping", {}), lang=lang, author="notice")
                await self._outbox.put(f"ping:{case}:{item}", ping.chat, [message])
        except StoreAway as error:
            _log.warning("no ping", store=error.store)

    async def read(self, case: CaseId) -> None:
        await self._changed(case, lambda ping: ping.waiting, waiting=False)

    async def wish(self, case: CaseId, *, on: bool) -> bool:
        """False where there is no messenger. Raises StoreAway."""
        for _ in range(_TRIES):
            if await self._changed(case, lambda _: True, on=on, waiting=False):
                return True
            if opened_ping(self._keyring, case, await self._store.ping(case)) is None:
                return False
        raise Conflict("the case changed all the time")

    async def _changed(
        self, case: CaseId, wanted: Callable[[Ping], bool], **fields: bool
    ) -> Ping | None:
        """Change the record if it is as wanted; None when it was not, or somebody was faster."""
        sealed = await self._store.ping(case)
        ping = opened_ping(self._keyring, case, sealed)
        if sealed is None or ping is None or not wanted(ping):
            return None
        after = msgspec.structs.replace(ping, **fields)
        new = sealed_ping(self._keyring, case, after)
        done = await self._store.set_ping(case, sealed, new, self._keyring.alive)
        return after if done else None
