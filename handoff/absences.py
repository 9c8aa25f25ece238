"""Absences: who is away when, and what becomes of their cases meanwhile.

Rules
- Everybody with cases enters their own; leads those of the people of their teams. No reason is
  asked for, and what is over is forgotten.
- On the first day the person's open cases go to the deputy; those the deputy may not have (another
  team, kept from them, away as well) go back to the queue. Cases that are offered to the absent
  person go back to their owner. Residents are told.
- That happens once. Whoever is back early and claims a case keeps it.
- Until that is done every case is looked at anew, so it can be done twice, or by two processes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from handoff.absence_store import Absence, AbsenceStore
from handoff.cases import Case, Verb
from handoff.entitled import check_sees, holds_keys, share_a_team
from handoff.feed import Publish, announce
from handoff.hands import Hands
from handoff.office_hours import local_day
from handoff.records import Member, Note
from handoff.roster import Roster
from post.errors import BadInput, NotFound
from post.ids import StaffId, random_id

FURTHEST = timedelta(days=730)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Absences:
    """All methods raise StoreAway."""

    def __init__(
        self,
        *,
        store: AbsenceStore,
        roster: Roster,
        hands: Hands,
        now: Callable[[], datetime],
        publish: Publish,
    ) -> None:
        self._store = store
        self._roster = roster
        self._hands = hands
        self._now = now
        self._publish = publish

    # what people do

    async def of(self, by: Member, staff_id: StaffId) -> list[Absence]:
        """Raises NotFound for somebody who is none of the asker's business."""
        await self._whose(by, staff_id)
        return await self._store.of(staff_id)

    async def add(
        self,
        by: Member,
        staff_id: StaffId,
        first_day: str,
        last_day: str,
        deputy: StaffId | None,
    ) -> Absence:
        """Raises NotFound; BadInput "days", "deputy"; Conflict "overlap", "many".

        One that begins today begins at once.
        """
        person = await self._whose(by, staff_id)
        self._check_days(first_day, last_day)
        if deputy is not None:
            await self._check_deputy(person, deputy)
        absence = Absence(random_id(), staff_id, first_day, last_day, deputy)
        await self._store.add(absence, Note(f"staff:{by.id}", "absent", f"staff:{staff_id}"))
        await self.begin()
        await announce(self._publish, f"staff:{staff_id}")
        return absence

    async def remove(self, by: Member, staff_id: StaffId, absence_id: str) -> None:
        """Raises NotFound. Cases that were passed on stay where they are."""
        await self._whose(by, staff_id)
        note = Note(f"staff:{by.id}", "present", f"staff:{staff_id}")
        if not await self._store.remove(staff_id, absence_id, note):
            raise NotFound("no such absence")
        await announce(self._publish, f"staff:{staff_id}")

    # what the clock does

    async def begin(self) -> None:
        """Pass on the cases of whoever is away from today on."""
        for absence in await self._store.beginning():
            for case in await self._store.cases_with(absence.staff):
                await self._pass_on(case, absence)
            # A case that changed hands in between is looked at in the next round.
            if not await self._store.cases_with(absence.staff):
                await self._store.has_begun(absence.id)

    async def forget_past(self) -> None:
        await self._store.forget_past()

    async def _pass_on(self, case: Case, absence: Absence) -> None:
        if case.owner != absence.staff:
            await self._hands.by_clock(case, Verb.RETURN)
            return
        deputy = await self._deputy(absence)
        if deputy is None or not await self._hands.depute(case, deputy):
            await self._hands.free(case)

    async def _deputy(self, absence: Absence) -> Member | None:
        """None where there is none, or they are away as well."""
        if absence.deputy is None or await self._store.is_away(absence.deputy):
            return None
        return await self._roster.member(absence.deputy)

    # who and when

    async def _whose(self, by: Member, staff_id: StaffId) -> Member:
        if by.id == staff_id:
            return by
        person = await self._roster.member(staff_id)
        if person is None:
            raise NotFound("no such person")
        check_sees(by, person)
        return person

    def _check_days(self, first_day: str, last_day: str) -> None:
        first, last = _day(first_day), _day(last_day)
        today = local_day(self._now())
        if not (first <= last and today <= last <= today + FURTHEST):
            raise BadInput("not the days of an absence", code="days")

    async def _check_deputy(self, person: Member, deputy: StaffId) -> None:
        found = await self._roster.member(deputy)
        if found is None or found.id == person.id or not share_a_team(person, found):
            raise BadInput("nobody who could stand in", code="deputy")
        if not any(holds_keys(found, team) for team in person.teams):
            raise BadInput("nobody who could stand in", code="deputy")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        raise BadInput("not a day", code="days") from None
