"""How a case is shown over HTTP."""

from __future__ import annotations

from typing import Any

from handoff.api_translate import wished
from handoff.cases import State
from handoff.presence import Looking
from handoff.records import Member, Seen


def shown_case(seen: Seen, me: Member, looking: Looking) -> dict[str, Any]:
    case = seen.case
    return {
        "id": case.id,
        "number": case.number,
        "team": case.team,
        "state": case.state,
        "epoch": case.epoch,
        "owner": _person(case.owner, seen.owner_name),
        "lang": case.lang,
        "channel": case.channel,
        "day": case.day,
        "items": seen.items,
        "unread": seen.unread,
        "mine": case.owner == me.id,
        "demo": case.demo,
        "line": "safe" if seen.resident else "server",
        "withdrawing": case.withdraw_due is not None,
        "urgency": case.urgency,
        # Nobody took it within the first 12 working hours.
        "overdue": case.state == State.NEW and case.timer != "remind_12",
        "waiting_for": case.waiting_for,
        "answer_by": case.answer_by,
        "offered_to": _person(case.offered_to, seen.offered_name),
        "answered": case.answered,
        "deadline": seen.deadline,
        "looking": looking.get(case.id, []),
        **wished(seen),
    }


def _person(staff: str | None, shown_name: str | None) -> dict[str, str] | None:
    return {"id": staff, "shown_name": shown_name or ""} if staff else None
