"""The key ring: AES-256-GCM for what only the server needs for a while.

Rules
- One key per purpose and epoch; the newest of a purpose seals, all of them open.
- Every record starts with the id of its key (4 bytes) and its nonce (12 random bytes), so the
  first 16 bytes name one version of one record. Sessions use them as their entity tag.
- The record's own id goes in as associated data: a record copied to another place does not open.
- The file lies outside the data folder and outside its backups (`LOTSE_SECRET_FILE`), mode 0600.

Nonces are random; NIST SP 800-38D, 8.3 allows 2**32 records per key, far beyond one epoch here.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Literal, get_args

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from post.errors import CannotOpen, SettingsError

Purpose = Literal["session", "outbox", "route", "share", "to_send", "lookup", "login", "decoy"]
KEY_ID_BYTES = 4
NONCE_BYTES = 12
TAG_BYTES = KEY_ID_BYTES + NONCE_BYTES
"""Length of the part that names one version of one record."""


class _Key(msgspec.Struct, frozen=True):
    id: str
    purpose: Purpose
    epoch: int
    key: bytes


class _File(msgspec.Struct):
    version: int
    keys: list[_Key]


class KeyRing:
    """Seals and opens small records; also the keyed hashes for lookups."""

    def __init__(self, keys: list[_Key]) -> None:
        self._keys = sorted(keys, key=lambda key: key.epoch)
        self._newest = {key.purpose: key for key in self._keys}
        self._ciphers = {bytes.fromhex(key.id): (key, AESGCM(key.key)) for key in self._keys}

    @classmethod
    def fresh(cls) -> KeyRing:
        """A new ring with one key for each purpose."""
        return cls([_new_key(purpose, epoch=1) for purpose in get_args(Purpose)])

    @classmethod
    def load_or_create(cls, path: Path) -> KeyRing:
        """Read the ring at `path`, or write a new one there (mode 0600).

        Raises SettingsError when the file is there and cannot be used: a wrong key ring must stop
        the start, never quietly begin a new one.
        """
        if not path.exists():
            ring = cls.fresh()
            ring.save(path)
            return ring
        try:
            stored = msgspec.json.decode(path.read_bytes(), type=_File)
        except (OSError, msgspec.DecodeError) as error:
            raise SettingsError(f"The key file {path} cannot be read: {error}") from error
        missing = set(get_args(Purpose)) - {key.purpose for key in stored.keys}
        if stored.version != 1 or missing:
            raise SettingsError(f"The key file {path} is incomplete (missing: {sorted(missing)})")
        return cls(stored.keys)

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(_File(version=1, keys=self._keys)))

    def seal(self, purpose: Purpose, record_id: str, content: bytes) -> bytes:
        key = self._newest[purpose]
        nonce = os.urandom(NONCE_BYTES)
        head = bytes.fromhex(key.id)
        sealed = self._ciphers[head][1].encrypt(nonce, content, _bound_to(purpose, record_id))
        return head + nonce + sealed

    def open(self, purpose: Purpose, record_id: str, sealed: bytes) -> bytes:
        """Raises CannotOpen for a foreign key, a changed record or one moved to another place."""
        found = self._ciphers.get(sealed[:KEY_ID_BYTES])
        if found is None or found[0].purpose != purpose:
            raise CannotOpen(f"{purpose}: no key of this ring")
        nonce = sealed[KEY_ID_BYTES:TAG_BYTES]
        try:
            return found[1].decrypt(nonce, sealed[TAG_BYTES:], _bound_to(purpose, record_id))
        except (InvalidTag, ValueError) as error:
            raise CannotOpen(f"{purpose}: changed, or of another record") from error

    def lookup(self, what: str, value: str) -> str:
        """A keyed hash (32 hex digits) to find `value` again without storing it."""
        key = next(key for key in self._keys if key.purpose == "lookup")
        return hmac.digest(key.key, f"{what}\0{value}".encode(), "sha256").hex()[:32]

    def stable_bytes(self, what: str, length: int) -> bytes:
        """Bytes that look random and stay the same for the same `what` (decoys at sign-in)."""
        return hashlib.pbkdf2_hmac(
            "sha256", self._newest["decoy"].key, what.encode(), iterations=1, dklen=length
        )


def _bound_to(purpose: str, record_id: str) -> bytes:
    return f"{purpose}\0{record_id}".encode()


def _new_key(purpose: Purpose, epoch: int) -> _Key:
    return _Key(secrets.token_hex(KEY_ID_BYTES), purpose, epoch, secrets.token_bytes(32))
