"""A case's states, and who may do what in which of them. Pure: no store, no clock.

Rules
- Legal steps stand in one table; any other is refused with Conflict and changes nothing.
- A case has at most one owner. Claiming needs a free case; the other verbs of a person need the
  owner and the case's present epoch, so that a page which is out of date cannot write.
- The epoch goes up when a case changes hands: claim, release, free, close, withdraw. It stays with
  the resident's messages and with replies, so that two replies in a row need no reload in between.
- Release is allowed from WAITING too: as long as there is no handing over, it is the only way for
  a counsellor to pass on a case they have answered.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import msgspec

from post.errors import Conflict
from post.ids import CaseId, Recipient, StaffId

Urgency = Literal["danger", "soon", "ordinary"]
WaitingFor = Literal["resident", "other"]
Interpreter = Literal["wanted", "arranged"]


class State(StrEnum):
    NEW = "NEW"
    ACTIVE = "ACTIVE"
    WAITING = "WAITING"
    CLOSED = "CLOSED"
    ERASED = "ERASED"


class Verb(StrEnum):
    CLAIM = "claim"
    REPLY = "reply"
    RELEASE = "release"
    CLOSE = "close"
    FREE = "free"
    """The desk takes it from an owner who may not have it any more."""
    HEAR = "hear"
    """The resident writes."""
    WITHDRAW = "withdraw"
    """The resident takes the case back: it is erased."""


OPEN = frozenset({State.NEW, State.ACTIVE, State.WAITING})

TRANSITIONS: dict[tuple[State, Verb], State] = {
    (State.NEW, Verb.CLAIM): State.ACTIVE,
    (State.NEW, Verb.HEAR): State.NEW,
    (State.NEW, Verb.WITHDRAW): State.ERASED,
    (State.ACTIVE, Verb.REPLY): State.WAITING,
    (State.ACTIVE, Verb.HEAR): State.ACTIVE,
    (State.ACTIVE, Verb.RELEASE): State.NEW,
    (State.ACTIVE, Verb.FREE): State.NEW,
    (State.ACTIVE, Verb.CLOSE): State.CLOSED,
    (State.ACTIVE, Verb.WITHDRAW): State.ERASED,
    (State.WAITING, Verb.REPLY): State.WAITING,
    (State.WAITING, Verb.HEAR): State.ACTIVE,
    (State.WAITING, Verb.RELEASE): State.NEW,
    (State.WAITING, Verb.FREE): State.NEW,
    (State.WAITING, Verb.CLOSE): State.CLOSED,
    (State.WAITING, Verb.WITHDRAW): State.ERASED,
    (State.CLOSED, Verb.WITHDRAW): State.ERASED,
}

_OWNERS_VERBS = frozenset({Verb.REPLY, Verb.RELEASE, Verb.CLOSE})
_COUNSELLORS_VERBS = _OWNERS_VERBS | {Verb.CLAIM}
_CHANGES_HANDS = frozenset({Verb.CLAIM, Verb.RELEASE, Verb.FREE, Verb.CLOSE, Verb.WITHDRAW})


class Case(msgspec.Struct, frozen=True):
    """What the server may know of a case. `day` (ISO) is the day it was taken in; `withdraw_due`
    (seconds since 1970) is when it will be erased, unless the resident thinks better of it.

    `timer` names what the clock does next with it, at `due` (seconds since 1970). `waiting_for` is
    known while WAITING, `answer_by` (a day) while SCHEDULED, `offered_to` while HANDOVER.
    `answered` is the day of the first answer of a human; `translate`: the resident of a safe line
    wants the desk's machine to translate.
    """

    id: CaseId
    number: str
    team: str
    flow: str
    state: State
    epoch: int
    owner: StaffId | None
    lang: str
    channel: str
    day: str
    recipient: Recipient
    demo: bool
    withdraw_due: int | None = None
    urgency: Urgency = "ordinary"
    timer: str | None = None
    due: int | None = None
    waiting_for: WaitingFor | None = None
    answer_by: str | None = None
    offered_to: StaffId | None = None
    answered: str | None = None
    interpreter: Interpreter | None = None
    translate: bool = False


def transition(
    case: Case, verb: Verb, *, staff: StaffId | None = None, epoch: int | None = None
) -> Case:
    """The case after `verb`. `staff` and `epoch` are those of the person who asks.

    Raises Conflict: code "claimed" when a claim comes too late, code "stale" when the case has
    changed hands, code "closed" when a state does not know the verb, code "withdrawing" to a
    counsellor while the resident is taking the case back.
    """
    if case.withdraw_due is not None and verb in _COUNSELLORS_VERBS:
        raise Conflict("the resident is taking the case back", code="withdrawing")
    _check_hands(case, verb, staff, epoch)
    after = TRANSITIONS.get((case.state, verb))
    if after is None:
        raise Conflict(f"{verb} is not possible in {case.state}", code="closed")
    return msgspec.structs.replace(
        case,
        state=after,
        epoch=case.epoch + (verb in _CHANGES_HANDS),
        owner=_owner_after(case, verb, staff),
    )


def was_done(case: Case, verb: Verb, staff: StaffId, epoch: int) -> bool:
    """Whether exactly this claim or closure has happened already: its answer was lost."""
    states = {Verb.CLAIM: {State.ACTIVE, State.WAITING}, Verb.CLOSE: {State.CLOSED}}
    mine = case.owner == staff and case.epoch == epoch + 1
    return mine and case.state in states.get(verb, set())


def _check_hands(case: Case, verb: Verb, staff: StaffId | None, epoch: int | None) -> None:
    if verb == Verb.CLAIM:
        if case.state in OPEN and case.owner is not None:
            raise Conflict("somebody else was faster", code="claimed")
        if case.epoch != epoch:
            raise Conflict("the case has changed", code="stale")
    elif verb in _OWNERS_VERBS and (
        case.owner is None or (case.owner, case.epoch) != (staff, epoch)
    ):
        raise Conflict("the case has changed hands", code="stale")


def _owner_after(case: Case, verb: Verb, staff: StaffId | None) -> StaffId | None:
    if verb == Verb.CLAIM:
        return staff
    if verb in (Verb.RELEASE, Verb.FREE, Verb.WITHDRAW):
        return None
    return case.owner
