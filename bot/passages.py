"""Passages: from a messenger to the safe line by a link that works once, for a quarter of an hour.

What goes along is a sealed copy of the conversation, and where to send "an answer waits" if the
person wishes that later. The link's token is stored nowhere, only its hash; it stands behind the
address's #, so that no server on the way, and none that makes a preview, ever gets it.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

import msgspec

from bot.engine import session as stored
from bot.engine.session import Session
from post.errors import CannotOpen, Gone
from post.ids import ChatAddress
from post.keyring import KeyRing
from post.valkey import Valkey, unreachable

SECONDS = 900
TOKEN_LENGTH = 43


def new_token() -> str:
    return secrets.token_urlsafe(32)


class Passages:
    """All methods raise StoreAway when Valkey cannot be reached."""

    def __init__(self, valkey: Valkey, keyring: KeyRing) -> None:
        self._valkey = valkey
        self._keyring = keyring

    async def open(self, token: str, session: Session, chat: ChatAddress) -> None:
        """From this chat on; a case of the messenger's stays where it is."""
        there = msgspec.structs.replace(
            session, case="", number="", safe=False, withdrawing=0, came_from=str(chat), held=""
        )
        key = _key(token)
        sealed = self._keyring.seal("session", key, stored.dump(there))
        with unreachable():
            await self._valkey.client.set(key, sealed, ex=SECONDS)

    async def take(self, token: str) -> Session:
        """Once. Raises Gone."""
        key = _key(token)
        with unreachable():
            client: Any = self._valkey.client
            sealed = await client.getdel(key)
        try:
            return stored.load(self._keyring.open("session", key, sealed or b""))
        except (CannotOpen, msgspec.DecodeError):
            raise Gone("This link was used or is too old.", code="door") from None


def _key(token: str) -> str:
    return "g:" + hashlib.sha256(token.encode()).hexdigest()
