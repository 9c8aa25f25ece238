"""The roster: who works at the desk, whose key counts, and whether cases can be opened at all.

Rules
- A recipient counts only after a lead has compared its fingerprint, and only while its row in the
  database is the one this program wrote. The first lead of a team, who came by a set-up link from
  the operator's terminal, counts at once.
- A team needs two confirmed key-holders (absent ones count) and its two recovery papers, or no
  case of it is opened; in demo mode one key-holder is enough.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

from handoff.entitled import AT_LEAST, RIGHTS, Right, holds_keys, leads
from handoff.method_store import MethodStore
from handoff.records import Member
from handoff.roster_seal import RosterSeal
from handoff.staff_store import Papers, StaffStore
from handoff.store import Store
from post.desk import Team
from post.ids import Recipient, StaffId
from post.keyring import KeyRing

Missing = Literal["setup", "confirm", "second", "recovery"]
"""What a team still lacks: a first lead, a confirmation, a second person, the papers."""

Teams = Callable[[], Mapping[str, Team]]
SIGN_IN_NAME = re.compile(r"[^\W_](?:[\w.@+ -]{0,62}\w)?")


class Roster:
    """All methods raise StoreAway when the database cannot be reached."""

    def __init__(
        self,
        store: Store,
        keyring: KeyRing,
        teams: Teams,
        *,
        demo: bool,
        now: Callable[[], datetime],
    ) -> None:
        seal = RosterSeal(keyring)
        self.people = StaffStore(store, now, seal)
        self.methods = MethodStore(store, now, seal)
        self.teams = teams
        self._demo = demo

    # whether cases can be opened

    async def needs_setup(self) -> bool:
        return await self.people.count() == 0

    async def missing(self, team: str) -> Missing | None:
        """The first thing that keeps a team from opening cases; None when it is ready."""
        people = [person for person in await self.everybody() if _works_in(person, team)]
        if not people:
            return "setup"
        holders = sum(holds_keys(person, team) for person in people)
        if holders < (1 if self._demo else AT_LEAST):
            waiting = any(not person.confirmed for person in people)
            return "confirm" if waiting else "second"
        if not self._demo and await self.papers(team) is None:
            return "recovery"
        return None

    async def missing_anywhere(self, teams: tuple[str, ...] = ()) -> tuple[str, Missing] | None:
        """The first of these teams that is not ready; without any, of all that have people."""
        if await self.needs_setup():
            return self.first_team, "setup"
        for team in teams or sorted({t for p in await self.everybody() for t in p.teams}):
            missing = await self.missing(team)
            if missing is not None:
                return team, missing
        return None

    async def key_holders(self, team: str) -> dict[str, Recipient]:
        """Those for whom the team's cases are wrapped, by staff id."""
        people = await self.everybody()
        return {person.id: person.recipient for person in people if holds_keys(person, team)}

    async def papers(self, team: str) -> Papers | None:
        return await self.people.papers(team)

    async def version(self, team: str) -> str:
        """Another one whenever the team's key-holders or papers change: 32 hex digits."""
        facts = [sorted((await self.key_holders(team)).items()), await self.papers(team)]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]

    # people

    async def member(self, staff_id: StaffId) -> Member | None:
        return await self.people.member(staff_id)

    async def named(self, name: str) -> Member | None:
        normal = normal_name(name)
        return await self.people.named(normal) if SIGN_IN_NAME.fullmatch(normal) else None

    async def everybody(self) -> list[Member]:
        return await self.people.everybody()

    async def has_lead(self, team: str) -> bool:
        return any(leads(person, team) for person in await self.everybody())

    async def has_demo(self) -> bool:
        """Whether this data folder was made by a demo; a real start refuses such a folder."""
        return await self.people.demo_identity() is not None

    # teams

    @property
    def first_team(self) -> str:
        return next(iter(self.teams()), "ads")

    def team_name(self, team: str) -> str:
        """A team that is gone from the file is called by its id."""
        found = self.teams().get(team)
        return found.name if found else team

    def lock_minutes(self, person: Member) -> int:
        """After so many idle minutes a page locks itself: the strictest of the person's teams."""
        found = [self.teams()[team].lock_minutes for team in person.teams if team in self.teams()]
        return min(found, default=Team("", "").lock_minutes)


def normal_name(name: str) -> str:
    """Sign-in names are compared without regard to case and odd spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _works_in(person: Member, team: str) -> bool:
    """With keys of the team, confirmed or not yet."""
    with_keys = Right.CASES in RIGHTS[person.role]
    return team in person.teams and with_keys and person.genuine and not person.revoked
