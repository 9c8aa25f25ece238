"""What the pure table of cases cannot know of time: when a timer falls due, who is away today."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from handoff.cases import OPEN, REOPEN_DAYS, Case, State, timer_for
from handoff.office_hours import due_of, is_open, local_day, next_open, promised_day
from post.desk import Team
from post.hours import Hours
from post.ids import StaffId

Away = Callable[[StaffId], Awaitable[bool]]
"""Whether somebody is absent today. Raises StoreAway."""


async def nobody_is_away(_staff: StaffId) -> bool:
    return False


class Timing:
    """`away` raises StoreAway where the absences cannot be read."""

    def __init__(
        self,
        teams: Callable[[], Mapping[str, Team]],
        now: Callable[[], datetime],
        away: Away = nobody_is_away,
        *,
        demo: bool = False,
    ) -> None:
        self._teams = teams
        self._now = now
        self.away = away
        self._demo = demo

    def timed(self, case: Case) -> Case:
        """With the time at which its timer falls due, where a step has just begun one."""
        if case.timer is None or case.due is not None:
            return case
        team = self._teams().get(case.team)
        due = due_of(case.timer, team, self._now(), case.answer_by)
        return msgspec.structs.replace(case, due=due)

    def begun(self, case: Case) -> Case:
        """A case that begins, with its first timer."""
        return self.timed(msgspec.structs.replace(case, timer=timer_for(case), due=None))

    def promised(self, case: Case) -> str:
        """The day (ISO) on which its resident has an answer at the latest; "" for none.

        Nothing is promised by a team that has not confirmed its hours (outside of a demo), nothing
        further once a human has answered, and a day that has passed is no promise any more.
        """
        if case.state == State.SCHEDULED and case.answer_by:
            return case.answer_by
        team = self._teams().get(case.team)
        hours = team.hours if team else Hours()
        if case.answered or case.state not in OPEN or not (hours.confirmed or self._demo):
            return ""
        day = promised_day(hours, date.fromisoformat(case.day))
        return day.isoformat() if day >= local_day(self._now()) else ""

    def office_of(self, team: Team) -> dict[str, Any]:
        """Whether somebody is there now, when next (ISO, UTC), and the working days promised."""
        now, hours = self._now(), team.hours
        opens = next_open(hours, now).astimezone(UTC)
        return {
            "open_now": is_open(hours, now),
            "next_open": opens.isoformat(timespec="seconds"),
            "promise": hours.promise,
        }

    def today(self) -> str:
        return self._now().date().isoformat()

    def reopens(self, closed: str | None) -> bool:
        """Whether a case closed on this day takes messages again; one not closed yet does."""
        if not closed:
            return True
        return (self._now().date() - date.fromisoformat(closed)).days <= REOPEN_DAYS
