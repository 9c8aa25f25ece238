"""Saving the database into one file and putting it back.

Rules
- A backup holds neither the key file nor the ledger: whoever finds it can open nothing.
- Putting back needs both, and nobody may be working on the stores meanwhile. First everything is
  looked at, then Valkey is emptied (what waits there to be sent may be older or newer than the
  backup), then the database is filled in one transaction, then the ledger is replayed.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from handoff import backup
from handoff.backup import Loaded
from handoff.ledger import Ledger
from handoff.replay import Replay
from handoff.roster_seal import RosterSeal
from handoff.staff_store import StaffStore
from handoff.store import Store
from lotse import __version__, hygiene
from lotse.embedded import EmbeddedValkey, lock_folder, mark_folder
from lotse.settings import Settings
from post.errors import SettingsError
from post.keyring import KeyRing
from post.valkey import Valkey


class Restored(msgspec.Struct, frozen=True):
    """`again` erasures and revocations of the ledger that the backup did not know yet."""

    loaded: Loaded
    again: int


async def save(settings: Settings, path: Path) -> dict[str, int]:
    """How many rows of each table. Raises SettingsError, StoreAway."""
    _check_place(settings, path)
    store = Store(settings.database)
    try:
        made = _now().isoformat(timespec="seconds")
        return await backup.save(store, path, version=__version__, made=made, demo=settings.is_demo)
    finally:
        await store.close()


async def restore(settings: Settings, path: Path, *, replace: bool) -> Restored:
    """Raises SettingsError, BadInput and Conflict for what is not as it must be; then nothing was
    changed. Raises StoreAway.
    """
    hygiene.private_files()
    ledger = Ledger(settings.ledger, _now)
    ledger.entries()
    keyring = _keyring(settings)
    header = backup.check(path)
    if header.demo != settings.is_demo:
        kind = "a demo" if header.demo else "a real office"
        raise SettingsError(f"{path} is the backup of {kind}; this start is not.")
    with lock_folder(settings.data):
        mark_folder(settings.data, demo=settings.is_demo)
        store = Store(settings.database)
        try:
            if not replace:
                await backup.check_empty(store)
            await _forget_valkey(settings)
            loaded = await backup.load(store, keyring, path, replace=replace)
            people = StaffStore(store, _now, RosterSeal(keyring))
            return Restored(loaded, await Replay(store, ledger, people, _now).replay())
        finally:
            await store.close()


def _check_place(settings: Settings, path: Path) -> None:
    if path.resolve().is_relative_to(settings.data.resolve()):
        raise SettingsError("A backup inside LOTSE_DATA would be lost together with it.")


def _keyring(settings: Settings) -> KeyRing:
    if not settings.secret_file.exists():
        raise SettingsError(
            f"The key file {settings.secret_file} is missing. Without the one that belongs to the "
            "backup nothing in it can be opened: put it in its place first."
        )
    return KeyRing.load_or_create(settings.secret_file)


async def _forget_valkey(settings: Settings) -> None:
    if not settings.valkey_url:
        EmbeddedValkey(settings.data).wipe()
        return
    valkey = Valkey(settings.valkey_url, connections=1)
    try:
        if await valkey.listeners():
            raise SettingsError("A Lotse is running on these stores. Stop all of them first.")
        await valkey.forget_all()
    finally:
        await valkey.close()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
