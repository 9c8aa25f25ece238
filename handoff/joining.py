"""Coming in: invitations, and the accounts made by them.

Rules
- An invitation works once and for 24 hours. The stores know only a keyed hash of its token.
- Set-up links are the operator's: the first lead of a team comes by one, counts at once and brings
  the team's recovery papers. All others wait until a lead has compared their fingerprint.
- Whoever lost all ways to unlock makes new keys by a lead's link, and counts again after the same
  comparison.
"""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from datetime import datetime

import msgspec

from handoff.age_scrypt import looks_like_sealed_identity
from handoff.entitled import check_lead
from handoff.feed import Publish, announce
from handoff.invitation_store import InvitationStore
from handoff.ledger import Ledger
from handoff.records import Invitation, InvitationKind, Member, Method, Note, Role
from handoff.roster import SIGN_IN_NAME, Roster, normal_name
from handoff.staff_store import Papers
from handoff.store import Store
from post.errors import BadInput, Gone, NotFound
from post.ids import Recipient, StaffId, random_id
from post.keyring import KeyRing
from post.sealing import check_recipient

INVITATION_SECONDS = 24 * 3600
NAME_LENGTH = 64


class Account(msgspec.Struct, frozen=True):
    """What a browser sends to join: keys made there, the identity sealed for a passphrase.

    Whoever enrols anew keeps their names: those sent along are not read.
    """

    token: str
    recipient: str
    sealed_identity: bytes
    name: str = ""
    shown_name: str = ""
    recovery: tuple[str, str] | None = None


class Looked(msgspec.Struct, frozen=True):
    """An invitation as the person who holds it sees it; `person` is who enrols anew."""

    invitation: Invitation
    needs_recovery: bool
    person: Member | None


class Joining:
    """`ledger` keeps which keys ended, where no backup put back undoes it.

    All methods raise StoreAway when the database cannot be reached.
    """

    def __init__(
        self,
        store: Store,
        roster: Roster,
        keyring: KeyRing,
        *,
        now: Callable[[], datetime],
        publish: Publish,
        ledger: Ledger | None = None,
    ) -> None:
        self._invitations = InvitationStore(store, now, roster.people)
        self._roster = roster
        self._keyring = keyring
        self._now = now
        self._publish = publish
        self._ledger = ledger

    async def setup_token(self) -> str | None:
        """A fresh token for the very first lead's set-up link; None once there is staff.

        The token of an earlier start stops working.
        """
        if not await self._roster.needs_setup():
            return None
        return (await self.invite_from_terminal("lead", self._roster.first_team))[0]

    async def invite_from_terminal(self, role: Role, team: str) -> tuple[str, Invitation]:
        """The operator's: the first lead of a team counts at once. Raises NotFound for a team."""
        if team not in self._roster.teams():
            raise NotFound("no such team")
        first = role == "lead" and not await self._roster.has_lead(team)
        return await self._invite("setup" if first else "join", role, team, "server")

    async def invite(self, by: Member, role: Role, team: str) -> tuple[str, Invitation]:
        """Raises NotFound for a team that is not the lead's."""
        check_lead(by, team)
        return await self._invite("join", role, team, f"staff:{by.id}")

    async def invite_to_enrol(self, person: Member, actor: str) -> tuple[str, Invitation]:
        """The one who asks has been checked."""
        return await self._invite("reenrol", person.role, person.teams[0], actor, person.id)

    async def look(self, token: str) -> Looked:
        """Raises Gone when the invitation is unknown, used or expired."""
        found = await self._invitations.invitation(self._hashed(token))
        if found is None:
            raise Gone("the invitation is used or too old", code="invitation")
        setup = found.kind == "setup"
        if setup and await self._roster.has_lead(found.team):
            raise Gone("the team has a lead", code="invitation")
        papers = setup and await self._roster.papers(found.team) is None
        person = await self._roster.member(found.staff) if found.staff else None
        return Looked(found, papers, person)

    async def join(self, account: Account) -> Member:
        """Raises Gone for the token, Conflict for a name that is taken, BadInput for the rest."""
        looked = await self.look(account.token)
        papers = _papers(account) if looked.needs_recovery else None
        recipient = _own_recipient(account, papers)
        sealed = _checked_identity(account.sealed_identity)
        if looked.person is not None:
            return await self._enrol(account.token, looked.person, recipient, sealed)
        invitation = looked.invitation
        member = Member(
            id=StaffId(random_id()),
            name=_checked_name(account.name),
            shown_name=_checked_shown_name(account.shown_name),
            role=invitation.role,
            recipient=recipient,
            confirmed=invitation.kind == "setup",
            teams=(invitation.team,),
        )
        note = Note(f"staff:{member.id}", "join", f"staff:{member.id}")
        method = self._passphrase(member.id, sealed)
        token_hash = self._hashed(account.token)
        await self._invitations.join(token_hash, member, method, papers, note)
        await announce(self._publish, f"staff:{member.id}")
        return member

    async def _enrol(
        self, token: str, person: Member, recipient: Recipient, sealed: bytes
    ) -> Member:
        note = Note(f"staff:{person.id}", "enrol", f"staff:{person.id}")
        method = self._passphrase(person.id, sealed)
        member = await self._invitations.enrol(
            self._hashed(token), recipient, method, note, self._old_keys_end
        )
        await announce(self._publish, f"staff:{person.id}")
        return member

    async def _old_keys_end(self, renewed: Member) -> None:
        """A backup of before, put back, must not bring the lost keys back with it."""
        if self._ledger is not None:
            await asyncio.to_thread(self._ledger.revoke, renewed.id, renewed.generation - 1)

    async def _invite(
        self,
        kind: InvitationKind,
        role: Role,
        team: str,
        actor: str,
        staff: StaffId | None = None,
    ) -> tuple[str, Invitation]:
        token = secrets.token_urlsafe(32)
        expires = int(self._now().timestamp()) + INVITATION_SECONDS
        invitation = Invitation(kind, role, team, expires, staff)
        verb = "reenrol" if staff else f"invite_{role}"
        note = Note(actor, verb, f"staff:{staff}" if staff else f"team:{team}")
        await self._invitations.invite(self._hashed(token), invitation, note)
        return token, invitation

    def _passphrase(self, staff: StaffId, sealed: bytes) -> Method:
        day = self._now().date().isoformat()
        return Method(random_id(), staff, "passphrase", "", sealed, day)

    def _hashed(self, token: str) -> str:
        """Keyed: an invitation put into the database past the program has no token that fits."""
        return self._keyring.lookup("invitation", token)


def checked_label(label: str, code: str = "label") -> str:
    """One line that people read: no control or direction characters. Raises BadInput."""
    tidy = " ".join(unicodedata.normalize("NFC", label).split())
    odd = any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") for char in tidy)
    if not 1 <= len(tidy) <= NAME_LENGTH or odd:
        raise BadInput("this text cannot be used", code=code)
    return tidy


def _checked_name(name: str) -> str:
    normal = normal_name(name)
    if not SIGN_IN_NAME.fullmatch(normal):
        raise BadInput("the sign-in name cannot be used", code="name")
    return normal


def _checked_shown_name(shown: str) -> str:
    return checked_label(shown, "shown_name")


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
