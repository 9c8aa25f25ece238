"""Passkeys: signing in by one, and adding one's own (WebAuthn Level 3, W3C).

Rules
- A challenge is used once and for five minutes. Origin, RP id and the verification of the user
  (PIN, fingerprint) are checked by py_webauthn.
- Nobody is asked for a name first: the passkey says who it is, so there is nothing to try out.
- The PRF output, which unlocks the identity, stays in the browser. A request that carries it is
  refused, so that a mistake there cannot hand it over unnoticed.
- A counter that runs backwards may mean a copied key: it is written down for the leads.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from datetime import datetime
from types import ModuleType
from typing import TYPE_CHECKING, Any

import msgspec
import structlog

from handoff.age_scrypt import IDENTITY_LENGTH
from handoff.attempts import Attempts
from handoff.entitled import may_sign_in
from handoff.joining import checked_label
from handoff.records import Member, Method, Note
from handoff.roster import Roster
from post.age_file import check_outside
from post.errors import BadInput, Conflict, NotAllowed
from post.ids import StaffId, random_id
from post.keyring import KeyRing
from post.sealing import chain_hash
from post.valkey import Valkey

if TYPE_CHECKING:
    from handoff.passkey_ceremony import Added

CHALLENGE_SECONDS = 5 * 60
MOST_PASSKEYS = 20
"""Per person; every one of them is a key to everything they may read."""
_LABEL = b"lotse desk prf v1"
PRF_SALT = urlsafe_b64encode(bytes.fromhex(chain_hash(_LABEL))).rstrip(b"=").decode()
"""SHA-256 of the label, base64url: the same for everybody; the passkey's own secret differs."""
_log = structlog.get_logger(__name__)


class Begun(msgspec.Struct, frozen=True):
    """`options` are those of navigator.credentials in JSON, without the PRF's salt."""

    attempt: str
    options: dict[str, Any]
    salt: str = PRF_SALT


class _Challenge(msgspec.Struct, frozen=True, array_like=True):
    """`staff` is empty for a sign-in."""

    challenge: bytes
    staff: str


class Passkeys:
    """`host` is the RP id: the host of our address. Passkeys die when it changes.

    All methods raise StoreAway when a store cannot be reached.
    """

    def __init__(
        self,
        valkey: Valkey,
        keyring: KeyRing,
        roster: Roster,
        *,
        host: str,
        origins: Iterable[str],
        now: Callable[[], datetime],
    ) -> None:
        self._attempts = Attempts(valkey, keyring, "p", CHALLENGE_SECONDS)
        self._roster = roster
        self._methods = roster.methods
        self.host = host
        self._origins = sorted(origins)
        self._now = now

    async def begin_sign_in(self) -> Begun:
        asked = _ceremony().ask_to_sign_in(self.host, CHALLENGE_SECONDS)
        attempt = await self._attempts.keep(_Challenge(asked.challenge, ""))
        return Begun(attempt, asked.options)

    async def finish_sign_in(self, attempt: str, credential: Any) -> tuple[Member, bytes]:
        """Who it is, and their identity as sealed for this passkey.

        Raises NotAllowed "passkey" for everything that does not fit, without saying what.
        """
        kept = await self._attempts.take(attempt, _Challenge)
        _refuse_prf(credential)
        method = await self._methods.passkey(_ceremony().id_of(credential))
        member = await self._roster.member(method.staff) if method else None
        if kept is None or kept.staff or method is None or member is None:
            raise NotAllowed("no such attempt or passkey", code="passkey")
        ceremony, key = _ceremony(), method.public_key or b""
        try:
            count = ceremony.signed_in(credential, kept.challenge, self.host, self._origins, key)
        except ceremony.WrongAnswerError as error:
            raise NotAllowed("the passkey's answer is wrong", code="passkey") from error
        if not may_sign_in(member):
            raise NotAllowed("not in the roster", code="passkey")
        await self._watch_count(method, count)
        return member, method.sealed_identity

    async def begin_adding(self, member: Member) -> Begun:
        own = [method.credential for method in await self._methods.of(member.id)]
        named = [text for text in own if text]
        asked = _ceremony().ask_to_add(member, named, self.host, CHALLENGE_SECONDS)
        attempt = await self._attempts.keep(_Challenge(asked.challenge, member.id))
        return Begun(attempt, asked.options)

    async def add(
        self, member: Member, attempt: str, label: str, credential: Any, sealed_identity: bytes
    ) -> Method:
        """Raises BadInput "passkey", "label" or "sealed_identity"; Conflict for one known already
        and beyond MOST_PASSKEYS.
        """
        kept = await self._attempts.take(attempt, _Challenge)
        _refuse_prf(credential)
        if kept is None or kept.staff != member.id:
            raise BadInput("the attempt is used, too old or somebody else's", code="passkey")
        if check_outside(sealed_identity, recipients=1) != IDENTITY_LENGTH:
            raise BadInput("not an identity sealed for a passkey", code="sealed_identity")
        if len(await self._methods.of(member.id)) > MOST_PASSKEYS:
            raise Conflict("too many passkeys", code="passkeys")
        verified = self._verified(kept.challenge, credential)
        method = Method(
            id=random_id(),
            staff=StaffId(member.id),
            kind="passkey",
            label=checked_label(label),
            sealed_identity=sealed_identity,
            created=self._now().date().isoformat(),
            credential=verified.credential,
            public_key=verified.public_key,
            sign_count=verified.sign_count,
        )
        note = Note(f"staff:{member.id}", "passkey_add", f"staff:{member.id}")
        await self._methods.add(method, note)
        return method

    def _verified(self, challenge: bytes, credential: Any) -> Added:
        ceremony = _ceremony()
        try:
            new: Added = ceremony.added(credential, challenge, self.host, self._origins)
        except ceremony.WrongAnswerError as error:
            raise BadInput("the passkey's answer is wrong", code="passkey") from error
        return new

    async def _watch_count(self, method: Method, count: int) -> None:
        """Synchronised passkeys always say 0; others count up with each use."""
        known = method.sign_count or 0
        if count <= known and (count or known):
            _log.error("passkey_counter_ran_backwards", staff=method.staff)
            who = f"staff:{method.staff}"
            await self._methods.note(Note(who, "passkey_counter", who))
        await self._methods.count_signature(method, count)


def _ceremony() -> ModuleType:
    from handoff import passkey_ceremony  # noqa: PLC0415 - see there

    return passkey_ceremony


def _refuse_prf(credential: Any) -> None:
    """Raises BadInput "prf" when the browser sent along what must stay there."""
    extensions = credential.get("clientExtensionResults") if isinstance(credential, dict) else None
    if extensions:
        raise BadInput("the extension results stay in the browser", code="prf")
