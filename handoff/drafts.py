"""What somebody is writing and has not sent: sealed to the case, one for each person and case.

A draft carries no epoch and belongs to its author alone: nothing that colleagues do to the case
touches it. It goes when its reply is kept (see item_store), when its author throws it away, and
with the case.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, insert, select, update

from handoff.case_store import locked_case
from handoff.cases import State
from handoff.desk import Desk
from handoff.records import Member
from handoff.store import Store
from handoff.tables import drafts
from post.age_file import check_outside
from post.errors import Conflict, TooLarge
from post.ids import CaseId

LARGEST_DRAFT = 128 * 1024
"""Bytes of ciphertext: far more than the longest reply takes."""


class Drafts:
    """All methods raise StoreAway, and NotFound for a case that this person may not see."""

    def __init__(self, store: Store, desk: Desk) -> None:
        self._store = store
        self._desk = desk

    async def keep(self, by: Member, case_id: CaseId, ciphertext: bytes) -> None:
        """In place of what was there. Raises BadInput, TooLarge, Conflict "closed"."""
        await self._desk.look(by, case_id)
        if len(ciphertext) > LARGEST_DRAFT:
            raise TooLarge("the draft is too large")
        check_outside(ciphertext, recipients=1)
        async with self._store.writing() as connection:
            case = await locked_case(connection, case_id)
            if case is None or case.state == State.ERASED:
                raise Conflict("the case was erased", code="closed")
            change = update(drafts).where(*_mine(by, case_id)).values(ciphertext=ciphertext)
            if (await connection.execute(change)).rowcount == 0:
                row = {"case": case_id, "staff": by.id, "ciphertext": ciphertext}
                await connection.execute(insert(drafts).values(row))

    async def drop(self, by: Member, case_id: CaseId) -> None:
        await self._desk.look(by, case_id)
        async with self._store.writing() as connection:
            await connection.execute(delete(drafts).where(*_mine(by, case_id)))

    async def of(self, by: Member, case_id: CaseId) -> bytes | None:
        query = select(drafts.c.ciphertext).where(*_mine(by, case_id))
        async with self._store.reading() as connection:
            found: bytes | None = (await connection.execute(query)).scalar()
            return found


def _mine(by: Member, case: CaseId) -> tuple[ColumnElement[bool], ...]:
    return drafts.c.case == case, drafts.c.staff == by.id
