"""The roster: who works at the desk, whose key counts, and whether cases can be opened at all.

Rules
- A new recipient counts only after a lead has compared its fingerprint. The first lead, who came
  by the set-up link from the operator's terminal, counts at once.
- An invitation works once and for 24 hours. The stores know only the hash of its token.
- Two confirmed key-holders and the two recovery papers, or no case is opened; in demo mode one
  key-holder is enough.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Literal

import msgspec

from handoff.age_scrypt import looks_like_sealed_identity
from handoff.feed import Publish, announce
from handoff.records import Invitation, Member, Note, Role
from handoff.staff_store import Papers, StaffStore
from handoff.store import Store
from post.errors import BadInput, Conflict, Gone, NotFound
from post.ids import Recipient, StaffId, random_id
from post.sealing import check_recipient, fingerprint

Missing = Literal["setup", "confirm", "second", "recovery"]
"""What an office still lacks: a first lead, a confirmation, a second person, the papers."""

INVITATION_SECONDS = 24 * 3600
NAME_LENGTH = 64
_SIGN_IN_NAME = re.compile(r"[^\W_](?:[\w.@+ -]{0,62}\w)?")


class Account(msgspec.Struct, frozen=True):
    """What a browser sends to join: keys made there, the identity sealed for a passphrase."""

    token: str
    name: str
    shown_name: str
    recipient: str
    sealed_identity: bytes
    recovery: tuple[str, str] | None = None


class Roster:
    """All methods raise StoreAway when the database cannot be reached."""

    def __init__(
        self, store: Store, *, demo: bool, now: Callable[[], datetime], publish: Publish
    ) -> None:
        self._people = StaffStore(store, now)
        self._demo = demo
        self._now = now
        self._publish = publish

    async def needs_setup(self) -> bool:
        return await self._people.count() == 0

    async def missing(self) -> Missing | None:
        """The first thing that keeps the office from opening cases; None when it is ready."""
        people = await self._people.everybody()
        if not people:
            return "setup"
        confirmed = sum(person.confirmed for person in people)
        if confirmed < (1 if self._demo else 2):
            return "confirm" if confirmed < len(people) else "second"
        if not self._demo and await self._people.papers() is None:
            return "recovery"
        return None

    async def key_holders(self) -> dict[str, Recipient]:
        """Confirmed members of staff and their recipients."""
        people = await self._people.everybody()
        return {person.id: person.recipient for person in people if person.confirmed}

    async def papers(self) -> Papers | None:
        return await self._people.papers()

    async def member(self, staff_id: StaffId) -> Member | None:
        return await self._people.member(staff_id)

    async def named(self, name: str) -> Member | None:
        normal = normal_name(name)
        return await self._people.named(normal) if _SIGN_IN_NAME.fullmatch(normal) else None

    async def everybody(self) -> list[Member]:
        return await self._people.everybody()

    async def setup_token(self) -> str | None:
        """A fresh token for the first lead's set-up link; None once there is staff.

        The token of an earlier start stops working.
        """
        if not await self.needs_setup():
            return None
        return (await self._invite("setup", "lead", "server"))[0]

    async def invite(self, by: Member, role: Role) -> tuple[str, Invitation]:
        return await self._invite("join", role, f"staff:{by.id}")

    async def look(self, token: str) -> tuple[Invitation, bool]:
        """An invitation, and whether joining by it takes recovery papers.

        Raises Gone when it is unknown, used or expired.
        """
        invitation = await self._people.invitation(_hashed(token))
        if invitation is None or (invitation.kind == "setup" and not await self.needs_setup()):
            raise Gone("the invitation is used or too old", code="invitation")
        return invitation, invitation.kind == "setup" and await self._people.papers() is None

    async def join(self, account: Account) -> Member:
        """Raises Gone for the token, Conflict for a name that is taken, BadInput for the rest."""
        invitation, needs_papers = await self.look(account.token)
        papers = _papers(account) if needs_papers else None
        member = Member(
            id=StaffId(random_id()),
            name=_checked_name(account.name),
            shown_name=_checked_shown_name(account.shown_name),
            role=invitation.role,
            recipient=_own_recipient(account, papers),
            sealed_identity=_checked_identity(account.sealed_identity),
            confirmed=invitation.kind == "setup",
        )
        note = Note(f"staff:{member.id}", "join", f"staff:{member.id}")
        await self._people.join(_hashed(account.token), member, papers, note)
        await announce(self._publish, f"staff:{member.id}")
        return member

    async def confirm(self, by: Member, staff_id: StaffId, spoken: str) -> Member:
        """A lead has compared the fingerprint that the new member reads out from their screen."""
        person = await self._people.member(staff_id)
        if person is None:
            raise NotFound("no such person")
        same = hmac.compare_digest(
            _bare(spoken).encode(), _bare(fingerprint(person.recipient)).encode()
        )
        note = Note(f"staff:{by.id}", "confirm", f"staff:{staff_id}")
        if not same or not await self._people.confirm(staff_id, person.recipient, note):
            raise Conflict("the fingerprint is another one", code="fingerprint")
        await announce(self._publish, f"staff:{staff_id}")
        return msgspec.structs.replace(person, confirmed=True)

    async def has_demo(self) -> bool:
        """Whether this data folder was made by a demo; a real start refuses such a folder."""
        return await self._people.demo_identity() is not None

    async def _invite(
        self, kind: Literal["setup", "join"], role: Role, actor: str
    ) -> tuple[str, Invitation]:
        token = secrets.token_urlsafe(32)
        expires = int(self._now().timestamp()) + INVITATION_SECONDS
        invitation = Invitation(kind, role, expires)
        await self._people.invite(_hashed(token), invitation, Note(actor, "invite", f"role:{role}"))
        return token, invitation


def normal_name(name: str) -> str:
    """Sign-in names are compared without regard to case and odd spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _bare(spoken: str) -> str:
    return "".join(spoken.casefold().split())


def _checked_name(name: str) -> str:
    normal = normal_name(name)
    if not _SIGN_IN_NAME.fullmatch(normal):
        raise BadInput("the sign-in name cannot be used", code="name")
    return normal


def _checked_shown_name(shown: str) -> str:
    """Residents read it: one line, no control or direction characters."""
    tidy = " ".join(unicodedata.normalize("NFC", shown).split())
    odd = any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") for char in tidy)
    if not 1 <= len(tidy) <= NAME_LENGTH or odd:
        raise BadInput("the shown name cannot be used", code="shown_name")
    return tidy


def _checked_identity(sealed: bytes) -> bytes:
    if not looks_like_sealed_identity(sealed):
        raise BadInput("not an identity sealed for a passphrase", code="sealed_identity")
    return sealed


def _papers(account: Account) -> Papers:
    if account.recovery is None:
        raise BadInput("the two recovery papers are missing", code="recovery")
    first, second = (check_recipient(text) for text in account.recovery)
    if first == second:
        raise BadInput("the two recovery papers are the same", code="recovery")
    return first, second


def _own_recipient(account: Account, papers: Papers | None) -> Recipient:
    recipient = check_recipient(account.recipient)
    if papers is not None and recipient in papers:
        raise BadInput("a recovery paper is nobody's own key", code="recovery")
    return recipient
