"""What residents wish besides an answer, in SQL. Every method is one transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Update, update

from handoff.case_store import Now, insert_note, insert_parcel
from handoff.cases import OPEN, Interpreter
from handoff.records import Note, Parcel
from handoff.store import Store
from handoff.tables import cases
from post.ids import CaseId, StaffId


class WishStore:
    """All methods raise StoreAway when the database cannot be reached."""

    def __init__(self, store: Store, now: Now) -> None:
        self._store = store
        self._now = now

    async def ask_translate(self, case: CaseId, owner: StaffId, note: Note, parcel: Parcel) -> bool:
        """False when it was asked already, or the case is not this owner's any more."""
        change = _open_case(case).where(
            cases.c.owner == owner,
            cases.c.resident.is_not(None),
            cases.c.translate_asked.is_(None),
            cases.c.translate.is_(False),
        )
        return await self._changed(change.values(translate_asked="asked"), note, parcel)

    async def set_translate(self, case: CaseId, *, on: bool, note: Note, parcel: Parcel) -> bool:
        """The resident's answer. False when it is as it was, or nobody can hear it any more."""
        change = _open_case(case).where(
            cases.c.resident.is_not(None),
            cases.c.translate.is_not(on) | cases.c.translate_asked.is_distinct_from("answered"),
        )
        values: dict[str, Any] = {"translate": on, "translate_asked": "answered"}
        return await self._changed(change.values(values), note, parcel)

    async def set_interpreter(
        self, case: CaseId, state: Interpreter | None, note: Note, parcel: Parcel | None
    ) -> bool:
        """False when it is as it was, or the case is closed."""
        change = _open_case(case).where(cases.c.interpreter.is_distinct_from(state))
        return await self._changed(change.values(interpreter=state), note, parcel)

    async def _changed(self, change: Update, note: Note, parcel: Parcel | None) -> bool:
        async with self._store.writing() as connection:
            if (await connection.execute(change)).rowcount != 1:
                return False
            await insert_note(connection, note, self._now())
            if parcel is not None:
                await insert_parcel(connection, parcel)
            return True


def _open_case(case: CaseId) -> Update:
    return update(cases).where(
        cases.c.id == case, cases.c.state.in_(list(OPEN)), cases.c.withdraw_due.is_(None)
    )
