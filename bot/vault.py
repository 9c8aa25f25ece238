"""The vault: what a resident's browser may not lose, sealed by the browser, kept with the session.

The browser's key never comes here, and a thief of the telephone has no session: so neither side
can read it alone. It lies in Valkey, sealed once more, expires with the session and is erased with
it. Names are the browser's words as well: an entry is found by a keyed hash of its name, and the
name itself stands sealed before the content.
"""

from __future__ import annotations

from typing import Any

from post.errors import CannotOpen, NotFound, NotSignedIn, TooLarge
from post.ids import ChatAddress
from post.keyring import KeyRing
from post.outbox import chat_key
from post.valkey import Valkey, unreachable

MOST_ENTRIES = 40
LARGEST_ENTRY = 3 * 1024 * 1024
LARGEST_VAULT = 12 * 1024 * 1024
_END = b"\0"
"""Ends the name; none holds it."""


class Vault:
    """All methods raise StoreAway when Valkey cannot be reached."""

    def __init__(self, valkey: Valkey, keyring: KeyRing) -> None:
        self._valkey = valkey
        self._keyring = keyring

    async def put(self, chat: ChatAddress, name: str, content: bytes) -> None:
        """Raises TooLarge, NotSignedIn where the session is gone."""
        if len(content) > LARGEST_ENTRY:
            raise TooLarge("this is too large to be kept", code="vault")
        key = chat_key(self._keyring, chat)
        field = self._field(key, name)
        sealed = self._keyring.seal("vault", f"{key}:{field}", name.encode() + _END + content)
        limits = (MOST_ENTRIES, LARGEST_VAULT)
        answer = int(await self._valkey.call("vault_put", [], key, field, sealed, *limits))
        if answer == 0:
            raise TooLarge("there is no room for more", code="vault")
        if answer < 0:
            raise NotSignedIn("this conversation is over or unknown", code="expired")

    async def get(self, chat: ChatAddress, name: str) -> bytes:
        """Raises NotFound."""
        key = chat_key(self._keyring, chat)
        with unreachable():
            client: Any = self._valkey.client
            field = self._field(key, name)
            sealed = await client.hget(f"v:{key}", field)
        try:
            return self._opened(key, field, sealed or b"")[1]
        except CannotOpen:
            raise NotFound("there is nothing under this name", code="vault") from None

    async def names(self, chat: ChatAddress) -> list[str]:
        key = chat_key(self._keyring, chat)
        with unreachable():
            client: Any = self._valkey.client
            found = await client.hgetall(f"v:{key}")
        return sorted(self._opened(key, field.decode(), found[field])[0] for field in found)

    def _field(self, key: str, name: str) -> str:
        return self._keyring.lookup("vault", f"{key}:{name}")

    def _opened(self, key: str, field: str, sealed: bytes) -> tuple[str, bytes]:
        """Name and content. Raises CannotOpen."""
        whole = self._keyring.open("vault", f"{key}:{field}", sealed)
        name, _, content = whole.partition(_END)
        return name.decode(), content
