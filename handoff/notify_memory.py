"""What has been told to whom: Valkey, which may forget it. Then nothing old is told once more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from post.ids import StaffId
from post.keyring import KeyRing
from post.valkey import Valkey, unreachable

PAUSE = 600
"""Seconds at least between two notices to one person."""
FIRST_RETRY = 120
LAST_RETRY = 3600
CODE_SECONDS = 900
_KEEP = 40 * 24 * 3600
_REMINDERS_KEEP = 3 * 24 * 3600
_MARKS = 200


class Trouble(msgspec.Struct, frozen=True):
    """The last notice by this way could not be delivered. `at`: minute, UTC."""

    way: str
    why: str
    at: str


class NotifyMemory:
    """All methods raise StoreAway when Valkey cannot be reached."""

    def __init__(self, valkey: Valkey, keyring: KeyRing) -> None:
        self._client: Any = valkey.client
        self._keyring = keyring

    async def cursor(self, staff: StaffId) -> int | None:
        """The newest item that was told or is older than the wish; None when that is forgotten."""
        with unreachable():
            found = await self._client.get(_key("cursor", staff))
            return int(found) if found is not None else None

    async def begin(self, staff: StaffId, n: int) -> None:
        with unreachable():
            await self._client.set(_key("cursor", staff), n, ex=_KEEP)

    async def take_turn(self, staff: StaffId) -> bool:
        """Whether this person may be told now, by us: then nobody else may for PAUSE seconds."""
        with unreachable():
            return bool(await self._client.set(_key("turn", staff), 1, nx=True, ex=PAUSE))

    async def later(self, staff: StaffId) -> None:
        """Nothing could be sent: the next turn comes after a while that grows."""
        with unreachable():
            failures = int(await self._client.incr(_key("failures", staff)))
            await self._client.expire(_key("failures", staff), _KEEP)
            wait = min(FIRST_RETRY * 2 ** min(failures - 1, 10), LAST_RETRY)
            await self._client.set(_key("turn", staff), 1, ex=wait)

    async def forgive(self, staff: StaffId) -> None:
        """The person has changed something: try at once, forget what went wrong."""
        with unreachable():
            names = ("turn", "failures", "trouble")
            await self._client.delete(*[_key(name, staff) for name in names])

    async def told(self, staff: StaffId, n: int, marks: Iterable[str]) -> None:
        """Up to this item, and these things without one."""
        with unreachable():
            await self._client.set(_key("cursor", staff), n, ex=_KEEP)
            await self._client.delete(_key("failures", staff))
            known = list(marks)
            if known:
                await self._client.lpush(_key("marks", staff), *known)
                await self._client.ltrim(_key("marks", staff), 0, _MARKS - 1)
                await self._client.expire(_key("marks", staff), _KEEP)

    async def marks(self, staff: StaffId) -> set[str]:
        with unreachable():
            found = await self._client.lrange(_key("marks", staff), 0, -1)
            return {mark.decode() for mark in found}

    async def remind(self, staff: StaffId, team: str, mark: str) -> None:
        with unreachable():
            await self._client.hset(_key("reminders", staff), f"remind:{mark}", team)
            await self._client.expire(_key("reminders", staff), _REMINDERS_KEEP)

    async def reminders(self, staff: StaffId) -> list[tuple[str, str]]:
        """(team, mark)"""
        with unreachable():
            found = await self._client.hgetall(_key("reminders", staff))
            return [(team.decode(), mark.decode()) for mark, team in found.items()]

    async def failed(self, staff: StaffId, way: str, why: str, at: datetime) -> None:
        trouble = Trouble(way, why, at.isoformat(timespec="minutes"))
        with unreachable():
            await self._client.hset(_key("trouble", staff), way, msgspec.json.encode(trouble))
            await self._client.expire(_key("trouble", staff), _KEEP)

    async def well(self, staff: StaffId, way: str) -> None:
        with unreachable():
            await self._client.hdel(_key("trouble", staff), way)

    async def troubles(self, staff: StaffId) -> list[Trouble]:
        with unreachable():
            found = await self._client.hgetall(_key("trouble", staff))
            return [msgspec.json.decode(each, type=Trouble) for each in found.values()]

    async def keep_code(self, code: str, staff: StaffId) -> None:
        """For one use, within CODE_SECONDS. Kept is a keyed hash of it."""
        with unreachable():
            await self._client.set(self._code_key(code), staff, ex=CODE_SECONDS)

    async def use_code(self, code: str) -> StaffId | None:
        with unreachable():
            found = await self._client.getdel(self._code_key(code))
            return StaffId(found.decode()) if found else None

    def _code_key(self, code: str) -> str:
        return f"notices:code:{self._keyring.lookup('notice code', code)}"


def _key(name: str, staff: StaffId) -> str:
    return f"notices:{name}:{staff}"
