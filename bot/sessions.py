"""Sessions in Valkey: one read, then one atomic commit of session, outbox and update id."""

from __future__ import annotations

import time
from typing import Any, Literal

import msgspec

from bot.engine import session as stored
from bot.engine.session import Session
from bot.idle import Plan, sealed_plan
from post.errors import CannotOpen
from post.ids import ChatAddress, ChatKey
from post.keyring import TAG_BYTES, KeyRing
from post.messages import Outgoing
from post.outbox import how, sealed_entry, sealed_shown
from post.valkey import Valkey, unreachable

SEEN_MS = 48 * 3600 * 1000
"""How long an update id is remembered: Telegram repeats an update for 24 hours."""

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


class Sessions:
    """Raises StoreAway when Valkey cannot be reached."""

    def __init__(self, valkey: Valkey, keyring: KeyRing) -> None:
        self._valkey = valkey
        self._keyring = keyring

    async def load(self, key: ChatKey, update_id: str) -> Loaded:
        with unreachable():
            found: Any = await self._valkey.client.mget(
                f"s:{key}", f"l:{key}", self._seen_key(update_id)
            )
        sealed, line, seen = found
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
            [f"s:{key}", self._seen_key(commit.update_id)],
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
            *entries,
        )
        return _ANSWERS[int(answer)]

    def _seen_key(self, update_id: str) -> str:
        return "u:" + self._keyring.lookup("update", update_id)

    def _open(self, key: ChatKey, sealed: bytes | None) -> Session | None:
        """A session that cannot be opened (a lost key, an old form) begins anew."""
        if not sealed:
            return None
        try:
            return stored.load(self._keyring.open("session", key, sealed))
        except (CannotOpen, msgspec.DecodeError):
            return None
