"""What the routes of the desk have in common: the parts they ask, ids, how people are shown."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from handoff.absences import Absences
from handoff.audit_store import AuditStore
from handoff.auth import Auth
from handoff.case_file import CaseFile
from handoff.colleagues import Colleagues
from handoff.deadline_store import Deadlines
from handoff.desk import Desk
from handoff.feed import Feed
from handoff.joining import Joining
from handoff.languages import Languages
from handoff.notify import Notifier
from handoff.passkeys import Passkeys
from handoff.presence import Presence
from handoff.records import Member, Method
from handoff.roster import Roster
from handoff.slips import Slips
from handoff.staffing import Staffing
from handoff.statistics import Statistics
from handoff.wrapping import Wrapping
from post.deadlines import Rule
from post.documentation import Scheme
from post.errors import BadInput, NotFound
from post.ids import CaseId, StaffId
from post.sealing import fingerprint

_LARGEST_CURSOR = 2**53
_CURSOR = re.compile(r"[0-9]{1,16}")
_ID = re.compile(r"[0-9a-f]{32}")

Report = Callable[[], Awaitable[dict[str, Any]]]


@dataclass(frozen=True)
class Parts:
    """`counts` are those of `lotse flows counts --json`; `system` says whether everything runs.

    `rules` and `documentation` (of a team) are the editors', as they are now.
    """

    desk: Desk
    presence: Presence
    colleagues: Colleagues
    absences: Absences
    file: CaseFile
    auth: Auth
    passkeys: Passkeys
    roster: Roster
    joining: Joining
    staffing: Staffing
    wrapping: Wrapping
    deadlines: Deadlines
    slips: Slips
    statistics: Statistics
    notifier: Notifier
    languages: Languages
    audit: AuditStore
    feed: Feed
    counts: Report
    system: Report
    rules: Callable[[], tuple[Rule, ...]]
    documentation: Callable[[str], Scheme]


async def me_of(parts: Parts, person: Member) -> dict[str, Any]:
    methods = await parts.roster.methods.of(person.id)
    return {**shown(person, methods), "lock_minutes": parts.roster.lock_minutes(person)}


def shown(person: Member, methods: list[Method]) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "shown_name": person.shown_name,
        "role": person.role,
        "recipient": person.recipient,
        "confirmed": person.confirmed,
        "teams": list(person.teams),
        "methods": {
            "passphrase": any(method.kind == "passphrase" for method in methods),
            "passkeys": sum(method.kind == "passkey" for method in methods),
        },
    }


async def listed(parts: Parts, person: Member) -> dict[str, Any]:
    return as_listed(person, await parts.roster.methods.of(person.id))


def as_listed(person: Member, methods: list[Method]) -> dict[str, Any]:
    """A person as leads see them. `changed`: the row was changed past the program."""
    return {
        **shown(person, methods),
        "fingerprint": fingerprint(person.recipient),
        "revoked": person.revoked,
        "changed": not person.genuine,
    }


def case_id_of(text: str) -> CaseId:
    if not _ID.fullmatch(text):
        raise NotFound("no such case")
    return CaseId(text)


def staff_id_of(text: str) -> StaffId:
    if not _ID.fullmatch(text):
        raise NotFound("no such person")
    return StaffId(text)


def cursor_of(text: str) -> int:
    if not _CURSOR.fullmatch(text) or int(text) > _LARGEST_CURSOR:
        raise BadInput("this is no cursor")
    return int(text)
