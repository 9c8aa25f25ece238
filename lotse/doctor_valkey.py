"""The doctor's look at Valkey and at what waits in it; see lotse.doctor."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.idle import Idle
from lotse.embedded import socket_path
from lotse.finding import Finding, bad, hint, ok
from lotse.reasons import plain
from lotse.settings import Settings
from post import keyfile
from post.dead_letters import Letters
from post.errors import StoreAway
from post.keyring import KeyRing
from post.outbox import Outbox
from post.valkey import Valkey, unreachable

OLD_MESSAGE = 15 * 60
"""Seconds after which a message should be out, were the messenger there."""
LATE_REMINDER = 10 * 60
"""Seconds after which a worker should have looked at a silent chat."""
_CLOCK_HINT, _CLOCK_BAD = 2.0, 30.0
_OLDEST_VALKEY = 7


async def look_at_valkey(settings: Settings) -> list[Finding]:
    try:
        async with attached(settings) as valkey:
            await valkey.ping()
            found = [*await _server(valkey), *await _clock(valkey), *await _running(valkey)]
            return found + await _waiting(valkey, settings)
    except StoreAway as error:
        if not settings.valkey_url:
            return [bad("valkey", "not_running", folder=settings.data)]
        return [bad("valkey", "valkey_away", why=plain(str(error)))]


@asynccontextmanager
async def attached(settings: Settings) -> AsyncIterator[Valkey]:
    """The Valkey of the running program."""
    url = settings.valkey_url or f"unix://{socket_path(settings.data / 'valkey')}"
    valkey = Valkey(url, connections=2)
    try:
        yield valkey
    finally:
        await valkey.close()


async def _server(valkey: Valkey) -> list[Finding]:
    """How it keeps what it is given."""
    client: Any = valkey.client
    with unreachable():
        told: dict[str, Any] = await client.info()
        fsync = await _configured(client, "appendfsync")
    found = []
    if told.get("role") == "slave":
        found.append(bad("valkey", "valkey_replica"))
    if not told.get("aof_enabled"):
        found.append(bad("valkey", "valkey_forgets"))
    elif told.get("aof_last_write_status") != "ok":
        found.append(bad("valkey", "valkey_disk"))
    elif fsync not in ("always", ""):
        found.append(hint("valkey", "valkey_fsync", fsync=fsync))
    if told.get("maxmemory_policy", "noeviction") != "noeviction":
        found.append(bad("valkey", "valkey_evicts", policy=told["maxmemory_policy"]))
    if told.get("maxmemory") and told["used_memory"] > 0.9 * told["maxmemory"]:
        found.append(bad("valkey", "valkey_full", percent=_percent(told)))
    version = str(told.get("valkey_version") or told.get("redis_version"))
    if int(version.partition(".")[0]) < _OLDEST_VALKEY:
        found.append(bad("valkey", "valkey_old", version=version))
    megabytes = told["used_memory"] // 1_000_000
    return found or [ok("valkey", "valkey", version=version, megabytes=megabytes)]


async def _configured(client: Any, name: str) -> str:
    """A setting of the server, "" where it tells nobody."""
    try:
        return str((await client.config_get(name)).get(name, ""))
    except Exception:
        return ""


def _percent(told: dict[str, Any]) -> int:
    return int(100 * told["used_memory"] / told["maxmemory"])


async def _clock(valkey: Valkey) -> list[Finding]:
    """This machine's clock beside that of Valkey, which may be the same."""
    client: Any = valkey.client
    before = time.time()
    with unreachable():
        seconds, micros = await client.time()
    here = (before + time.time()) / 2
    apart = abs(seconds + micros / 1e6 - here)
    level = bad if apart > _CLOCK_BAD else hint if apart > _CLOCK_HINT else ok
    return [level("clock", "clock" if level is ok else "clock_apart", seconds=round(apart, 1))]


async def _running(valkey: Valkey) -> list[Finding]:
    if await valkey.listeners():
        return [ok("program", "running")]
    return [bad("program", "nobody_runs")]


async def _waiting(valkey: Valkey, settings: Settings) -> list[Finding]:
    """What waits to be sent, to be done, or for an operator."""
    if not settings.secret_file.exists():
        return []
    ring = KeyRing(keyfile.read(settings.secret_file), settings.secret_file)
    depth = await Outbox(valkey, ring).depth()
    late = await Idle(valkey, ring, _plays_nothing).late()
    letters = Letters(valkey, ring)
    many, age = await letters.count()
    lost = await letters.lost()
    found = []
    level = hint if depth.oldest > OLD_MESSAGE else ok
    found.append(
        level(
            "outbox",
            "outbox" if level is ok else "outbox_old",
            chats=depth.chats,
            messages=depth.entries,
            failed=depth.failed,
            minutes=int(depth.oldest // 60),
        )
    )
    if late > LATE_REMINDER:
        found.append(bad("worker", "worker_late", minutes=int(late // 60)))
    if many:
        found.append(bad("letters", "letters", count=many, days=int(age // 86400)))
    else:
        found.append(ok("letters", "no_letters"))
    if lost:
        found.append(hint("letters", "letters_lost", count=lost))
    return found


async def _plays_nothing(_due: object) -> None:
    raise AssertionError("only looked at")
