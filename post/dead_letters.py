"""Letters: what could not be dealt with, sealed and set aside until somebody has looked at it.

Rules
- Two things become letters: an update of a resident that failed MAX_FAILURES times, and a message
  to a resident that could not be sent, or not even opened. Their chat goes on.
- A letter may hold a person's words. It is sealed, and who lists letters sees none of them.
- That there was a letter is kept for KEEP_DAYS; what is in it no longer than the conversation it
  comes from would be (a case's as long as the letter). Of more than MOST letters or MOST_BYTES in
  all, the oldest make room, and how many did is counted.
- A chat that is erased takes its letters along.
"""

from __future__ import annotations

import time
from typing import Any, Literal

import msgspec
import structlog

from post.errors import CannotOpen
from post.ids import ChatKey, random_id
from post.keyring import KeyRing
from post.messages import Outgoing
from post.valkey import Valkey, unreachable

MAX_FAILURES = 5
KEEP_DAYS = 14
CONTENT_SECONDS = 24 * 3600
"""How long content is kept that belongs to no case: the conversation is forgotten after as long."""
MOST = 1000
MOST_BYTES = 16 * 1024 * 1024
_KEEP_MS = KEEP_DAYS * 24 * 3600 * 1000
FAILURES_COUNT_MS = 48 * 3600 * 1000
"""How long failed attempts are remembered: Telegram repeats an update for 24 hours."""
SEEN_MS = 48 * 3600 * 1000
"""How long an update that was dealt with is remembered, for the same reason."""
_TOLD_SECONDS = 3600

Kind = Literal["update", "unread", "silence", "message", "sealed"]
"""update: what a resident sent. unread: something a channel sent that nobody could read. silence: a
reminder, or forgetting. message: something for a resident. sealed: the same, which did not open.
"""
Outcome = Literal["played", "sent", "went_on", "nothing", "failed"]
"""What became of a letter that was tried again. went_on: the conversation is somewhere else by now,
where it would answer another question. nothing: it holds nothing that could be tried.
"""
log = structlog.get_logger()


class Letter(msgspec.Struct, frozen=True, omit_defaults=True):
    """`at` in seconds since 1970. `error` is the type of what went wrong, `why` what the far end
    said. `content` is the update (see bot.aside) or the Outgoing; `turns` how many things the
    person had sent (Session.turns), -1 where nothing fits any more. `content_seconds`: how long
    the content is kept.
    """

    kind: Kind
    at: float
    channel: str
    chat: ChatKey
    error: str = ""
    why: str = ""
    tries: int = 0
    turns: int = -1
    content: bytes = b""
    content_seconds: int = KEEP_DAYS * 24 * 3600


class Found(msgspec.Struct, frozen=True):
    """`letter` is None where it does not open with the keys at hand."""

    id: str
    letter: Letter | None


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Letter).decode
_encode_outgoing = msgspec.msgpack.Encoder().encode
_decode_outgoing = msgspec.msgpack.Decoder(Outgoing).decode


class Letters:
    """Raises StoreAway when Valkey cannot be reached."""

    def __init__(self, valkey: Valkey, keyring: KeyRing) -> None:
        self._valkey = valkey
        self._keyring = keyring

    # setting aside

    def envelope(self, letter: Letter) -> tuple[Any, ...]:
        """The letter as our functions inside Valkey take it: chat, time, id, sealed, bounds,
        content.
        """
        letter_id, content = random_id(), b""
        head = _encode(msgspec.structs.replace(letter, content=b""))
        sealed = self._keyring.seal("letter", letter_id, head)
        if letter.content:
            content = self._keyring.seal("letter", _content_record(letter_id), letter.content)
        now_ms, keep_content_ms = int(letter.at * 1000), max(letter.content_seconds, 1) * 1000
        bounds = (_KEEP_MS, MOST, MOST_BYTES)
        return letter.chat, now_ms, letter_id, sealed, *bounds, content, keep_content_ms

    async def failed(self, update_id: str) -> int:
        """Count a failed attempt; how many there were, 0 when it was dealt with meanwhile."""
        keys = [self._seen_key(update_id), self._failures_key(update_id)]
        return int(await self._valkey.call("failed", keys, FAILURES_COUNT_MS))

    async def keep_update(
        self, letter: Letter, update_id: str, session: bytes, version: bytes, *rest: Any
    ) -> int:
        """Set an update aside and acknowledge it, in one step with what its chat is told.

        For `session`, `version` and `rest` see `aside` in valkey.lua. 1 done, 0 it was dealt with
        before, -1 the session is another one by now.
        """
        keys = [
            self._seen_key(update_id),
            self._failures_key(update_id),
            f"s:{letter.chat}",
        ]
        channel_how, *more = rest
        args = (*self.envelope(letter), channel_how, version, session, SEEN_MS, *more)
        return int(await self._valkey.call("aside", keys, *args))

    async def keep_unread(self, letter: Letter, update_id: str) -> bool:
        """Set something aside that no channel could read; False when it was before."""
        keys = [self._seen_key(update_id), self._failures_key(update_id)]
        return bool(
            await self._valkey.call("aside_unread", keys, *self.envelope(letter), SEEN_MS) == 1
        )

    async def keep_message(self, letter: Letter, tag: bytes) -> bool:
        """Set the entry at the head of a chat's outbox aside; False when it is not there now."""
        return bool(await self._valkey.call("park", [], *self.envelope(letter), tag) == 1)

    async def set_aside_at(self, chat: ChatKey) -> bytes:
        """The session's version when the chat's last update was set aside, or nothing."""
        client: Any = self._valkey.client
        with unreachable():
            return bytes(await client.get(f"av:{chat}") or b"")

    # looking at them

    async def listed(self) -> list[Found]:
        """All letters, oldest first."""
        found = await self._valkey.call("letters", [], _now_ms(), _KEEP_MS)
        return [
            Found(found[at].decode(), self._opened(found[at].decode(), *found[at + 1 : at + 3]))
            for at in range(0, len(found), 3)
        ]

    async def count(self) -> tuple[int, float]:
        """How many there are, and the age of the oldest in seconds."""
        client: Any = self._valkey.client
        with unreachable():
            oldest_kept = _now_ms() - _KEEP_MS
            many = int(await client.zcount("aside", f"({oldest_kept}", "+inf"))
            first = await client.zrange(
                "aside", f"({oldest_kept}", "+inf", byscore=True, offset=0, num=1, withscores=True
            )
        return many, max(0.0, time.time() - first[0][1] / 1000) if first else 0.0

    async def lost(self) -> int:
        """How many had to make room for newer ones, ever."""
        with unreachable():
            return int(await self._valkey.client.get("aside:lost") or 0)

    # taking them away, trying them again

    async def drop(self, found: Found) -> bool:
        """False when it is not there any more."""
        chat = found.letter.chat if found.letter else ""
        return bool(await self._valkey.call("letter_drop", [], found.id, chat))

    async def send(self, found: Found) -> bool:
        """Put a message that was set aside into the outbox again, as its chat's last; False when
        it is not there any more, or still does not open.
        """
        assert found.letter is not None
        chat, entry = found.letter.chat, found.letter.content
        if found.letter.kind == "message":
            entry = self._keyring.seal("outbox", chat, entry)
        elif not self._opens(chat, entry):
            return False
        return bool(
            await self._valkey.call("letter_send", [], found.id, chat, _now_ms(), entry) == 1
        )

    async def unsee(self, update_id: str) -> None:
        """Let an update be dealt with although it was acknowledged."""
        with unreachable():
            await self._valkey.client.delete(self._seen_key(update_id))

    async def see(self, update_id: str) -> None:
        with unreachable():
            await self._valkey.client.set(self._seen_key(update_id), b"", px=SEEN_MS)

    async def ask_again(self, ids: list[str]) -> None:
        """Ask the worker to try these again."""
        client: Any = self._valkey.client
        with unreachable():
            await client.hdel("aside:told", *ids)
            await client.sadd("aside:again", *ids)

    async def asked(self) -> list[str]:
        """What an operator has asked for; each is told once."""
        client: Any = self._valkey.client
        with unreachable():
            return [each.decode() for each in await client.spop("aside:again", MOST) or ()]

    async def withdraw(self, ids: list[str]) -> None:
        """What nobody has taken up yet is not to be tried any more."""
        client: Any = self._valkey.client
        with unreachable():
            await client.srem("aside:again", *ids)

    async def tell(self, letter_id: str, outcome: Outcome) -> None:
        client: Any = self._valkey.client
        with unreachable():
            await client.hset("aside:told", letter_id, outcome)
            await client.expire("aside:told", _TOLD_SECONDS)

    async def told(self, ids: list[str]) -> dict[str, str]:
        """What became of those that were tried by now."""
        client: Any = self._valkey.client
        with unreachable():
            found = await client.hmget("aside:told", ids)
        return {i: what.decode() for i, what in zip(ids, found, strict=True) if what is not None}

    def _opens(self, chat: ChatKey, entry: bytes) -> bool:
        try:
            self._keyring.open("outbox", chat, entry)
        except CannotOpen:
            return False
        return True

    def _opened(self, letter_id: str, sealed: bytes, content: bytes) -> Letter | None:
        try:
            letter = _decode(self._keyring.open("letter", letter_id, sealed))
            if content:
                content = self._keyring.open("letter", _content_record(letter_id), content)
            return msgspec.structs.replace(letter, content=content)
        except (CannotOpen, msgspec.DecodeError):
            return None

    def _seen_key(self, update_id: str) -> str:
        return seen_key(self._keyring, update_id)

    def _failures_key(self, update_id: str) -> str:
        return "f:" + self._keyring.lookup("update", update_id)


def seen_key(keyring: KeyRing, update_id: str) -> str:
    """Where it is written that an update was dealt with."""
    return "u:" + keyring.lookup("update", update_id)


def of_message(chat: ChatKey, outgoing: Outgoing, why: str, error: str, tries: int) -> Letter:
    """A letter of a message to a resident."""
    return Letter(
        "message",
        time.time(),
        outgoing.channel,
        chat,
        error,
        why,
        tries,
        content=_encode_outgoing(outgoing),
        # What the desk says belongs to a case.
        content_seconds=(
            CONTENT_SECONDS if outgoing.message.author == "bot" else KEEP_DAYS * 24 * 3600
        ),
    )


def of_sealed(chat: ChatKey, entry: bytes) -> Letter:
    """A letter of an entry of the outbox that does not open."""
    now = time.time()
    seconds = CONTENT_SECONDS
    return Letter(
        "sealed", now, "", chat, "CannotOpen", tries=1, content=entry, content_seconds=seconds
    )


def message_of(letter: Letter) -> Outgoing:
    return _decode_outgoing(letter.content)


def _content_record(letter_id: str) -> str:
    return f"content:{letter_id}"


def _now_ms() -> int:
    return int(time.time() * 1000)
