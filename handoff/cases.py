"""A case's states, and who may do what in which of them. Pure: no store, no clock.

Rules
- Legal steps stand in one table; any other is refused with Conflict and changes nothing.
- A case has at most one owner. Every verb of a person carries the epoch they saw; a stale one is
  refused, so that a page which is out of date cannot write. Claiming needs a free case, accepting
  and refusing the one to whom it was offered, taking back a lead (entitled.py), all else the owner.
- The epoch goes up whenever the owner changes, and with offer, close, expire and withdraw. It stays
  with the resident's messages and with replies, so that two replies in a row need no reload.
- What only the clock or other tables know comes as `Facts`. `timer` says what the clock does next
  with the case; a step that begins another timer leaves `due` empty for whoever knows the hours.
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
Asked = Literal["asked", "answered"]

REOPEN_DAYS = 30
"""So long after its closing a resident's message makes a case new again."""


class State(StrEnum):
    NEW = "NEW"
    """Nobody has it yet, or nobody any more."""
    ACTIVE = "ACTIVE"
    """Its owner works on it."""
    WAITING = "WAITING"
    """For the resident, or for somebody else (`waiting_for`)."""
    SCHEDULED = "SCHEDULED"
    """The resident hears from the owner by a day (`answer_by`)."""
    HANDOVER = "HANDOVER"
    """Offered to a colleague (`offered_to`); until they accept the old owner answers for it."""
    CLOSED = "CLOSED"
    ERASED = "ERASED"


class Verb(StrEnum):
    CLAIM = "claim"
    REPLY = "reply"
    WAIT = "wait"
    """The owner waits for somebody else, such as an authority."""
    SCHEDULE = "schedule"
    """The owner promises an answer by a day."""
    DUE = "due"
    """The day promised has come."""
    OFFER = "offer"
    """The owner asks a colleague to take it over."""
    ACCEPT = "accept"
    REFUSE = "refuse"
    RETURN = "return"
    """Nobody has accepted in time, or the one who was asked may not have it."""
    RECALL = "recall"
    """The owner thinks better of offering it."""
    RELEASE = "release"
    FREE = "free"
    """The desk takes it from an owner who may not have it any more."""
    DEPUTE = "depute"
    """The desk gives it to the deputy of an absent owner."""
    TAKE_BACK = "take_back"
    """A lead takes it from its owner."""
    HEAR = "hear"
    """The resident writes."""
    REMIND = "remind"
    """The clock reminds somebody; the state stays."""
    CLOSE = "close"
    EXPIRE = "expire"
    """The resident has not answered for so long that the clock closes it."""
    WITHDRAW = "withdraw"
    """The resident takes the case back: it is erased."""


OWNED = frozenset({State.ACTIVE, State.WAITING, State.SCHEDULED, State.HANDOVER})
OPEN = OWNED | {State.NEW}
_ANSWERED = frozenset({State.ACTIVE, State.WAITING, State.SCHEDULED})

TRANSITIONS: dict[tuple[State, Verb], State] = {
    (State.NEW, Verb.CLAIM): State.ACTIVE,
    (State.ACTIVE, Verb.RELEASE): State.NEW,
    **dict.fromkeys([(state, Verb.REPLY) for state in _ANSWERED], State.WAITING),
    (State.HANDOVER, Verb.REPLY): State.HANDOVER,
    **dict.fromkeys([(state, Verb.SCHEDULE) for state in _ANSWERED], State.SCHEDULED),
    (State.SCHEDULED, Verb.DUE): State.ACTIVE,
    (State.ACTIVE, Verb.WAIT): State.WAITING,
    (State.WAITING, Verb.WAIT): State.WAITING,
    **dict.fromkeys([(state, Verb.OFFER) for state in _ANSWERED], State.HANDOVER),
    (State.HANDOVER, Verb.ACCEPT): State.ACTIVE,
    (State.HANDOVER, Verb.REFUSE): State.ACTIVE,
    (State.HANDOVER, Verb.RETURN): State.ACTIVE,
    (State.HANDOVER, Verb.RECALL): State.ACTIVE,
    **dict.fromkeys([(state, Verb.FREE) for state in OWNED], State.NEW),
    **{(state, Verb.DEPUTE): state for state in OWNED},
    **dict.fromkeys([(state, Verb.TAKE_BACK) for state in OWNED], State.NEW),
    (State.NEW, Verb.HEAR): State.NEW,
    (State.ACTIVE, Verb.HEAR): State.ACTIVE,
    (State.WAITING, Verb.HEAR): State.ACTIVE,
    (State.SCHEDULED, Verb.HEAR): State.ACTIVE,
    (State.HANDOVER, Verb.HEAR): State.HANDOVER,
    (State.CLOSED, Verb.HEAR): State.NEW,
    (State.NEW, Verb.REMIND): State.NEW,
    (State.WAITING, Verb.REMIND): State.WAITING,
    **dict.fromkeys([(state, Verb.CLOSE) for state in _ANSWERED], State.CLOSED),
    (State.WAITING, Verb.EXPIRE): State.CLOSED,
    **dict.fromkeys([(state, Verb.WITHDRAW) for state in OPEN | {State.CLOSED}], State.ERASED),
}

_OWNERS = frozenset(
    {Verb.REPLY, Verb.WAIT, Verb.SCHEDULE, Verb.OFFER, Verb.RECALL, Verb.RELEASE, Verb.CLOSE}
)
_OFFERED = frozenset({Verb.ACCEPT, Verb.REFUSE})
_NOT_WHILE_WITHDRAWING = (
    _OWNERS | _OFFERED | {Verb.CLAIM, Verb.TAKE_BACK, Verb.REMIND, Verb.EXPIRE, Verb.DUE}
)
_ALWAYS_A_NEW_EPOCH = frozenset({Verb.OFFER, Verb.CLOSE, Verb.EXPIRE, Verb.WITHDRAW})
_NEXT_TIMER = {"remind_12": "remind_24", "gentle": "expire"}
"""After a reminder comes the next one, or the end of waiting; after the last one nothing."""


class Case(msgspec.Struct, frozen=True):
    """What the server may know of a case. `day` (ISO) is the day it was taken in; `withdraw_due`
    (seconds since 1970) is when it will be erased, unless the resident thinks better of it.

    `timer` names what the clock does next with it, at `due` (seconds since 1970). `waiting_for` is
    known while WAITING, `answer_by` (a day) while SCHEDULED, `offered_to` while HANDOVER.
    `answered` is the day of the first answer of a human; `translate`: the resident of a safe line
    wants the desk's machine to translate; `translate_asked`: they were asked, or have answered.
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
    translate_asked: Asked | None = None


class Facts(msgspec.Struct, frozen=True):
    """What a step needs and the case does not know.

    `to`: to whom it is offered, or the deputy. `answer_by`: the day promised (ISO). `today` (ISO):
    the day of the step. `away`: its owner is absent. `reopens`: it was closed at most REOPEN_DAYS
    ago. `deadline`: one of its deadlines is still open.
    """

    to: StaffId | None = None
    answer_by: str | None = None
    today: str | None = None
    away: bool = False
    reopens: bool = False
    deadline: bool = False


_NOTHING = Facts()


def transition(
    case: Case,
    verb: Verb,
    *,
    staff: StaffId | None = None,
    epoch: int | None = None,
    facts: Facts = _NOTHING,
) -> Case:
    """The case after `verb`. `staff` and `epoch` are those of the person who asks.

    Raises Conflict: code "claimed" when a claim comes too late, code "stale" when the case has
    changed hands, code "state" when an open state does not know the verb, code "closed" when it is
    closed or erased, code "withdrawing" while the resident is taking the case back.
    """
    if case.withdraw_due is not None and verb in _NOT_WHILE_WITHDRAWING:
        raise Conflict("the resident is taking the case back", code="withdrawing")
    _check_hands(case, verb, staff, epoch)
    after = TRANSITIONS.get((case.state, verb))
    if after is None or not _holds(case, verb, facts):
        code = "state" if case.state in OPEN else "closed"
        raise Conflict(f"{verb} is not possible in {case.state}", code=code)
    if verb == Verb.HEAR and case.state == State.WAITING and facts.away:
        after = State.NEW
    owner = _owner_after(case, verb, after, staff, facts)
    new_hands = owner != case.owner or verb in _ALWAYS_A_NEW_EPOCH
    return _timed(
        case,
        msgspec.structs.replace(
            case,
            state=after,
            epoch=case.epoch + new_hands,
            owner=owner,
            waiting_for=_waiting_after(case, verb, after),
            answer_by=_answer_after(case, verb, after, facts),
            offered_to=_offered_after(case, verb, after, facts),
            answered=(case.answered or facts.today) if verb == Verb.REPLY else case.answered,
        ),
        verb,
    )


def timer_for(case: Case) -> str | None:
    """The timer that begins when a case comes into the state it is in."""
    if case.state == State.WAITING:
        return "gentle" if case.waiting_for == "resident" else None
    begun = {State.NEW: "remind_12", State.SCHEDULED: "date", State.HANDOVER: "return"}
    return begun.get(case.state)


def was_done(case: Case, verb: Verb, staff: StaffId, epoch: int, facts: Facts = _NOTHING) -> bool:
    """Whether exactly this step of this person has happened already: its answer was lost."""
    moved, stayed = case.epoch == epoch + 1, case.epoch == epoch
    done = {
        Verb.CLAIM: moved and case.state in _ANSWERED,
        Verb.ACCEPT: moved and case.state in _ANSWERED,
        Verb.OFFER: moved and case.state == State.HANDOVER and case.offered_to == facts.to,
        Verb.RECALL: stayed and case.state == State.ACTIVE,
        Verb.WAIT: stayed and case.waiting_for == "other",
        Verb.SCHEDULE: stayed and case.answer_by is not None and case.answer_by == facts.answer_by,
        Verb.CLOSE: moved and case.state == State.CLOSED,
    }
    return case.owner == staff and done.get(verb, False)


def _check_hands(case: Case, verb: Verb, staff: StaffId | None, epoch: int | None) -> None:
    if verb == Verb.CLAIM:
        if case.state in OPEN and case.owner is not None:
            raise Conflict("somebody else was faster", code="claimed")
        right = staff is not None and case.epoch == epoch
    elif verb in _OWNERS:
        right = case.owner is not None and (case.owner, case.epoch) == (staff, epoch)
    elif verb in _OFFERED:
        right = case.offered_to is not None and (case.offered_to, case.epoch) == (staff, epoch)
    else:
        right = verb != Verb.TAKE_BACK or case.epoch == epoch
    if not right:
        raise Conflict("the case has changed hands", code="stale")


def _holds(case: Case, verb: Verb, facts: Facts) -> bool:
    """Whether what a step of the table asks for besides its state is so."""
    if verb == Verb.HEAR and case.state == State.CLOSED:
        return facts.reopens
    if verb == Verb.EXPIRE:
        return case.waiting_for == "resident" and not facts.deadline
    if verb == Verb.REMIND:
        return case.timer in ("remind_12", "remind_24", "gentle")
    if verb == Verb.SCHEDULE:
        return facts.answer_by is not None
    if verb in (Verb.OFFER, Verb.DEPUTE):
        return facts.to is not None and facts.to != case.owner
    return True


def _owner_after(
    case: Case, verb: Verb, after: State, staff: StaffId | None, facts: Facts
) -> StaffId | None:
    if verb in (Verb.CLAIM, Verb.ACCEPT):
        return staff
    if verb == Verb.DEPUTE:
        return facts.to
    return None if after in (State.NEW, State.ERASED) else case.owner


def _waiting_after(case: Case, verb: Verb, after: State) -> WaitingFor | None:
    if after != State.WAITING:
        return None
    new: dict[Verb, WaitingFor] = {Verb.REPLY: "resident", Verb.WAIT: "other"}
    return new.get(verb, case.waiting_for)


def _answer_after(case: Case, verb: Verb, after: State, facts: Facts) -> str | None:
    if after != State.SCHEDULED:
        return None
    return facts.answer_by if verb == Verb.SCHEDULE else case.answer_by


def _offered_after(case: Case, verb: Verb, after: State, facts: Facts) -> StaffId | None:
    if after != State.HANDOVER:
        return None
    return facts.to if verb == Verb.OFFER else case.offered_to


def _timed(before: Case, after: Case, verb: Verb) -> Case:
    """A timer goes on with messages and deputies, and begins anew with everything else."""
    if verb == Verb.REMIND:
        timer = _NEXT_TIMER.get(before.timer or "")
        return msgspec.structs.replace(after, timer=timer, due=None)
    goes_on = verb in (Verb.HEAR, Verb.DEPUTE) or before.state == after.state == State.HANDOVER
    if goes_on and after.state == before.state:
        return after
    return msgspec.structs.replace(after, timer=timer_for(after), due=None)
