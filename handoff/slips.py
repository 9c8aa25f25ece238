"""What is to be counted of a case: a slip of coded values, made when it is closed.

Rules
- The browser makes it from the sealed record, because nobody else can read that. The server checks
  that there are only codes in it, and adds what it knows by itself.
- Until its quarter is counted it lies beside the case, sealed by the key ring, padded to one size.
  Closing again replaces it, withdrawing the case takes it along. When the case's time of keeping
  ends first, the slip stays without its case.
- A case that was closed without a record is counted with what the server knows.
- Once it is counted (see statistics) there is no slip any more, only the mark that there was one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.case_store import KeyIsGone, Now, case_from, case_of, locked_case, refuse_dead
from handoff.cases import Case, State
from handoff.coding import Coded, FieldsOf, checked, first_answer, known_by_itself
from handoff.entitled import leads
from handoff.office_hours import local_day
from handoff.quarters import quarter_of
from handoff.records import Member
from handoff.store import Store
from handoff.tables import cases, slips
from post.desk import Team
from post.errors import Conflict, NotFound, StoreAway, TooLarge
from post.hours import Hours
from post.ids import CaseId, random_id
from post.keyring import KeyRing

_PADDED = 1024  # bytes; its size tells nothing
_PAGE = 200
_TRIES = 3


class Slip(msgspec.Struct, frozen=True):
    team: str
    coded: Coded


class Slips:
    """All methods raise StoreAway when the database cannot be reached."""

    def __init__(
        self,
        store: Store,
        keyring: KeyRing,
        fields_of: FieldsOf,
        teams: Callable[[], Mapping[str, Team]],
        now: Now,
    ) -> None:
        self._store = store
        self._keyring = keyring
        self.fields_of = fields_of
        self._teams = teams
        self._now = now

    async def put(self, by: Member, case_id: CaseId, given: Mapping[str, Any]) -> None:
        """Keep a case's slip instead of the one before. For its owner and for leads.

        Raises NotFound, BadInput "coded", TooLarge, Conflict: "stale" to somebody else, "counted"
        when its quarter is, "withdrawing".
        """
        for _ in range(_TRIES):
            try:
                async with self._store.writing() as connection:
                    await self._replace(connection, by, case_id, given)
                return
            except KeyIsGone:
                continue
        raise StoreAway("key file", "changes all the time")

    async def fill_in(self) -> int:
        """Slips for closed cases that have none; how many."""
        filled = 0
        while found := await self._without_slip():
            async with self._store.writing() as connection:
                for case, closed in found:
                    if await _slip_of(connection, case.id) is None:
                        await self._add(connection, case.id, quarter_of(closed), self.bare(case))
                        filled += 1
        return filled

    def bare(self, case: Case, coded: Coded | None = None) -> Slip:
        """A slip with `coded` and what the server knows of the case by itself."""
        team = self._teams().get(case.team)
        waited = first_answer(case.day, case.answered, team.hours if team else Hours())
        fields = self.fields_of(case.team)
        known = known_by_itself(fields, channel=case.channel, lang=case.lang)
        return Slip(case.team, {**known, **(coded or {}), "first_answer": [waited]})

    async def _replace(
        self, connection: AsyncConnection, by: Member, case_id: CaseId, given: Mapping[str, Any]
    ) -> None:
        case = await locked_case(connection, case_id)
        if case is None or case.state == State.ERASED:
            raise NotFound("no such case")
        if case.withdraw_due is not None:
            raise Conflict("the resident is taking the case back", code="withdrawing")
        if case.owner != by.id and not leads(by, case.team):
            raise Conflict("the case has changed hands", code="stale")
        before = await _slip_of(connection, case_id)
        if before is not None and before.sealed is None and case.state == State.CLOSED:
            raise Conflict("its quarter has been counted", code="counted")
        slip = self.bare(case, checked(given, self.fields_of(case.team)))
        await connection.execute(delete(slips).where(slips.c.case == case_id))
        await self._add(connection, case_id, quarter_of(local_day(self._now())), slip)

    async def _add(
        self, connection: AsyncConnection, case: CaseId, quarter: str, slip: Slip
    ) -> None:
        its_id = random_id()
        sealed = self._keyring.seal("slip", its_id, _written(slip))
        row = {"id": its_id, "case": case, "quarter": quarter, "sealed": sealed}
        await connection.execute(insert(slips).values(row))
        refuse_dead(self._keyring.alive, sealed)

    async def _without_slip(self) -> list[tuple[Case, dt.date]]:
        query = without_slip().limit(_PAGE)
        async with self._store.reading() as connection:
            return [
                (case_from(row), dt.date.fromisoformat(row.closed))
                for row in await connection.execute(query)
            ]


def without_slip() -> Select[Any]:
    """Closed cases that have no slip."""
    query = select(*case_of, cases.c.closed).outerjoin(slips, slips.c.case == cases.c.id)
    query = query.where(slips.c.id.is_(None), cases.c.state == State.CLOSED)
    return query.where(cases.c.closed.is_not(None), cases.c.withdraw_due.is_(None))


def opened(keyring: KeyRing, its_id: str, sealed: bytes) -> Slip:
    """Raises CannotOpen."""
    return msgspec.json.decode(keyring.open("slip", its_id, sealed), type=Slip)


async def closing_day(connection: AsyncConnection, case: CaseId) -> str | None:
    query = select(cases.c.closed).where(cases.c.id == case)
    day: str | None = (await connection.execute(query)).scalar()
    return day


async def detach(connection: AsyncConnection, case: CaseId, day: str | None) -> None:
    """To be called before a case is erased because its time is over: its slip stays to be counted,
    and leads to no case any more. `day`: its closing_day.
    """
    if day is None:
        return
    kept = update(slips).where(slips.c.case == case, slips.c.sealed.is_not(None))
    quarter = quarter_of(dt.date.fromisoformat(day))
    await connection.execute(kept.values(case=None, quarter=quarter))


async def _slip_of(connection: AsyncConnection, case: CaseId) -> Any:
    return (await connection.execute(select(slips).where(slips.c.case == case))).first()


def _written(slip: Slip) -> bytes:
    content = msgspec.json.encode(slip)
    if len(content) > _PADDED:
        raise TooLarge("too many codes")
    return content.ljust(_PADDED)
