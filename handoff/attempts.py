"""What must be given back to be believed: kept in Valkey for minutes, sealed, taken once."""

from __future__ import annotations

import secrets
from typing import Any, TypeVar

import msgspec

from post.errors import CannotOpen
from post.keyring import KeyRing
from post.valkey import Valkey, unreachable

Kept = TypeVar("Kept")


class Attempts:
    """`kind` begins the keys, so that an attempt of one kind is none of another.

    All methods raise StoreAway when Valkey cannot be reached.
    """

    def __init__(self, valkey: Valkey, keyring: KeyRing, kind: str, seconds: int) -> None:
        self._valkey = valkey
        self._keyring = keyring
        self._kind = kind
        self._seconds = seconds

    async def keep(self, content: Any) -> str:
        """Where it lies: a token of 192 random bits."""
        attempt = secrets.token_urlsafe(24)
        key = f"{self._kind}:{attempt}"
        sealed = self._keyring.seal("login", key, msgspec.msgpack.encode(content))
        with unreachable():
            await self._valkey.client.set(key, sealed, ex=self._seconds)
        return attempt

    async def take(self, attempt: str, form: type[Kept]) -> Kept | None:
        """Read and remove in one step, so that two tries cannot use the same attempt."""
        key = f"{self._kind}:{attempt}"
        with unreachable():
            sealed: Any = await self._valkey.client.getdel(key)
        if sealed is None:
            return None
        try:
            return msgspec.msgpack.decode(self._keyring.open("login", key, sealed), type=form)
        except (CannotOpen, msgspec.DecodeError):
            return None
