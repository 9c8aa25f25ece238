"""What passes between the desk and its stores: plain values, so that the desk knows no SQL."""

from __future__ import annotations

from typing import Literal

import msgspec

from handoff.cases import Case
from post.desk import Notice
from post.ids import CaseId, ItemId, Recipient, StaffId

Role = Literal["lead", "counsellor", "editor", "operator"]
InvitationKind = Literal["setup", "join", "reenrol"]
MethodKind = Literal["passphrase", "passkey"]
Delivery = Literal["sent", "delivered", "undeliverable"]
Way = Literal["phone", "letter", "visit"]
BY_HAND: frozenset[str] = frozenset({"phone", "letter", "visit"})
"""Channels of cases that somebody of the office made: there is no chat behind them."""


class Note(msgspec.Struct, frozen=True):
    """An entry of the audit: who did what to what, never a word of content.

    `actor` is "staff:ID", "bot", "resident" or "server"; `object` is "case:ID" or "staff:ID".
    """

    actor: str
    verb: str
    object: str


class Parcel(msgspec.Struct, frozen=True):
    """Something to relay to a resident, sealed; it lies in SQL until that has happened."""

    case: CaseId
    item: str
    sealed: bytes


class NewItem(msgspec.Struct, frozen=True):
    item: ItemId
    author: str
    seq: int
    ciphertext: bytes
    delivery: Delivery | None = None


class Opening(msgspec.Struct, frozen=True):
    """Everything that opening a case writes, in one transaction."""

    case: Case
    intake_id: ItemId
    chat_lookup: str
    route: bytes
    notice: Notice
    wraps: dict[str, bytes]
    sealed_share: bytes
    first: NewItem


class Head(msgspec.Struct, frozen=True):
    """Where an author's chain goes on: the next number, the hash of the last ciphertext."""

    next: int
    prev: str


class Twin(msgspec.Struct, frozen=True):
    """The item that already has this id."""

    n: int
    author: str
    sha256: str


class Present(msgspec.Struct, frozen=True):
    """What an item to be added finds; nobody else can change it before it is written."""

    case: Case
    head: Head
    twin: Twin | None
    busy: bool = False
    """The chat of this closed case has another one that is open."""


class Entry(msgspec.Struct, frozen=True):
    """What is written with an item: the item, the case after it, what to relay.

    `moves` is False where the case stays as it is: only its activity goes on.
    """

    item: NewItem
    case: Case
    parcel: Parcel | None = None
    note: Note | None = None
    moves: bool = True


class Appended(msgspec.Struct, frozen=True):
    """`n` is the item's cursor; `new` is False when it was there before."""

    n: int
    new: bool


class StoredItem(msgspec.Struct, frozen=True):
    n: int
    item: ItemId
    author: str
    seq: int
    ciphertext: bytes
    day: str
    delivery: Delivery | None
    delivery_why: str | None


class Seen(msgspec.Struct, frozen=True):
    """A case as one member of staff sees it in the queue.

    `resident` is the resident's own recipient on the safe line; `excluded`: it is kept from this
    member. `offered_name` is whom it is offered to; `deadline` the nearest open one (ISO day).
    """

    case: Case
    owner_name: str | None
    items: int
    unread: int
    resident: Recipient | None = None
    excluded: bool = False
    offered_name: str | None = None
    deadline: str | None = None


class Member(msgspec.Struct, frozen=True):
    """A member of staff. `confirmed`: a lead has compared the fingerprint.

    `generation` counts up when the person is signed out everywhere. `genuine`: the row's seal is
    right; a row that was changed past the program counts for nothing.
    """

    id: StaffId
    name: str
    shown_name: str
    role: Role
    recipient: Recipient
    confirmed: bool
    teams: tuple[str, ...] = ()
    revoked: bool = False
    generation: int = 0
    genuine: bool = True


class Method(msgspec.Struct, frozen=True):
    """A way to unlock: the person's identity as an age file for a passphrase or a passkey.

    A passkey also has the id of its WebAuthn credential (base64url), its public key (COSE) and
    the authenticator's count of signatures.
    """

    id: str
    staff: StaffId
    kind: MethodKind
    label: str
    sealed_identity: bytes
    created: str
    credential: str | None = None
    public_key: bytes | None = None
    sign_count: int | None = None
    transports: str | None = None


class Invitation(msgspec.Struct, frozen=True):
    """`expires` in seconds since 1970; `staff` is who enrols anew, None for somebody who joins."""

    kind: InvitationKind
    role: Role
    team: str
    expires: int
    staff: StaffId | None = None


class Audited(msgspec.Struct, frozen=True):
    """An entry of the audit as leads read it."""

    n: int
    at: str
    actor: str
    actor_name: str
    verb: str
    object: str
    object_name: str
