"""The key ring: AES-256-GCM for what only the server needs for a while.

Rules
- One key per purpose and epoch; the newest of a purpose seals, all of them open.
- Every record starts with the id of its key (4 bytes) and its nonce (12 random bytes), so the
  first 16 bytes name one version of one record. Sessions use them as their entity tag.
- The record's own id goes in as associated data: a record copied to another place does not open.
- The file lies outside the data folder and outside its backups (`LOTSE_SECRET_FILE`), mode 0600.
- Several processes share one file. A key that one of them adds is found by the others when they
  meet a record of it, and before they seal what is kept under epochs (see handoff/epochs.py).

Nonces are random; NIST SP 800-38D, 8.3 allows 2**32 records per key, far beyond one epoch here.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from post import keyfile
from post.errors import CannotOpen, Conflict, SettingsError, StoreAway
from post.keyfile import KEY_ID_BYTES, Key, Purpose

NONCE_BYTES = 12
TAG_BYTES = KEY_ID_BYTES + NONCE_BYTES
"""Length of the part that names one version of one record."""

IN_EPOCHS: tuple[Purpose, ...] = ("share", "route", "to_send", "slip")
"""What lies in SQL, and is dead in every backup once its epoch's key is destroyed."""

_NEVER_ROTATED: tuple[Purpose, ...] = ("lookup", "decoy", "roster")
"""Keyed hashes: they must come out the same for as long as anything is compared with them."""


class KeyInfo(msgspec.Struct, frozen=True):
    """A key without its secret. `seals`: it is the newest of its purpose."""

    id: str
    purpose: Purpose
    epoch: int
    made: float
    seals: bool


class KeyRing:
    """Seals and opens small records; also the keyed hashes for lookups."""

    def __init__(
        self, keys: list[Key], path: Path | None = None, now: Callable[[], float] = time.time
    ) -> None:
        self._path = path
        self._now = now
        self._stamp = keyfile.stamp(path) if path else None
        self._take(keys)

    def _take(self, keys: list[Key]) -> None:
        self._keys = sorted(keys, key=lambda key: key.epoch)
        self._newest = {key.purpose: key for key in self._keys}
        self._ciphers = {bytes.fromhex(key.id): (key, AESGCM(key.key)) for key in self._keys}

    @classmethod
    def fresh(cls, now: Callable[[], float] = time.time) -> KeyRing:
        """A new ring with one key for each purpose, in memory only."""
        return cls(keyfile.all_new(now()), now=now)

    @classmethod
    def load_or_create(cls, path: Path, now: Callable[[], float] = time.time) -> KeyRing:
        """Read the ring at `path`, or write a new one there (mode 0600).

        Raises SettingsError when the file is there and cannot be used: a wrong key ring must stop
        the start, never quietly begin a new one.
        """
        return cls(keyfile.read_or_create(path, now()), path, now)

    # sealing

    def seal(self, purpose: Purpose, record_id: str, content: bytes) -> bytes:
        if purpose in IN_EPOCHS:
            self.look_again()
        key = self._newest[purpose]
        nonce = os.urandom(NONCE_BYTES)
        head = bytes.fromhex(key.id)
        sealed = self._ciphers[head][1].encrypt(nonce, content, _bound_to(purpose, record_id))
        return head + nonce + sealed

    def open(self, purpose: Purpose, record_id: str, sealed: bytes) -> bytes:
        """Raises CannotOpen for a foreign key, a changed record or one moved to another place."""
        head = sealed[:KEY_ID_BYTES]
        if head not in self._ciphers:
            self.look_again()
        found = self._ciphers.get(head)
        if found is None or found[0].purpose != purpose:
            raise CannotOpen(f"{purpose}: no key of this ring")
        nonce = sealed[KEY_ID_BYTES:TAG_BYTES]
        try:
            return found[1].decrypt(nonce, sealed[TAG_BYTES:], _bound_to(purpose, record_id))
        except (InvalidTag, ValueError) as error:
            raise CannotOpen(f"{purpose}: changed, or of another record") from error

    def lookup(self, what: str, value: str) -> str:
        """A keyed hash (32 hex digits) to find `value` again without storing it."""
        return self._hash("lookup", what, value)[:32]

    def roster_seal(self, value: str) -> str:
        """A keyed hash (64 hex digits) that only this ring can make: of a row of the roster."""
        return self._hash("roster", "roster", value)

    def stable_bytes(self, what: str, length: int) -> bytes:
        """Bytes that look random and stay the same for the same `what` (decoys at sign-in)."""
        return hashlib.pbkdf2_hmac(
            "sha256", self._newest["decoy"].key, what.encode(), iterations=1, dklen=length
        )

    # keeping the keys

    def listed(self) -> list[KeyInfo]:
        """All keys by purpose, oldest first, without their secrets."""
        self.look_again()
        return [
            KeyInfo(key.id, key.purpose, key.epoch, key.made, key is self._newest[key.purpose])
            for key in sorted(self._keys, key=lambda key: (key.purpose, key.epoch))
        ]

    def rotate(self, purpose: Purpose, *, after: float = 0.0) -> bool:
        """Add a key that seals from now on. False when the newest is younger than `after` seconds.

        Raises SettingsError when the file cannot be rewritten, and for keyed hashes.
        """
        if purpose in _NEVER_ROTATED:
            raise SettingsError(f"Keys for {purpose} cannot be rotated: what they made is compared")

        def grown(keys: list[Key]) -> list[Key] | None:
            newest = max((key for key in keys if key.purpose == purpose), key=lambda k: k.epoch)
            if self._now() - newest.made < after:
                return None
            return [*keys, keyfile.new_key(purpose, newest.epoch + 1, self._now())]

        return self._change(grown)

    def destroy(self, purpose: Purpose, key_id: str) -> bool:
        """Take a key out for good: nothing it sealed opens any more. False when it is gone.

        Raises Conflict for the key that seals, SettingsError when the file cannot be rewritten.
        """

        def shrunk(keys: list[Key]) -> list[Key] | None:
            mine = [key for key in keys if key.purpose == purpose]
            if key_id not in {key.id for key in mine}:
                return None
            if max(mine, key=lambda key: key.epoch).id == key_id:
                raise Conflict("this key seals; rotate first", code="newest")
            return [key for key in keys if key.id != key_id]

        return self._change(shrunk)

    def look_again(self) -> None:
        """Take over what another process has written; a file that is away changes nothing."""
        if self._path is None:
            return
        stamp = keyfile.stamp(self._path)
        if stamp is None or stamp == self._stamp:
            return
        self._take(keyfile.read(self._path))
        self._stamp = stamp

    def alive(self, sealed: bytes) -> bool:
        """Whether the record's key is in the ring by now, and not only in this process's memory.

        Raises StoreAway when that cannot be found out.
        """
        if self._path is not None and keyfile.stamp(self._path) is None:
            raise StoreAway("key file", "not found")
        self.look_again()
        return sealed[:KEY_ID_BYTES] in self._ciphers

    def _change(self, change: Callable[[list[Key]], list[Key] | None]) -> bool:
        if self._path is None:
            keys = change(self._keys)
            if keys is not None:
                self._take(keys)
            return keys is not None
        with keyfile.locked(self._path):
            keys = change(keyfile.read(self._path))
            if keys is not None:
                keyfile.write(self._path, keys)
        self.look_again()
        return keys is not None

    def _hash(self, purpose: Purpose, what: str, value: str) -> str:
        key = next(key for key in self._keys if key.purpose == purpose)
        return hmac.digest(key.key, f"{what}\0{value}".encode(), "sha256").hex()


def _bound_to(purpose: str, record_id: str) -> bytes:
    return f"{purpose}\0{record_id}".encode()
