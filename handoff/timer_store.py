"""Which timers have run out. Read only: what becomes of a case is a change of hands (see hands)."""

from __future__ import annotations

from sqlalchemy import and_, exists, select

from handoff.case_store import Now, case_from, case_of
from handoff.cases import OPEN, Case
from handoff.store import Store
from handoff.tables import cases, deadlines

PAGE = 200
"""Cases of one round; the others are for the next one, the longest due first."""


class TimerStore:
    """All methods raise StoreAway when the database cannot be reached."""

    def __init__(self, store: Store, now: Now) -> None:
        self._store = store
        self._now = now

    async def due(self) -> list[Case]:
        """Open cases whose timer has run out, at most PAGE.

        Without those that nothing may be done with now: their resident takes them back, or a
        deadline that is open keeps them from being closed. So they hold no others up.
        """
        now = int(self._now().timestamp())
        has_deadline = exists().where(deadlines.c.case == cases.c.id, deadlines.c.open.is_(True))
        query = (
            select(*case_of)
            .where(cases.c.due <= now, cases.c.timer.is_not(None), cases.c.state.in_(OPEN))
            .where(cases.c.withdraw_due.is_(None), ~and_(cases.c.timer == "expire", has_deadline))
            .order_by(cases.c.due, cases.c.id)
            .limit(PAGE)
        )
        async with self._store.reading() as connection:
            return [case_from(row) for row in await connection.execute(query)]
