"""The key ring's file: its form, and how it is read and replaced.

Rules
- It is replaced as a whole (new file, fsync, rename, fsync of the folder), so a kill at any moment
  leaves the old file or the new one. Mode 0600 from the first byte on.
- Who changes it holds the lock file beside it and reads it again first: of several processes none
  overwrites what another one has just written.
- It names the purposes it has keys for. A purpose that is missing there is new and gets a key; one
  that is named there and has no key was lost, and that stops the start.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, get_args

import msgspec

from post.errors import SettingsError

Purpose = Literal[
    "session",
    "outbox",
    "route",
    "share",
    "to_send",
    "lookup",
    "login",
    "decoy",
    "ticket",
    "roster",
    "vault",
    "traces",
    "letter",
    "canned",
    "slip",
    "notify",
]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
KEY_ID_BYTES = 4
KEY_BYTES = 32
_VERSION = 2
_FIRST = ["session", "outbox", "route", "share", "to_send", "lookup", "login", "decoy"]
"""What version 1 had keys for, which did not name its purposes."""

Stamp = tuple[int, int, int]
"""Tells one state of a file from another: a replaced file differs in at least one of them."""


class Key(msgspec.Struct, frozen=True):
    """`epoch` counts up within its purpose; `made` in seconds since 1970, 0 when unknown."""

    id: str
    purpose: Purpose
    epoch: int
    key: bytes
    made: float = 0.0


class _File(msgspec.Struct):
    version: int
    keys: list[Key]
    purposes: list[str] = msgspec.field(default_factory=lambda: list(_FIRST))


def new_key(purpose: Purpose, epoch: int, made: float) -> Key:
    return Key(
        secrets.token_hex(KEY_ID_BYTES), purpose, epoch, secrets.token_bytes(KEY_BYTES), made
    )


def all_new(made: float) -> list[Key]:
    return [new_key(purpose, 1, made) for purpose in PURPOSES]


def read(path: Path) -> list[Key]:
    """The keys at `path`. Raises SettingsError when the file cannot be used."""
    return _read(path).keys


def read_or_create(path: Path, now: float) -> list[Key]:
    """The keys at `path`; a new file where there is none, new keys for purposes that are new.

    Raises SettingsError.
    """
    with locked(path):
        if not path.exists():
            keys = all_new(now)
            write(path, keys)
            return keys
        stored = _read(path)
        added = [new_key(p, 1, now) for p in PURPOSES if p not in stored.purposes]
        if added or stored.version != _VERSION:
            write(path, stored.keys + added)
        return stored.keys + added


def write(path: Path, keys: list[Key]) -> None:
    """Put a new file in the place of the old one. Raises SettingsError; then the old one stays."""
    content = msgspec.json.encode(_File(_VERSION, keys, list(PURPOSES)))
    beside = path.with_name(f"{path.name}.new")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise SettingsError(f"The key file {path} cannot be written: {error.strerror}") from error


def stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Of all processes only this one changes the file. Freed by the system when it is killed."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise SettingsError(f"The key file {path} cannot be locked: {error.strerror}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """A rename or a new file is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(path: Path) -> _File:
    try:
        stored = msgspec.json.decode(path.read_bytes(), type=_File)
    except (OSError, msgspec.DecodeError) as error:
        raise SettingsError(f"The key file {path} cannot be read: {error}") from error
    if stored.version not in (1, _VERSION):
        raise SettingsError(f"The key file {path} was written by a newer Lotse.")
    known = {str(purpose) for purpose in PURPOSES} & set(stored.purposes)
    missing = known - {key.purpose for key in stored.keys}
    if missing:
        raise SettingsError(f"The key file {path} is incomplete (missing: {sorted(missing)})")
    return stored
