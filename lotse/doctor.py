"""What an operator needs to know, looked at in one go; the words for it stand in doctor_words.

Rules
- Looking changes nothing: no file is made, no key added, no function loaded.
- Every part is looked at, whatever is wrong with the others.
- A finding names a thing by a code and numbers; nothing of a person comes into it.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from bot.channels.telegram.api import TelegramApi, TelegramRefused
from bot.channels.telegram.inbox import Waiting, waiting
from bot.engine.problems import FlowError
from bot.library import load_book
from handoff.item_store import ItemStore
from handoff.ledger import Ledger
from handoff.store import Store
from lotse.doctor_valkey import look_at_valkey
from lotse.finding import Finding, bad, hint, ok
from lotse.reasons import plain
from lotse.settings import Settings, is_loopback
from lotse.web import WEBHOOK_PATH
from post import keyfile
from post.errors import SettingsError, StoreAway
from post.outbox import DeliveryError

WITHIN = 20.0
"""Seconds for one part."""
MANY_WAITING = 100
_LITTLE_DISK, _NO_DISK = 1_000_000_000, 200_000_000
_RECENT_ERROR = 15 * 60


Look = Callable[[Settings], Awaitable[list[Finding]]]


async def examine(settings: Settings) -> list[Finding]:
    """Every part, in the order in which one would look oneself."""
    looks: tuple[tuple[str, Look], ...] = (
        ("settings", _settings),
        ("keys", _keys),
        ("ledger", _ledger),
        ("disk", _disk),
        ("database", _database),
        ("valkey", look_at_valkey),
        ("telegram", _telegram),
        ("flows", _flows),
    )
    return [found for part, look in looks for found in await _looked(part, look, settings)]


async def _looked(part: str, look: Look, settings: Settings) -> list[Finding]:
    try:
        async with asyncio.timeout(WITHIN):
            return await look(settings)
    except TimeoutError:
        return [bad(part, "silent", seconds=int(WITHIN))]
    except Exception as error:
        # What nobody has thought of is a finding as well; its text may hold anything.
        return [bad(part, "broken", error=type(error).__name__)]


async def _settings(settings: Settings) -> list[Finding]:
    if settings.is_demo:
        return [hint("settings", "demo")]
    parts = urlsplit(settings.public_url)
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        return [bad("settings", "http", url=settings.public_url)]
    return [ok("settings", "real", url=settings.public_url)]


async def _keys(settings: Settings) -> list[Finding]:
    file = settings.secret_file
    if not file.exists():
        started = settings.ledger.exists() or settings.sqlite.exists()
        return [bad("keys", "keys_gone" if started else "keys_not_yet", file=file)]
    try:
        keys = keyfile.read(file)
    except SettingsError as error:
        return [bad("keys", "keys_broken", file=file, why=error)]
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        return [bad("keys", "keys_open", file=file, mode=f"{mode:o}")]
    if not os.access(file.parent, os.W_OK):
        return [bad("keys", "keys_fixed", folder=file.parent)]
    return [ok("keys", "keys", file=file, count=len(keys))]


async def _ledger(settings: Settings) -> list[Finding]:
    ledger = Ledger(settings.ledger, lambda: datetime.now(UTC))
    if not ledger.exists:
        started = settings.sqlite.exists()
        return [(bad if started else hint)("ledger", "ledger_gone", file=ledger.path)]
    try:
        entries = ledger.entries()
    except SettingsError as error:
        return [bad("ledger", "ledger_broken", why=error)]
    if not os.access(ledger.path, os.W_OK):
        return [bad("ledger", "ledger_fixed", file=ledger.path)]
    return [ok("ledger", "ledger", file=ledger.path, count=len(entries))]


async def _disk(settings: Settings) -> list[Finding]:
    folders = [_existing(settings.data), _existing(settings.secret_file.parent)]
    disks = {folder.stat().st_dev: folder for folder in reversed(folders)}
    found = []
    for folder in disks.values():
        free = shutil.disk_usage(folder).free
        level = bad if free < _NO_DISK else hint if free < _LITTLE_DISK else ok
        code = "disk" if free >= _LITTLE_DISK else "disk_little"
        found.append(level("disk", code, folder=folder, free=f"{free / 1e9:.1f}"))
    return found


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that there is: they share a disk."""
    folder = folder.resolve()
    while not folder.exists():
        folder = folder.parent
    return folder


async def _database(settings: Settings) -> list[Finding]:
    if not settings.database_url and not settings.sqlite.exists():
        return [bad("database", "database_not_yet", file=settings.sqlite)]
    store = Store(settings.database)
    try:
        await store.open()
    except StoreAway as error:
        return [bad("database", "database_away", kind=store.kind, why=plain(str(error)))]
    try:
        await store.check_tables()
        waits = await ItemStore(store, lambda: datetime.now(UTC)).waiting()
    except StoreAway:
        return [bad("database", "database_old", kind=store.kind)]
    finally:
        await store.close()
    return [ok("database", "database", kind=store.kind, count=waits)]


# what lies outside


async def _telegram(settings: Settings) -> list[Finding]:
    if settings.mode == "off":
        return [ok("telegram", "telegram_off")]
    api = TelegramApi(settings.token, settings.telegram_api)
    try:
        told = await waiting(api)
    except DeliveryError as error:
        if isinstance(error, TelegramRefused) and error.status in (401, 404):
            return [bad("telegram", "telegram_token")]
        return [bad("telegram", "telegram_away", why=plain(error.why))]
    finally:
        await api.close()
    return [_inbox(settings, told)]


def _inbox(settings: Settings, told: Waiting) -> Finding:
    """Where Telegram brings its messages, and how many wait there."""
    expected = f"{settings.public_url}{WEBHOOK_PATH}" if settings.mode == "webhook" else ""
    if told.url != expected:
        return bad("telegram", "webhook_other" if expected else "webhook_set", expected=expected)
    many = told.pending_update_count
    if time.time() - told.last_error_date < _RECENT_ERROR:
        return bad("telegram", "webhook_fails", why=plain(told.last_error_message), count=many)
    if many > MANY_WAITING:
        return hint("telegram", "telegram_waits", count=many)
    return ok("telegram", "telegram", mode=settings.mode, count=many)


async def _flows(settings: Settings) -> list[Finding]:
    try:
        book = await asyncio.to_thread(
            load_book, settings.flows, settings.translations, demo=settings.is_demo
        )
    except FlowError as error:
        first = str(error.problems[0]).partition(": ")[0]
        return [bad("flows", "flows_broken", count=len(error.problems), place=first)]
    return [ok("flows", "flows", count=len(book.flows))]
