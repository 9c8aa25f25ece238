"""The outbox: everything that is to be sent, in order per chat.

Two ways out of it: a channel whose messages we push (Telegram) is served by delivery, which
claims, sends and marks; a channel that fetches (the web chat) reads its box by cursor, and
reading on is the acknowledgement. Entries are sealed; the chat's key is a keyed hash.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Literal

import msgspec
import structlog

from post.dead_letters import Letters, of_message, of_sealed
from post.errors import CannotOpen, StoreAway
from post.ids import CaseId, ChatAddress, ChatKey
from post.keyring import TAG_BYTES, KeyRing
from post.messages import Message, Outgoing
from post.valkey import Valkey, unreachable

SHOWN_SECONDS = 47.5 * 3600
"""How long a message can be deleted from a messenger's chat: Telegram allows 48 hours."""

How = Literal["push", "fetch"]
Who = Literal["human", "bot", "ended"]
FETCHING_CHANNELS = frozenset({"web"})
KEEP_MS = 30 * 24 * 3600 * 1000
"""How long a put id and a fetched box are kept: as long as a closed case may be reopened."""
_COUNTED = 1000
"""Chats whose entries are counted: more of them would hold Valkey up."""
_LOOKED_AT = 50
"""Chats due first, and due last, whose oldest entry is opened to learn its age."""
LEASE_MS = 30_000
"""How long a claimed chat is left to the worker that claimed it."""

_UNREADABLE = (CannotOpen, msgspec.DecodeError)
log = structlog.get_logger()
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Outgoing).decode


class DeliveryError(Exception):
    """A channel could not send; `permanent` is the channel's word, the retry is delivery's.

    `retry_after` in seconds when the far end said how long to wait. `why` is for the counsellor.
    `gone`: nobody is there any more who could read it (the bot is blocked, the account closed).
    """

    def __init__(
        self,
        why: str,
        *,
        permanent: bool,
        retry_after: float | None = None,
        gone: bool = False,
    ) -> None:
        super().__init__(why)
        self.why = why
        self.permanent = permanent
        self.retry_after = retry_after
        self.gone = gone


class Claimed(msgspec.Struct, frozen=True):
    """The oldest entry of a chat, left to the one who claimed it for LEASE_MS."""

    chat: ChatKey
    tag: bytes
    tries: int
    outgoing: Outgoing


class Fetched(msgspec.Struct, frozen=True):
    cursor: str
    outgoing: Outgoing


class Depth(msgspec.Struct, frozen=True):
    """What waits to be pushed: chats, entries (of the first 1,000 chats), chats whose oldest entry
    failed before, and the age of the oldest entry in seconds.
    """

    chats: int
    entries: int
    failed: int
    oldest: float


def line_mark(case: CaseId, epoch: int, who: Who) -> str:
    """Who answers a chat as far as this case goes: a person, the bot while it waits, or nobody
    any more because the case is over.
    """
    return f"{case}:{epoch}:{who}"


def line_says(mark: bytes, case: str) -> Who:
    """What a line's mark says about this case; a mark of another case says nothing."""
    named, _, rest = mark.decode().partition(":")
    who = rest.rpartition(":")[2]
    if named != case or not case:
        return "bot"
    return "human" if who == "human" else "ended" if who == "ended" else "bot"


def how(channel: str) -> How:
    return "fetch" if channel in FETCHING_CHANNELS else "push"


def chat_key(keyring: KeyRing, chat: ChatAddress) -> ChatKey:
    return ChatKey(keyring.lookup("chat", str(chat)))


def sealed_entry(keyring: KeyRing, chat: ChatKey, outgoing: Outgoing) -> bytes:
    return keyring.seal("outbox", chat, _encode(outgoing))


class _Shown(msgspec.Struct, frozen=True, array_like=True):
    """Messages that a channel shows in a chat since `at`."""

    at: float
    ids: list[str]


def sealed_shown(keyring: KeyRing, chat: ChatKey, ids: Sequence[str]) -> bytes:
    """What lets a chat be cleared later; nothing for no ids."""
    if not ids:
        return b""
    return keyring.seal("traces", f"shown:{chat}", _encode(_Shown(time.time(), list(ids))))


_decode_shown = msgspec.msgpack.Decoder(_Shown).decode


class Outbox:
    """Puts, claims and marks. All methods raise StoreAway when Valkey cannot be reached."""

    def __init__(self, valkey: Valkey, keyring: KeyRing) -> None:
        self._valkey = valkey
        self._keyring = keyring
        self._letters = Letters(valkey, keyring)
        self._watchers: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self.due = asyncio.Event()
        """Set when something may be due to be pushed."""

    async def put(
        self,
        put_id: str,
        chat: ChatAddress,
        messages: list[Message],
        *,
        line: str = "",
        receipt: str = "",
        instead: bool = False,
    ) -> bool:
        """Queue messages once per `put_id`; False when they were put before.

        `line` says who answers this chat from now on (see line_mark), "" leaves it as it is;
        it changes together with the messages or not at all. `instead` takes away what waits for
        the chat, and its session.
        """
        key, now = chat_key(self._keyring, chat), time.time()
        entries = [
            sealed_entry(
                self._keyring,
                key,
                Outgoing(chat.channel, chat.native, message, now, receipt=receipt),
            )
            for message in messages
        ]
        now_ms = int(now * 1000)
        args = (key, how(chat.channel), now_ms, KEEP_MS, line, int(instead), *entries)
        return bool(await self._valkey.call("put", [f"p:{put_id}"], *args) == 1)

    async def drop(self, chat: ChatAddress) -> None:
        """Take away what waits to be sent to a chat or to be fetched by it."""
        await self._valkey.call("drop", [], chat_key(self._keyring, chat))

    async def claim(self, limit: int) -> list[Claimed]:
        found = await self._valkey.call("claim", [], _now_ms(), LEASE_MS, limit)
        claimed = []
        for at in range(0, len(found), 3):
            chat = ChatKey(found[at].decode())
            entry = await self._opened(chat, found[at + 1], int(found[at + 2]))
            if entry is not None:
                claimed.append(entry)
        return claimed

    async def unclaim(self) -> int:
        """Make everything due again that a worker which is gone had claimed; how many chats.

        Only for a process that is the sole worker, at its start.
        """
        return int(await self._valkey.call("unclaim", [], _now_ms()))

    async def done(
        self, claimed: Claimed, shown: Sequence[str] = (), why: str = ""
    ) -> Claimed | None:
        """The entry is dealt with; the chat's next entry, if any, is claimed at once.

        `shown` are the channel's ids of the messages it became; `why` it was given up. What the
        desk is to hear of it is kept in the same step, until settled().
        """
        outgoing = claimed.outgoing
        sealed = sealed_shown(self._keyring, claimed.chat, shown)
        cleared = int(outgoing.message.erase)
        now = _now_ms()
        told = (outgoing.receipt, why)
        args = (claimed.chat, claimed.tag, now, LEASE_MS, sealed, cleared, *told)
        following = await self._valkey.call("done", [], *args)
        return await self._opened(claimed.chat, following, 0) if following else None

    async def set_aside(self, claimed: Claimed, why: str, error: str) -> None:
        """The entry becomes a letter (see post.dead_letters), and its chat goes on."""
        outgoing = claimed.outgoing
        letter = of_message(claimed.chat, outgoing, why, error, claimed.tries + 1)
        await self._letters.keep_message(letter, claimed.tag)
        self.due.set()

    async def receipts(self) -> dict[str, str]:
        """What the desk was not told yet: receipt → why it was given up, "" for delivered."""
        with unreachable():
            client: Any = self._valkey.client
            found = await client.hgetall("receipts")
        return {receipt.decode(): why.decode() for receipt, why in found.items()}

    async def settled(self, receipt: str) -> None:
        """The desk was told."""
        with unreachable():
            client: Any = self._valkey.client
            await client.hdel("receipts", receipt)

    async def shown(self, chat: ChatKey) -> list[str]:
        """The channel's ids of all messages in a chat that can still be deleted, oldest first."""
        with unreachable():
            entries: Any = await self._valkey.client.lrange(f"m:{chat}", 0, -1)
        oldest = time.time() - SHOWN_SECONDS
        found = []
        for entry in entries:
            with suppress(*_UNREADABLE):  # under a key that is gone: as good as too old
                found.append(_decode_shown(self._keyring.open("traces", f"shown:{chat}", entry)))
        return [shown_id for shown in found if shown.at > oldest for shown_id in shown.ids]

    async def retry(self, claimed: Claimed, after: float) -> None:
        """Leave the entry at the head of its chat and try again `after` seconds from now."""
        due = _now_ms() + int(after * 1000)
        await self._valkey.call("retry", [], claimed.chat, claimed.tag, due, 1)

    async def keep(self, claimed: Claimed) -> None:
        """Hold a claimed chat for another LEASE_MS."""
        due = _now_ms() + LEASE_MS
        await self._valkey.call("retry", [], claimed.chat, claimed.tag, due, 0)

    async def release(self, chat: ChatKey) -> None:
        """Make a claimed chat due at once, whatever stands at its head by now."""
        await self._valkey.call("release", [], chat, _now_ms())
        self.due.set()

    async def hand_back(self, claimed: Claimed) -> None:
        """Leave a claimed entry, untried, to whoever claims next."""
        await self._valkey.call("retry", [], claimed.chat, claimed.tag, _now_ms(), 0)

    async def fetch(self, chat: ChatAddress, after: str, limit: int = 100) -> list[Fetched]:
        """What lies in a fetching chat's box after the cursor ("0" for everything)."""
        key = chat_key(self._keyring, chat)
        with unreachable():
            box: Any = self._valkey.client.xrange(f"b:{key}", f"({after}", "+", count=limit)
            entries = await box
        found = []
        for cursor, fields in entries:
            try:
                found.append(Fetched(cursor.decode(), self._open(key, fields[b"m"])))
            except _UNREADABLE:
                log.error("an entry of a box cannot be opened")
        return found

    async def fetch_waiting(self, chat: ChatAddress, after: str, seconds: float) -> list[Fetched]:
        """Like fetch, but when there is nothing yet, wait up to `seconds` for something."""
        key = chat_key(self._keyring, chat)
        with self._watching(key) as arrived:
            found = await self.fetch(chat, after)
            if found or seconds <= 0:
                return found
            try:
                async with asyncio.timeout(seconds):
                    await arrived.wait()
            except TimeoutError:
                return []
            return await self.fetch(chat, after)

    async def at(self, chat: ChatAddress, cursor: str) -> Fetched | None:
        """The entry of a fetching chat at exactly this cursor."""
        key = chat_key(self._keyring, chat)
        with unreachable():
            entries: Any = await self._valkey.client.xrange(f"b:{key}", cursor, cursor)
        try:
            return Fetched(cursor, self._open(key, entries[0][1][b"m"])) if entries else None
        except _UNREADABLE:
            return None

    @property
    def pages(self) -> int:
        """Chat pages that wait for something at this process."""
        return sum(map(len, self._watchers.values()))

    async def depth(self) -> Depth:
        """How much waits to be pushed, and for how long."""
        chats, entries, failed, found = await self._valkey.call("depth", [], _COUNTED, _LOOKED_AT)
        oldest = now = time.time()
        for at in range(0, len(found), 2):
            try:
                outgoing = self._open(ChatKey(found[at].decode()), found[at + 1])
            except _UNREADABLE:
                continue
            oldest = min(oldest, outgoing.at)
        return Depth(chats, entries, failed, now - oldest)

    async def exists(self, chat: ChatAddress) -> bool:
        """Whether anything is kept of a fetching chat."""
        key = chat_key(self._keyring, chat)
        with unreachable():
            return bool(await self._valkey.client.exists(f"s:{key}", f"b:{key}"))

    @contextmanager
    def _watching(self, chat: ChatKey) -> Iterator[asyncio.Event]:
        arrived = asyncio.Event()
        self._watchers[chat].add(arrived)
        try:
            yield arrived
        finally:
            self._watchers[chat].discard(arrived)
            if not self._watchers[chat]:
                del self._watchers[chat]

    async def listen(self) -> None:
        """Pass on what Valkey publishes; runs until cancelled, connects again by itself."""
        while True:
            try:
                async for channel, payload in self._valkey.listen("wake", "box"):
                    self._pass_on(channel, payload)
            except StoreAway:
                await asyncio.sleep(0.5)

    def wake_all(self) -> None:
        """Let everybody look again: after a reconnect, and when the program stops."""
        self.due.set()
        for watchers in self._watchers.values():
            for arrived in watchers:
                arrived.set()

    def _pass_on(self, channel: str, payload: str) -> None:
        if channel == "wake":
            self.due.set()
        elif channel == "box":
            for arrived in self._watchers.get(payload, ()):
                arrived.set()
        else:
            self.wake_all()

    async def _opened(self, chat: ChatKey, sealed: bytes, tries: int) -> Claimed | None:
        """A claimed entry; one that nobody can open is set aside, and its chat goes on."""
        tag = sealed[:TAG_BYTES]
        try:
            return Claimed(chat, tag, tries, self._open(chat, sealed))
        except _UNREADABLE:
            log.error("an entry of the outbox cannot be opened and was set aside")
            await self._letters.keep_message(of_sealed(chat, sealed), tag)
            self.due.set()
            return None

    def _open(self, chat: ChatKey, sealed: bytes) -> Outgoing:
        return _decode(self._keyring.open("outbox", chat, sealed))


def _now_ms() -> int:
    return int(time.time() * 1000)
