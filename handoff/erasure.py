"""Taking a case away for good, at once or when its withdrawal falls due. No content is read here.

Rules
- What stays of an erased case is that there was one: its number, team, day and channel, for the
  audit and the counts.
- The ledger knows of an erasure before the database does. So a backup that is put back, or a kill
  between the two, never brings a case back.
- A withdrawal that can still be undone shuts the case for the counsellors meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.case_store import Now, case_from, case_of, insert_note, move_case
from handoff.cases import Case, State
from handoff.ledger import Ledger
from handoff.records import Note
from handoff.slips import closing_day, detach
from handoff.store import Store
from handoff.tables import (
    cases,
    deadlines,
    drafts,
    exclusions,
    items,
    reads,
    shares,
    slips,
    to_send,
    wraps,
)
from post.ids import CaseId

_PAGE = 500
_BELONGS_TO_A_CASE = (
    items,
    wraps,
    shares,
    exclusions,
    to_send,
    reads,
    deadlines,
    drafts,
    slips,
)
_BLANK: dict[str, Any] = {
    "flow": "",
    "lang": "",
    "owner": None,
    "recipient": "",
    "resident": None,
    "receipt_lookup": None,
    "route": None,
    "ping": None,
    "chat_lookup": None,
    "closed": None,
    "withdraw_due": None,
    "urgency": "ordinary",
    "timer": None,
    "due": None,
    "waiting_for": None,
    "answer_by": None,
    "offered_to": None,
    "answered": None,
    "interpreter": None,
    "translate": False,
    "translate_asked": None,
    "notice_version": "",
    "notice_lang": "",
    "notice_day": "",
}


class Erasure:
    """All methods raise StoreAway when the database or the ledger cannot be written."""

    def __init__(self, store: Store, ledger: Ledger, now: Now) -> None:
        self._store = store
        self._ledger = ledger
        self._now = now

    async def erase(self, before: Case, after: Case, note: Note) -> bool:
        """False when the case is not as it was in `before` any more; then nothing was changed."""
        async with self._store.writing() as connection:
            closed = await closing_day(connection, before.id)
            if not await move_case(connection, before, after, self._now().date().isoformat()):
                return False
            if note.verb == "expire":
                await detach(connection, before.id, closed)
            await blank(connection, before.id)
            await insert_note(connection, note, self._now())
            await asyncio.to_thread(self._ledger.erase, before.id)
        await self._store.scrub()
        return True

    async def withdraw_later(self, case: CaseId, due: int, note: Note) -> bool:
        """Set when it is to be erased (seconds since 1970); the first such wish counts."""
        change = update(cases).where(cases.c.id == case, cases.c.state != State.ERASED)
        change = change.where(cases.c.withdraw_due.is_(None)).values(withdraw_due=due)
        return await self._noted(change, note)

    async def keep(self, case: CaseId, note: Note) -> bool:
        """Undo that. False when there is nothing to undo, or it is too late."""
        now = int(self._now().timestamp())
        change = update(cases).where(cases.c.id == case, cases.c.withdraw_due > now)
        return await self._noted(change.values(withdraw_due=None), note)

    async def due(self) -> list[Case]:
        """Cases whose withdrawal takes effect now."""
        now = int(self._now().timestamp())
        query = select(*case_of).where(cases.c.withdraw_due <= now).limit(_PAGE)
        return await self._found(query)

    async def expired(self, keep_days: dict[str, int], other_days: int) -> list[Case]:
        """Closed cases whose time of keeping is over, by team; `other_days` for teams not named."""
        today = self._now().date()
        over = [
            (cases.c.team == team) & (cases.c.closed <= _days_before(today, days))
            for team, days in keep_days.items()
        ]
        rest = cases.c.team.not_in(list(keep_days))
        over.append(rest & (cases.c.closed <= _days_before(today, other_days)))
        query = select(*case_of).where(cases.c.state == State.CLOSED, or_(*over)).limit(_PAGE)
        return await self._found(query)

    async def _noted(self, change: Any, note: Note) -> bool:
        async with self._store.writing() as connection:
            changed = (await connection.execute(change)).rowcount == 1
            if changed:
                await insert_note(connection, note, self._now())
            return changed

    async def _found(self, query: Any) -> list[Case]:
        async with self._store.reading() as connection:
            return [case_from(row) for row in await connection.execute(query)]


async def blank(connection: AsyncConnection, case: CaseId) -> None:
    """Everything that belongs to the case, and what its own row says about it."""
    for table in _BELONGS_TO_A_CASE:
        await connection.execute(delete(table).where(table.c.case == case))
    await connection.execute(
        update(cases).where(cases.c.id == case).values(state=State.ERASED, **_BLANK)
    )


async def standing(connection: AsyncConnection, wanted: Iterable[CaseId]) -> list[CaseId]:
    """Those of the cases that are there and not erased."""
    ids, found = list(wanted), []
    for at in range(0, len(ids), _PAGE):
        some = cases.c.id.in_(ids[at : at + _PAGE])
        query = select(cases.c.id).where(some, cases.c.state != State.ERASED)
        found += [CaseId(case) for case in (await connection.execute(query)).scalars()]
    return found


async def known(connection: AsyncConnection) -> list[CaseId]:
    """The cases of which the database itself says that they were erased."""
    query = select(cases.c.id).where(cases.c.state == State.ERASED).order_by(cases.c.id)
    return [CaseId(case) for case in (await connection.execute(query)).scalars()]


def _days_before(day: date, days: int) -> str:
    return date.fromordinal(max(day.toordinal() - days, 1)).isoformat()
