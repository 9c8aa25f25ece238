"""The safe line's port: what the resident's browser may ask of the counsellors' side.

The browser seals everything; what passes here are ciphertexts, recipients and numbers. The server
checks their outside and keeps them, and could not open one of them.
"""

from __future__ import annotations

from typing import Literal, Protocol

import msgspec

from post.desk import NobodyYet, Notice, TakenIn, Urgency
from post.ids import CaseId, ChatAddress, ItemId, Recipient

Read = Literal["unread", "read", "answered"]
State = Literal["open", "closed", "withdrawn"]


class Work(msgspec.Struct, frozen=True):
    """A proof of work: a text w is wanted so that SHA-256(challenge + ":" + w) begins with `bits`
    zero bits.
    """

    challenge: str
    bits: int


class Agreed(msgspec.Struct, frozen=True):
    """What is known of a handoff before the browser has sealed it.

    `ping`: the messenger's chat from which the resident came, None where they did not. `urgency`
    is known outside of what is sealed: it follows from nothing sensitive. `interpreter`: a human
    who interprets is wished.
    """

    chat: ChatAddress
    team: str
    flow: str
    lang: str
    notice: Notice
    ping: ChatAddress | None = None
    urgency: Urgency = "ordinary"
    interpreter: bool = False


class Offer(msgspec.Struct, frozen=True):
    """What a browser needs to make a case: everybody for whom it is to wrap the case's key.

    `ticket` is the server's own sealed note of it; `share` and `recovery` are recipients, `salt`
    goes into the resident's identity, `version` names the roster.
    """

    ticket: bytes
    case: CaseId
    share: Recipient
    holders: dict[str, Recipient]
    recovery: tuple[Recipient, Recipient] | None
    version: str
    salt: bytes
    work: Work


class SealedCase(msgspec.Struct, frozen=True):
    """A case as the browser made it. `w` is the work done, `lookup` 64 hex digits that only the
    receipt's owner can make again.
    """

    ticket: bytes
    version: str
    recipient: str
    wraps: dict[str, bytes]
    recovery_wrap: bytes | None
    resident: str
    lookup: str
    item: ItemId
    ciphertext: bytes
    w: str


class SealedItem(msgspec.Struct, frozen=True):
    """A message of the resident, sealed in the browser."""

    item: ItemId
    seq: int
    prev: str
    ciphertext: bytes


class Kept(msgspec.Struct, frozen=True):
    """`n` is the item's place in the case; `new` is False when it was there before."""

    n: int
    new: bool


class Behind(msgspec.Struct, frozen=True):
    """The resident's chain goes on elsewhere: it is to be sealed again as number `next`."""

    next: int
    prev: str


class LineItem(msgspec.Struct, frozen=True):
    """`name` is the counsellor's shown name, "" for the resident's own."""

    n: int
    item: ItemId
    author: str
    seq: int
    ciphertext: bytes
    day: str
    name: str = ""


class Standing(msgspec.Struct, frozen=True):
    """How a case stands, as its resident may know it.

    `counsellor` is a shown name, "" for none; `closed` the day it was closed; `next` and `prev`
    tell where the resident's chain goes on. `ping`: whether a messenger is told of answers, None
    where there is none. `translate`: the city's program may translate what is written here.
    `answer_by` is the day (ISO) by which a human answers, "" where nothing is promised.
    `reopens`: it is closed, and a message opens it again.
    """

    case: CaseId
    number: str
    state: State
    team: str
    lang: str
    counsellor: str
    status: Read
    day: str
    closed: str
    recipient: str
    resident: str
    salt: bytes
    next: int
    prev: str
    ping: bool | None
    translate: bool = False
    answer_by: str = ""
    reopens: bool = False


class SafeLinePort(Protocol):
    """All methods raise StoreAway; TooMany when too much is asked for at once."""

    async def offer(self, agreed: Agreed) -> Offer | NobodyYet:
        """A ticket to open a case with, good for half an hour and for this chat only."""

    async def open_case(self, chat: ChatAddress, sealed: SealedCase) -> TakenIn:
        """Keep a case. The same ticket again changes nothing.

        Raises Conflict "roster" (somebody came or left: ask for another offer), "ticket" (too old,
        or the chat has an open case by now), BadInput.
        """

    async def standing(self, chat: ChatAddress, case: str) -> Standing | None:
        """Of the case that this chat is about: `case` if it knows one, else the last it opened."""

    async def items(self, case: CaseId, after: int) -> list[LineItem]:
        """Items after the cursor, oldest first; a counsellor's are delivered by that."""

    async def add(self, case: CaseId, chat: ChatAddress, sealed: SealedItem) -> Kept | Behind:
        """Keep a message. Raises Conflict "closed", BadInput, TooLarge."""

    async def work(self) -> Work:
        """Work to be done before a receipt is looked for; good once, for ten minutes."""

    async def redeem(self, lookup: str, challenge: str, w: str) -> CaseId:
        """The case of a receipt. Raises NotFound "receipt", BadInput "work"."""

    async def bind(self, case: CaseId, chat: ChatAddress) -> None:
        """From now on this chat is told what happens to the case."""

    async def withdraw(self, case: CaseId, lookup: str) -> None:
        """Erase the case at once. Raises NotFound "receipt" when it is not this receipt's."""

    async def set_ping(self, case: CaseId, *, on: bool) -> None:
        """Whether a messenger is told of answers. Raises NotFound "ping" where there is none."""

    async def set_translate(self, case: CaseId, *, on: bool) -> None:
        """Whether the desk may have a program translate the words. Raises NotFound "line"."""
