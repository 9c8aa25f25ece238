"""How many cases there are, for those who run the program: numbers, no case is told apart."""

from __future__ import annotations

from sqlalchemy import func, select

from handoff.cases import State
from handoff.store import Store
from handoff.tables import cases


async def case_counts(store: Store) -> dict[tuple[str, str], int]:
    """(team, state) → cases that are not erased. Raises StoreAway."""
    wanted = (
        select(cases.c.team, cases.c.state, func.count())
        .where(cases.c.state != State.ERASED)
        .group_by(cases.c.team, cases.c.state)
    )
    async with store.reading() as connection:
        return {(team, state): many for team, state, many in await connection.execute(wanted)}
