"""The last days of a case's deadlines. Days only: what they follow from is in the sealed record.

Rules
- Every key-holder of the team may set them, whoever owns the case. What comes is the whole list:
  a deadline that is not in it any more is gone.
- They do not change the case's state, and no epoch is asked for: two people who enter the same
  deadline at once do no harm, and nobody's right hangs on who was faster.
- Reminders come 14, 7, 3 and 1 days before, and on the day itself; they name the case, no more.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.sql import and_

from handoff.case_store import insert_note
from handoff.cases import OPEN, State
from handoff.desk import Desk
from handoff.feed import Publish, announce
from handoff.records import Member, Note
from handoff.store import Store
from handoff.tables import cases, deadlines
from post.errors import BadInput, Conflict
from post.ids import CaseId, StaffId

DAYS_BEFORE = (14, 7, 3, 1, 0)
MOST = 20
_ID = re.compile(r"[0-9a-f]{32}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Deadline(msgspec.Struct, frozen=True):
    """`id` is the page's own, 32 hex digits; `day` the last one (ISO); `open`: still to be kept."""

    id: str
    day: str
    open: bool


class DueSoon(msgspec.Struct, frozen=True):
    """A deadline of which somebody is to be reminded today; `left` days remain."""

    deadline: str
    case: CaseId
    team: str
    owner: StaffId | None
    left: int


class Deadlines:
    """All methods raise StoreAway, and NotFound for a case that this person may not see."""

    def __init__(
        self, *, store: Store, desk: Desk, now: Callable[[], dt.datetime], publish: Publish
    ) -> None:
        self._store = store
        self._desk = desk
        self._now = now
        self._publish = publish

    async def of(self, by: Member, case: CaseId) -> list[Deadline]:
        await self._desk.look(by, case)
        query = select(deadlines).where(deadlines.c.case == case)
        query = query.order_by(deadlines.c.day, deadlines.c.id)
        async with self._store.reading() as connection:
            return [Deadline(row.id, row.day, row.open) for row in await connection.execute(query)]

    async def put(self, by: Member, case_id: CaseId, given: list[Deadline]) -> None:
        """These and no others. Raises BadInput; Conflict "withdrawing", "closed"."""
        _check(given)
        case = (await self._desk.look(by, case_id)).case
        if case.withdraw_due is not None:
            raise Conflict("the resident is taking the case back", code="withdrawing")
        async with self._store.writing() as connection:
            state = select(cases.c.state).where(cases.c.id == case_id)
            if (await connection.execute(state)).scalar() == State.ERASED:
                raise Conflict("the case was erased", code="closed")
            await connection.execute(delete(deadlines).where(deadlines.c.case == case_id))
            ours = [{**msgspec.structs.asdict(one), "case": case_id} for one in given]
            taken = select(deadlines.c.id).where(deadlines.c.id.in_([one.id for one in given]))
            if (await connection.execute(taken)).first() is not None:
                raise BadInput("an id of another case")
            if ours:
                await connection.execute(insert(deadlines), ours)
            note = Note(f"staff:{by.id}", "deadlines", f"case:{case_id}")
            await insert_note(connection, note, self._now())
        await announce(self._publish, f"case:{case_id}")

    async def due(self, today: dt.date) -> list[DueSoon]:
        """Of which to remind today: open ones of open cases, the nearest first."""
        days = {(today + dt.timedelta(days=left)).isoformat(): left for left in DAYS_BEFORE}
        query = (
            select(deadlines.c.id, deadlines.c.day, cases.c.id.label("case"), cases.c.team)
            .add_columns(cases.c.owner)
            .join(cases, and_(cases.c.id == deadlines.c.case, cases.c.state.in_(OPEN)))
            .where(deadlines.c.open.is_(True), deadlines.c.day.in_(list(days)))
            .order_by(deadlines.c.day, deadlines.c.id)
        )
        async with self._store.reading() as connection:
            return [
                DueSoon(row.id, row.case, row.team, row.owner, days[row.day])
                for row in await connection.execute(query)
            ]


def _check(given: list[Deadline]) -> None:
    if len(given) > MOST or len({one.id for one in given}) != len(given):
        raise BadInput("too many deadlines, or one of them twice")
    for one in given:
        if not _ID.fullmatch(one.id) or not _DAY.fullmatch(one.day):
            raise BadInput("a deadline is an id and a day")
        try:
            dt.date.fromisoformat(one.day)
        except ValueError:
            raise BadInput("there is no such day") from None
