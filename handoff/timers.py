"""What the clock does with cases: reminders, the end of waiting, days that were promised.

Rules
- A new case: its team is reminded after 12 and after 24 working hours (or what the team has set).
  Waiting for the resident: a gentle reminder after 14 days, the end after 30, never while a
  deadline is open. A day promised: the case is active again when that day begins. An offer that
  nobody accepts goes back after one working day.
- A step changes a case only as it was read, its timer included: two workers, or one that was killed
  halfway, do nothing twice. A clock that is an hour off shifts a step by that hour, no more.
- Reminders are told when the step is written. Killed in between, a reminder is lost, but not its
  sign in the queue (`overdue`), and there is a second one.
- They name a team and a case's id; whoever passes them on to people says nothing of the case.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from handoff.absences import Absences
from handoff.cases import Case, Verb
from handoff.deadline_store import Deadlines
from handoff.hands import Hands
from handoff.office_hours import local_day
from handoff.pings import Pings
from handoff.timer_store import PAGE, TimerStore
from post.errors import LotseError
from post.ids import CaseId
from post.valkey import Valkey, unreachable

ROUND = 30.0
"""Seconds between looks for what is due."""
OnReminder = Callable[[str, CaseId, str], Awaitable[None]]
"""(team, case, what): what is "remind_12", "remind_24", "date", "return" or "deadline"."""
_STEPS: dict[str, Verb] = {
    "remind_12": Verb.REMIND,
    "remind_24": Verb.REMIND,
    "gentle": Verb.REMIND,
    "expire": Verb.EXPIRE,
    "date": Verb.DUE,
    "return": Verb.RETURN,
}
_FOR_THE_TEAM = frozenset({"remind_12", "remind_24", "date", "return"})
_TOLD_SECONDS = 3 * 24 * 3600
"""So long it is remembered that a deadline was told of: the day it was, and the clock's slips."""
_log = structlog.get_logger(__name__)


async def nobody_is_told(_team: str, _case: CaseId, _what: str) -> None:
    """Without notices to counsellors: they see it in the queue."""


class Timers:
    def __init__(
        self,
        *,
        store: TimerStore,
        hands: Hands,
        absences: Absences,
        deadlines: Deadlines,
        pings: Pings,
        valkey: Valkey,
        now: Callable[[], datetime],
        on_reminder: OnReminder = nobody_is_told,
    ) -> None:
        self._store = store
        self._hands = hands
        self._absences = absences
        self._deadlines = deadlines
        self._pings = pings
        self._valkey = valkey
        self._now = now
        self._on_reminder = on_reminder
        self._reminded_on = ""

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.round()
            await asyncio.sleep(ROUND)

    async def round(self) -> None:
        """Whatever is due now. A step that fails is told in the log and comes again."""
        await self._try("absences", self._absences.begin)
        await self._try("past absences", self._absences.forget_past)
        await self._try("timers", self._timers)
        await self._try("deadlines", self._remind_of_deadlines)

    async def _try(self, name: str, step: Callable[[], Awaitable[None]]) -> None:
        try:
            await step()
        except LotseError as error:
            _log.warning("timers_later", step=name, error=type(error).__name__, code=error.code)

    async def _timers(self) -> None:
        """Page by page; a page of which nothing could be done is the last."""
        while True:
            due = await self._store.due()
            done = [await self._ring(case) for case in due]
            if len(due) < PAGE or not any(done):
                return

    async def _ring(self, case: Case) -> bool:
        """One timer; False when somebody was faster."""
        timer = case.timer or ""
        if timer not in _STEPS or not await self._hands.by_clock(case, _STEPS[timer]):
            return False
        if timer in _FOR_THE_TEAM:
            await self._on_reminder(case.team, case.id, timer)
        elif timer == "gentle":
            await self._pings.answered(case.id, f"gentle:{case.due}", case.lang)
        return True

    async def _remind_of_deadlines(self) -> None:
        """Once a day for each deadline of which to remind, whichever worker comes first."""
        today = local_day(self._now())
        if self._reminded_on == today.isoformat():
            return
        for one in await self._deadlines.due(today):
            if await self._first(f"deadline-told:{one.deadline}:{today.isoformat()}"):
                await self._on_reminder(one.team, one.case, "deadline")
        self._reminded_on = today.isoformat()

    async def _first(self, key: str) -> bool:
        with unreachable():
            return bool(await self._valkey.client.set(key, b"1", nx=True, ex=_TOLD_SECONDS))
