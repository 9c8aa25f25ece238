"""The statistics: what was counted of closed cases, entered quarter by quarter, unlinked.

Rules
- A quarter is entered REST days after its end (see quarters): its cases cannot come back by then.
  All that waits goes in one transaction: slips are opened, rows written, slips deleted. A kill in
  the middle leaves everything as it was; two workers enter once.
- A row has a random id, which is also where it lies; the quarter, no other time; the team; codes.
  So neither id nor order, time or size leads from a row to a case.
- Fewer than LOWEST slips of a team are no crowd to be lost in: they wait, and are counted together
  with the team's next quarter, as its cases.
- What was entered of a team's quarter never grows: a late slip is counted with the next one. So
  nobody learns something by comparing what was shown before and after.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

import msgspec
import structlog
from sqlalchemy import delete, func, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.case_store import Now
from handoff.cases import State
from handoff.coding import Coded
from handoff.disclosure import LOWEST
from handoff.office_hours import local_day
from handoff.quarters import after, newest_due, quarter_of
from handoff.slips import Slip, Slips, opened
from handoff.store import Store
from handoff.tables import cases, slips, statistics
from post.errors import CannotOpen, LotseError
from post.ids import random_id
from post.keyring import KeyRing

ROUND = 3 * 3600.0
"""Seconds between looks whether a quarter is due."""
AGAIN = 300.0
_log = structlog.get_logger(__name__)


class Waiting(msgspec.Struct, frozen=True):
    """An opened slip and the quarter in which its case was closed."""

    id: str
    quarter: str
    slip: Slip


class Batch(msgspec.Struct, frozen=True):
    """What is entered of a team as one quarter."""

    quarter: str
    slips: list[Waiting]


class Counted(msgspec.Struct, frozen=True):
    """What was entered of a team's quarter, one each of its cases, in no order."""

    team: str
    quarter: str
    cases: list[Coded]


class Statistics:
    """All methods raise StoreAway when the database cannot be reached."""

    def __init__(self, store: Store, keyring: KeyRing, slips: Slips, now: Now) -> None:
        self._store = store
        self._keyring = keyring
        self._slips = slips
        self._now = now

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            well = await self._tried()
            await asyncio.sleep(ROUND if well else AGAIN)

    async def round(self) -> int:
        """Enter what is due; how many rows."""
        await self._slips.fill_in()
        return await self.enter_due()

    async def enter_due(self) -> int:
        newest = newest_due(local_day(self._now()))
        async with self._store.writing() as connection:
            await _alone(connection, self._store.kind)
            entered = 0
            for team, waiting in (await self._waiting(connection, newest)).items():
                for batch in batches(waiting, await _newest_entered(connection, team), newest):
                    await _enter(connection, team, batch)
                    entered += len(batch.slips)
        if entered:
            await self._store.scrub()
        return entered

    async def counted(self, teams: Iterable[str], quarters: int) -> list[Counted]:
        """Of these teams, the newest quarter first, at most so many quarters of each."""
        found = []
        async with self._store.reading() as connection:
            for team in teams:
                query = select(statistics.c.quarter).where(statistics.c.team == team).distinct()
                query = query.order_by(statistics.c.quarter.desc()).limit(quarters)
                quarters_found = (await connection.execute(query)).scalars().all()
                found += [await _counted(connection, team, each) for each in quarters_found]
        return found

    async def _tried(self) -> bool:
        try:
            entered = await self.round()
        except LotseError as error:
            _log.warning("statistics_later", error=type(error).__name__, code=error.code)
            return False
        if entered:
            _log.info("statistics_entered", rows=entered)
        return True

    async def _waiting(self, connection: AsyncConnection, newest: str) -> dict[str, list[Waiting]]:
        """By team, what was closed in a quarter that is due."""
        query = select(slips.c.id, slips.c.case, slips.c.quarter, slips.c.sealed, cases.c.closed)
        query = query.outerjoin(cases, cases.c.id == slips.c.case)
        closed = (cases.c.state == State.CLOSED) & cases.c.withdraw_due.is_(None)
        query = query.where(slips.c.sealed.is_not(None), or_(slips.c.case.is_(None), closed))
        found: dict[str, list[Waiting]] = defaultdict(list)
        for row in await connection.execute(query):
            closing = row.closed if row.case is not None else None
            quarter = quarter_of(dt.date.fromisoformat(closing)) if closing else row.quarter
            if quarter > newest:
                continue
            try:
                slip = opened(self._keyring, row.id, row.sealed)
            except CannotOpen:
                continue  # of a backup older than its epoch: nobody can count it any more
            found[slip.team].append(Waiting(row.id, quarter, slip))
        return found


def batches(waiting: list[Waiting], entered: str | None, newest: str) -> list[Batch]:
    """What of a team is entered now. `entered` is its newest quarter that has rows already."""
    found = []
    left = sorted(waiting, key=lambda each: each.quarter)
    quarter = left[0].quarter if left else newest
    while quarter <= newest:
        mine = [each for each in left if each.quarter <= quarter]
        if len(mine) >= LOWEST and (entered is None or quarter > entered):
            found.append(Batch(quarter, mine))
            left = left[len(mine) :]
        quarter = after(quarter)
    return found


async def _enter(connection: AsyncConnection, team: str, batch: Batch) -> None:
    """The rows in the order of their random ids: how they lie on the disk tells nothing."""
    rows = [
        {"id": random_id(), "quarter": batch.quarter, "team": team, "coded": _written(each.slip)}
        for each in batch.slips
    ]
    await connection.execute(insert(statistics), sorted(rows, key=lambda row: row["id"]))
    for each in batch.slips:
        its = slips.c.id == each.id
        await connection.execute(delete(slips).where(its, slips.c.case.is_(None)))
        await connection.execute(update(slips).where(its).values(sealed=None))


async def _counted(connection: AsyncConnection, team: str, quarter: str) -> Counted:
    query = select(statistics.c.coded)
    query = query.where(statistics.c.team == team, statistics.c.quarter == quarter)
    rows = (await connection.execute(query)).scalars()
    return Counted(team, quarter, [msgspec.json.decode(coded, type=Coded) for coded in rows])


async def _newest_entered(connection: AsyncConnection, team: str) -> str | None:
    query = select(func.max(statistics.c.quarter)).where(statistics.c.team == team)
    found: str | None = (await connection.execute(query)).scalar()
    return found


async def _alone(connection: AsyncConnection, kind: str) -> None:
    """SQLite has one writer anyway. On PostgreSQL another worker waits, and so does who writes a
    slip.
    """
    if kind == "PostgreSQL":
        await connection.execute(text("LOCK TABLE slips IN SHARE ROW EXCLUSIVE MODE"))


def _written(slip: Slip) -> str:
    return msgspec.json.encode(dict(sorted(slip.coded.items()))).decode()
