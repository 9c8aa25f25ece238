"""Sessions in Valkey: one read, then one atomic commit of session, outbox and update id."""

from __future__ import annotations

import time
from typing import Literal

import msgspec

from bot.engine import session as stored
from bot.engine.session import Session
from bot.idle import Plan, sealed_plan
from post.dead_letters import SEEN_MS, seen_key
from post.errors import CannotOpen
from post.ids import ChatAddress, ChatKey, random_id
from post.keyring import TAG_BYTES, KeyRing
from post.messages import Outgoing
from post.outbox import how, sealed_entry, sealed_shown
from post.valkey import Valkey

Committed = Literal["done", "seen", "again"]
_ANSWERS: dict[int, Committed] = {1: "done", 0: "seen", -1: "again"}


class Loaded(msgspec.Struct, frozen=True):
    """`version` names the stored state ("" for none), `line` who answers this chat (line_says)."""

    session: Session | None
    version: bytes
    line: bytes
    seen: bool


class Commit(msgspec.Struct, frozen=True):
    """What one update changes. `session` None erases it; `forget` drops what was to be fetched.

    `tally` is what it adds to the counts (see bot.counts). `plan` is for when the chat stays
    silent from now on. `own` is the channel's id of the resident's message, if it can delete it.
    """

    chat: ChatAddress
    key: ChatKey
    update_id: str
    session: Session | None
    outgoing: tuple[Outgoing, ...]
    keep_ms: int
    forget: bool = False
    tally: str = ""
    plan: Plan | None = None
    own: str = ""
    falls_silent: bool = False
    """Nobody asked for what is said: it goes unsent if a person begins to answer meanwhile."""


class Sessions:
    """Raises StoreAway when Valkey cannot be reached."""

    def __init__(self, valkey: Valkey, keyring: KeyRing) -> None:
        self._valkey = valkey
        self._keyring = keyring

    async def load(self, key: ChatKey, update_id: str) -> Loaded:
        sealed, line, seen = await self._valkey.ask(
            "MGET", f"s:{key}", f"l:{key}", seen_key(self._keyring, update_id)
        )
        return Loaded(
            self._open(key, sealed), (sealed or b"")[:TAG_BYTES], line or b"", seen is not None
        )

    async def commit(self, loaded: Loaded, commit: Commit) -> Committed:
        """`again`: somebody else was faster, the step must run on what is stored now."""
        key = commit.key
        session = b""
        if commit.session is not None:
            session = self._keyring.seal("session", key, stored.dump(commit.session))
        plan = commit.plan
        entries = [sealed_entry(self._keyring, key, outgoing) for outgoing in commit.outgoing]
        answer = await self._valkey.call(
            "commit",
            [f"s:{key}", seen_key(self._keyring, commit.update_id)],
            key,
            how(commit.chat.channel),
            loaded.version,
            loaded.line,
            session,
            commit.keep_ms,
            SEEN_MS,
            int(time.time() * 1000),
            int(commit.forget),
            commit.tally,
            plan.due * 1000 if plan else 0,
            sealed_plan(self._keyring, key, plan) if plan else b"",
            sealed_shown(self._keyring, key, [commit.own]) if commit.own else b"",
            int(commit.falls_silent),
            *entries,
        )
        return _ANSWERS[int(answer)]

    async def say(self, outgoing: Outgoing, key: ChatKey) -> None:
        """Put one message into a chat's outbox that answers no update."""
        entry = sealed_entry(self._keyring, key, outgoing)
        put_id = f"p:say:{random_id()}"
        now_ms = int(time.time() * 1000)
        args = (key, how(outgoing.channel), now_ms, SEEN_MS, "", 0, entry)
        await self._valkey.call("put", [put_id], *args)

    def _open(self, key: ChatKey, sealed: bytes | None) -> Session | None:
        """A session that cannot be opened (a lost key, an old form) begins anew."""
        if not sealed:
            return None
        try:
            return stored.load(self._keyring.open("session", key, sealed))
        except (CannotOpen, msgspec.DecodeError):
            return None
