"""Sign-in by sealed nonce, and the sessions of the desk.

Rules
- The server hands out the identity, sealed for the passphrase, and a nonce sealed for that
  identity. Giving the nonce back is the sign-in; the passphrase never leaves the browser.
- Whoever asks for a name that nobody has gets an answer of the same form and length, the same
  for the same name, so that names cannot be tried out.
- Wrong nonces make the next attempt for that name slower, never impossible: nobody can be
  locked out by others.
- Who somebody is and may do is read from SQL for each request: a session holds only an id and the
  person's generation. Signing out everywhere, revoking and enrolling anew count that up.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from pyrage import x25519

from handoff.age_scrypt import decoy_identity
from handoff.attempts import Attempts
from handoff.entitled import may_sign_in
from handoff.records import Member
from handoff.roster import Roster, normal_name
from post.errors import CannotOpen, NotAllowed
from post.ids import Recipient, StaffId
from post.keyring import KeyRing
from post.sealing import seal_for_person
from post.valkey import Valkey, unreachable

ATTEMPT_SECONDS = 120
SESSION_SECONDS = 8 * 3600
"""A session ends when nothing was asked for so long."""
FORGET_WRONG_SECONDS = 15 * 60
LONGEST_DELAY = 4.0  # seconds
_FIRST_DELAY = 0.25  # seconds; doubles with each wrong nonce
NONCE_BYTES = 32
LONGEST_NAME = 200


MemberOf = Callable[[StaffId], Awaitable[Member | None]]


class Challenge(msgspec.Struct, frozen=True):
    attempt: str
    sealed_identity: bytes
    sealed_nonce: bytes


class _Attempt(msgspec.Struct, frozen=True, array_like=True):
    """`staff` is empty for a name that nobody has."""

    name_key: str
    staff: str
    nonce: bytes


class _Session(msgspec.Struct, frozen=True, array_like=True):
    staff: StaffId
    generation: int


class Auth:
    """All methods raise StoreAway when a store cannot be reached."""

    def __init__(
        self,
        valkey: Valkey,
        keyring: KeyRing,
        roster: Roster,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._valkey = valkey
        self._keyring = keyring
        self._roster = roster
        self._sleep = sleep
        self._attempts = Attempts(valkey, keyring, "a", ATTEMPT_SECONDS)
        # Nonces for names that nobody has are sealed to it; nobody keeps its identity.
        self._nobody = Recipient(str(x25519.Identity.generate().to_public()))

    async def begin(self, name: str) -> Challenge:
        """Start a sign-in; waits first when nonces for this name were wrong lately."""
        name = normal_name(name[:LONGEST_NAME])
        name_key = self._keyring.lookup("sign-in", name)
        await self._sleep(delay_after(await self._wrong(name_key)))
        member, sealed_identity = await self._known(name)
        decoy = decoy_identity(lambda length: self._keyring.stable_bytes(f"name:{name}", length))
        nonce = secrets.token_bytes(NONCE_BYTES)
        staff = member.id if member else ""
        return Challenge(
            attempt=await self._attempts.keep(_Attempt(name_key, staff, nonce)),
            sealed_identity=sealed_identity or decoy,
            sealed_nonce=seal_for_person(nonce, member.recipient if member else self._nobody),
        )

    async def finish(self, attempt: str, nonce: bytes) -> tuple[str, Member]:
        """A session's token and who it is. Raises NotAllowed; an attempt can be used once."""
        kept = await self._attempts.take(attempt, _Attempt)
        if kept is None:
            raise NotAllowed("the attempt is used or too old", code="attempt")
        right = hmac.compare_digest(kept.nonce, nonce)
        member = await self._roster.member(StaffId(kept.staff))
        if not right or member is None or not may_sign_in(member):
            await self._count_wrong(kept.name_key)
            raise NotAllowed("not the nonce", code="sign_in")
        with unreachable():
            await self._client.delete(f"f:{kept.name_key}")
        return await self.sign_in(member), member

    async def sign_in(self, member: Member) -> str:
        """A new session; its token is for the cookie, the store keeps only the token's hash."""
        token = secrets.token_urlsafe(32)
        key = _session_key(token)
        session = msgspec.msgpack.encode(_Session(member.id, member.generation))
        sealed = self._keyring.seal("login", key, session)
        with unreachable():
            await self._client.set(key, sealed, ex=SESSION_SECONDS)
        return token

    async def who(
        self, token: str, *, keep_alive: bool = True, member_of: MemberOf | None = None
    ) -> Member | None:
        """Whose session it is; asking keeps it alive unless told otherwise. `member_of`: where
        the present facts of a member come from, the roster unless told otherwise.
        """
        if not token:
            return None
        key = _session_key(token)
        with unreachable():
            if keep_alive:
                sealed = await self._client.getex(key, ex=SESSION_SECONDS)
            else:
                sealed = await self._client.get(key)
        if sealed is None:
            return None
        try:
            opened = self._keyring.open("login", key, sealed)
            session = msgspec.msgpack.decode(opened, type=_Session)
        except (CannotOpen, msgspec.DecodeError):
            return None
        member = await (member_of or self._roster.member)(session.staff)
        if member is None or not may_sign_in(member):
            return None
        return member if member.generation == session.generation else None

    async def sign_out(self, token: str) -> None:
        with unreachable():
            await self._client.delete(_session_key(token))

    @property
    def _client(self) -> Any:
        return self._valkey.client

    async def _wrong(self, name_key: str) -> int:
        with unreachable():
            return int(await self._client.get(f"f:{name_key}") or 0)

    async def _count_wrong(self, name_key: str) -> None:
        key = f"f:{name_key}"
        with unreachable():
            await self._client.incr(key)
            await self._client.expire(key, FORGET_WRONG_SECONDS)

    async def _known(self, name: str) -> tuple[Member | None, bytes | None]:
        """Somebody who can sign in by a passphrase; everybody else is unknown."""
        member = await self._roster.named(name)
        # Asked for in any case: an unknown name must not be told by a quicker answer.
        method = await self._roster.methods.passphrase(member.id if member else StaffId(""))
        if member is None or method is None or not may_sign_in(member):
            return None, None
        return member, method.sealed_identity


def delay_after(wrong: int) -> float:
    """Seconds to wait before the next attempt after so many wrong nonces."""
    if wrong <= 0:
        return 0.0
    return float(min(LONGEST_DELAY, _FIRST_DELAY * 2 ** min(wrong - 1, 10)))


def _session_key(token: str) -> str:
    return f"d:{hashlib.sha256(token.encode()).hexdigest()}"
