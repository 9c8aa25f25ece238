"""Who may do what with which object. Pure: it is told the facts and answers by raising or not.

Rules
- Somebody counts who is in the roster unchanged, confirmed by a lead and not revoked.
- A role gives rights; the object decides the rest. Cases belong to a team: its members who hold
  keys may see and work them, except those a case is kept from. For everybody else it does not
  exist (NotFound), so that nobody can try out whether it does.
- Leads see the people with whom they share a team, and may revoke them: that only takes away.
  What gives (confirming, roles, enrolling anew) takes a lead of all the person's teams, so that no
  team lets somebody into another one.
- Editors and operators hold no keys: there is nothing of a case for them.
"""

from __future__ import annotations

from enum import StrEnum

from handoff.records import Member, Role
from post.errors import BadInput, Conflict, NotAllowed, NotFound

AT_LEAST = 2
"""Key-holders of a team, or no case is opened (in a demo one is enough)."""


class Right(StrEnum):
    CASES = "cases"
    """Read and work the cases of one's teams."""
    STAFF = "staff"
    """The roster, the audit, exclusions and the recovery of one's teams."""
    COUNTS = "counts"
    """The counts without people."""
    SYSTEM = "system"
    """Whether everything runs; no names, no content."""


RIGHTS: dict[Role, frozenset[Right]] = {
    "lead": frozenset({Right.CASES, Right.STAFF, Right.COUNTS, Right.SYSTEM}),
    "counsellor": frozenset({Right.CASES}),
    "editor": frozenset({Right.COUNTS}),
    "operator": frozenset({Right.SYSTEM}),
}


def may_sign_in(person: Member) -> bool:
    """Whoever waits for the confirmation may, to show their fingerprint."""
    return person.genuine and not person.revoked


def counts(person: Member) -> bool:
    return may_sign_in(person) and person.confirmed


def check(person: Member, right: Right) -> None:
    """Raises NotAllowed: code "unconfirmed" while only the confirmation is missing."""
    if not counts(person):
        raise NotAllowed("not confirmed", code="unconfirmed")
    if right not in RIGHTS[person.role]:
        raise NotAllowed(f"a {person.role} has no right to {right}")


def holds_keys(person: Member, team: str) -> bool:
    """Whether cases of the team are wrapped for this person."""
    return counts(person) and Right.CASES in RIGHTS[person.role] and team in person.teams


def may_see(person: Member, team: str, *, excluded: bool) -> bool:
    """Whether a case of the team, or one they are excluded from, exists for this person."""
    return holds_keys(person, team) and not excluded


def check_case(person: Member, team: str, *, excluded: bool) -> None:
    """Raises NotFound."""
    if not may_see(person, team, excluded=excluded):
        raise NotFound("no such case")


def leads(person: Member, team: str) -> bool:
    return counts(person) and person.role == "lead" and team in person.teams


def check_lead(person: Member, team: str) -> None:
    """Raises NotFound: a team of somebody else's is none of a lead's business."""
    if not leads(person, team):
        raise NotFound("no such team")


def share_a_team(one: Member, other: Member) -> bool:
    return not set(one.teams).isdisjoint(other.teams)


def check_sees(lead: Member, person: Member) -> None:
    """Raises NotFound."""
    if not (counts(lead) and lead.role == "lead" and share_a_team(lead, person)):
        raise NotFound("no such person")


def check_revokes(lead: Member, person: Member) -> None:
    """Raises NotFound, Conflict "yourself": nobody locks themselves out by mistake."""
    check_sees(lead, person)
    if lead.id == person.id:
        raise Conflict("not oneself", code="yourself")


def check_gives(lead: Member, person: Member) -> None:
    """Whether a lead may confirm this person, change their role or let them enrol anew.

    Raises NotFound, Conflict "yourself" or "changed", NotAllowed "other_team".
    """
    check_revokes(lead, person)
    if not person.genuine or person.revoked:
        raise Conflict("revoked, or changed past the program", code="changed")
    if not set(person.teams) <= set(lead.teams):
        raise NotAllowed("the person is in another team as well", code="other_team")


def check_teams(lead: Member, person: Member, teams: frozenset[str]) -> None:
    """Whether a lead may make these the person's teams: they add and take away only their own.

    Raises what check_revokes raises, Conflict "changed", BadInput for no team at all, NotFound
    for a foreign one.
    """
    check_revokes(lead, person)
    if not person.genuine or person.revoked:
        raise Conflict("revoked, or changed past the program", code="changed")
    if not teams:
        raise BadInput("everybody belongs to a team", code="teams")
    if not set(person.teams) ^ teams <= set(lead.teams):
        raise NotFound("no such team")
