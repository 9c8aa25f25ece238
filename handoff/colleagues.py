"""Who works with somebody, and who of them is away: for handing a case over, and for a deputy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec
from sqlalchemy import func, select

from handoff.entitled import holds_keys
from handoff.office_hours import local_day
from handoff.records import Member
from handoff.roster import Roster
from handoff.store import Store
from handoff.tables import absences
from post.ids import StaffId


class Colleague(msgspec.Struct, frozen=True):
    """`away_until` (ISO) is the last day of an absence that has begun."""

    id: StaffId
    shown_name: str
    teams: tuple[str, ...]
    away_until: str | None = None


class Colleagues:
    """All methods raise StoreAway."""

    def __init__(self, store: Store, roster: Roster, now: Callable[[], datetime]) -> None:
        self._store = store
        self._roster = roster
        self._now = now

    async def of(self, person: Member) -> list[Colleague]:
        """The other key-holders of the person's teams by name; only teams that they share."""
        away = await self._away()
        found = []
        for other in await self._roster.everybody():
            shared = tuple(team for team in other.teams if team in person.teams)
            shared = tuple(team for team in shared if holds_keys(other, team))
            if shared and other.id != person.id:
                found.append(Colleague(other.id, other.shown_name, shared, away.get(other.id)))
        return sorted(found, key=lambda each: each.shown_name.casefold())

    async def _away(self) -> dict[str, str]:
        today = local_day(self._now()).isoformat()
        query = (
            select(absences.c.staff, func.max(absences.c.last_day).label("last_day"))
            .where(absences.c.first_day <= today, absences.c.last_day >= today)
            .group_by(absences.c.staff)
        )
        async with self._store.reading() as connection:
            rows = await connection.execute(query)
            return {row.staff: row.last_day for row in rows}
