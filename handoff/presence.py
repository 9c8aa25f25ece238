"""Who has a case open right now, so that two people do not work on it without knowing.

Kept in Valkey only and for LEASE seconds, within which the open page says it again. Whoever looks
at nothing any more is forgotten by itself; nothing is decided by it.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from handoff.feed import Publish, announce
from handoff.queue import Queue
from handoff.records import Member
from handoff.roster import Roster
from post.ids import CaseId, StaffId
from post.valkey import Valkey, unreachable

LEASE = 45.0
"""Seconds; the page says it again every 20."""
_KEY = "looking"

Looking = Mapping[str, list[str]]
"""Case → the shown names of others who have it open."""


class Presence:
    """All methods raise StoreAway."""

    def __init__(
        self,
        valkey: Valkey,
        queue: Queue,
        roster: Roster,
        publish: Publish,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._valkey = valkey
        self._queue = queue
        self._roster = roster
        self._publish = publish
        self._now = now

    async def look(self, by: Member, case: CaseId, *, here: bool) -> list[str]:
        """`by` has the case open, or has it no longer; who else has. Raises NotFound."""
        await self._queue.look(by, case)
        client: Any = self._valkey.client
        member = f"{case}/{by.id}"
        with unreachable():
            if here:
                until = await client.zscore(_KEY, member)
                await client.zadd(_KEY, {member: self._now() + LEASE})
                changed = until is None or until < self._now()
            else:
                changed = bool(await client.zrem(_KEY, member))
        if changed:
            await announce(self._publish, f"look:{case}")
        return (await self.others(by)).get(case, [])

    async def others(self, by: Member) -> Looking:
        """Of all cases that somebody else has open; to be asked for cases `by` may see only."""
        client: Any = self._valkey.client
        with unreachable():
            await client.zremrangebyscore(_KEY, "-inf", self._now() - LEASE)
            found = await client.zrange(_KEY, self._now(), "+inf", byscore=True)
        looking: defaultdict[str, list[str]] = defaultdict(list)
        for member in found:
            case, _, staff = member.decode().partition("/")
            if staff != by.id and (person := await self._roster.member(StaffId(staff))):
                looking[case].append(person.shown_name)
        return {case: sorted(names) for case, names in looking.items()}
