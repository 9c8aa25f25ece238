"""The table of transitions: every state with every verb, and whose word counts."""

from __future__ import annotations

import itertools

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.cases import (
    OPEN,
    OWNED,
    TRANSITIONS,
    Case,
    Facts,
    State,
    Verb,
    timer_for,
    transition,
    was_done,
)
from post.errors import Conflict
from post.ids import CaseId, Recipient, StaffId

ANNA, BEN, CEM = StaffId("anna"), StaffId("ben"), StaffId("cem")
PEOPLE = [ANNA, BEN, CEM, None]
EVERYTHING = Facts(to=CEM, answer_by="2026-12-01", today="2026-11-23", reopens=True)

# What DESIGN says, written a second time: state → verb → state.
_OF_ANSWERED = {
    "reply": "WAITING",
    "schedule": "SCHEDULED",
    "offer": "HANDOVER",
    "free": "NEW",
    "take_back": "NEW",
    "hear": "ACTIVE",
    "close": "CLOSED",
    "withdraw": "ERASED",
}
EXPECTED = {
    "NEW": {"claim": "ACTIVE", "hear": "NEW", "remind": "NEW", "withdraw": "ERASED"},
    "ACTIVE": {**_OF_ANSWERED, "release": "NEW", "wait": "WAITING", "depute": "ACTIVE"},
    "WAITING": {
        **_OF_ANSWERED,
        "wait": "WAITING",
        "remind": "WAITING",
        "expire": "CLOSED",
        "depute": "WAITING",
    },
    "SCHEDULED": {**_OF_ANSWERED, "due": "ACTIVE", "depute": "SCHEDULED"},
    "HANDOVER": {
        "reply": "HANDOVER",
        "accept": "ACTIVE",
        "refuse": "ACTIVE",
        "return": "ACTIVE",
        "recall": "ACTIVE",
        "free": "NEW",
        "take_back": "NEW",
        "depute": "HANDOVER",
        "hear": "HANDOVER",
        "withdraw": "ERASED",
    },
    "CLOSED": {"hear": "NEW", "withdraw": "ERASED"},
    "ERASED": {},
}
OWNERS = {"reply", "wait", "schedule", "offer", "recall", "release", "close"}
OFFERED = {"accept", "refuse"}
NEW_EPOCH = {
    *("claim", "accept", "release", "free", "depute", "take_back"),
    *("offer", "close", "expire", "withdraw"),
}
NEW_OWNER = {"claim": ANNA, "accept": BEN, "depute": CEM}


def case_in(state: State, **changes: object) -> Case:
    """Anna's, where a state has an owner; offered to Ben, where it is offered."""
    case = Case(
        id=CaseId("c"),
        number="7F3K-2Q",
        team="ads",
        flow="report",
        state=state,
        epoch=3,
        owner=ANNA if state in OWNED | {State.CLOSED} else None,
        lang="en",
        channel="web",
        day="2026-11-23",
        recipient=Recipient("age1"),
        demo=False,
        waiting_for="resident" if state == State.WAITING else None,
        answer_by="2026-11-30" if state == State.SCHEDULED else None,
        offered_to=BEN if state == State.HANDOVER else None,
    )
    case = msgspec.structs.replace(case, **changes)
    return msgspec.structs.replace(case, timer=timer_for(case), due=1)


def asks(verb: Verb) -> StaffId:
    """Who may."""
    return BEN if verb in OFFERED else ANNA


@pytest.mark.parametrize(("state", "verb"), list(itertools.product(State, Verb)))
def test_every_state_with_every_verb(state: State, verb: Verb) -> None:
    case = case_in(state)
    expected = EXPECTED[state].get(verb)
    if expected is None:
        with pytest.raises(Conflict):
            transition(case, verb, staff=asks(verb), epoch=3, facts=EVERYTHING)
        return
    after = transition(case, verb, staff=asks(verb), epoch=3, facts=EVERYTHING)
    assert after.state == expected
    owner = NEW_OWNER.get(verb, case.owner) if expected not in ("NEW", "ERASED") else None
    assert after.owner == owner
    reopened = state == State.CLOSED and verb == Verb.HEAR
    assert after.epoch == (4 if verb in NEW_EPOCH or reopened else 3)
    assert (after.waiting_for is not None) == (expected == "WAITING")
    assert (after.answer_by is not None) == (expected == "SCHEDULED")
    assert (after.offered_to is not None) == (expected == "HANDOVER")


def test_the_table_has_nothing_else() -> None:
    written = {(state, verb): to for state, row in EXPECTED.items() for verb, to in row.items()}
    assert {(s.value, v.value): t.value for (s, v), t in TRANSITIONS.items()} == written


cases = st.builds(
    case_in,
    st.sampled_from(State),
    epoch=st.integers(2, 4),
    withdraw_due=st.sampled_from([None, None, 1]),
    waiting_for=st.sampled_from(["resident", "other"]),
)
facts = st.builds(
    Facts,
    to=st.sampled_from(PEOPLE),
    answer_by=st.sampled_from([None, "2026-12-01"]),
    today=st.just("2026-11-23"),
    away=st.booleans(),
    reopens=st.booleans(),
    deadline=st.booleans(),
)


@settings(max_examples=3000, deadline=None, derandomize=True)
@given(cases, st.sampled_from(Verb), st.sampled_from(PEOPLE), st.integers(2, 4), facts)
def test_whatever_is_asked_keeps_the_rules(
    case: Case, verb: Verb, staff: StaffId | None, epoch: int, facts: Facts
) -> None:
    """The rules of DESIGN that hold of every step, over every state, verb, actor and epoch."""
    try:
        after = transition(case, verb, staff=staff, epoch=epoch, facts=facts)
    except Conflict as refused:
        codes = {"claimed", "stale", "state", "closed", "withdrawing"}
        assert refused.code in codes  # noqa: PT017 (it may be refused)
        return
    assert TRANSITIONS[case.state, verb] == after.state or (verb == "hear" and facts.away)
    assert (after.owner is not None) == (after.state in OWNED | {State.CLOSED})
    assert after.epoch - case.epoch in (0, 1)
    if after.owner != case.owner or verb in NEW_EPOCH:
        assert after.epoch == case.epoch + 1
    if verb in OWNERS:
        assert (case.owner, case.epoch) == (staff, epoch)
    if verb in OFFERED:
        assert (case.offered_to, case.epoch) == (staff, epoch)
    if verb in ("claim", "take_back"):
        assert case.epoch == epoch
    if case.withdraw_due is not None:
        assert verb in {"hear", "free", "return", "depute", "withdraw"}
    assert after.timer == timer_for(after) or verb == "remind"


@pytest.mark.parametrize("verb", sorted(OWNERS))
@pytest.mark.parametrize(("staff", "epoch"), [(BEN, 3), (ANNA, 2), (ANNA, 4), (None, 3)])
def test_only_the_owner_with_the_present_epoch(
    verb: str, staff: StaffId | None, epoch: int
) -> None:
    state = State.HANDOVER if verb == "recall" else State.ACTIVE
    offered = {"offered_to": CEM} if verb == "recall" else {}
    with pytest.raises(Conflict) as refused:
        transition(case_in(state, **offered), Verb(verb), staff=staff, epoch=epoch)
    assert refused.value.code == "stale"


@pytest.mark.parametrize("verb", sorted(OFFERED))
@pytest.mark.parametrize(("staff", "epoch"), [(ANNA, 3), (CEM, 3), (BEN, 2), (None, 3)])
def test_only_who_was_asked_accepts_or_refuses(
    verb: str, staff: StaffId | None, epoch: int
) -> None:
    with pytest.raises(Conflict) as refused:
        transition(case_in(State.HANDOVER), Verb(verb), staff=staff, epoch=epoch)
    assert refused.value.code == "stale"


def test_nobody_accepts_what_nobody_offered() -> None:
    with pytest.raises(Conflict, match="changed hands"):
        transition(case_in(State.ACTIVE), Verb.ACCEPT, staff=None, epoch=3)


def test_nobody_claims_nothing() -> None:
    with pytest.raises(Conflict, match="has changed"):
        transition(case_in(State.NEW), Verb.CLAIM, staff=None, epoch=3)


def test_nobody_owns_a_free_case() -> None:
    with pytest.raises(Conflict, match="changed hands"):
        transition(case_in(State.NEW), Verb.CLOSE, staff=None, epoch=3)


def test_a_lead_takes_back_what_they_saw() -> None:
    with pytest.raises(Conflict, match="changed hands"):
        transition(case_in(State.ACTIVE), Verb.TAKE_BACK, staff=CEM, epoch=2)


@pytest.mark.parametrize(
    ("state", "epoch", "code"),
    [
        (State.ACTIVE, 3, "claimed"),
        (State.WAITING, 2, "claimed"),
        (State.HANDOVER, 3, "claimed"),
        (State.NEW, 2, "stale"),
        (State.CLOSED, 3, "closed"),
    ],
)
def test_a_claim_that_comes_too_late_says_why(state: State, epoch: int, code: str) -> None:
    with pytest.raises(Conflict) as refused:
        transition(case_in(state), Verb.CLAIM, staff=BEN, epoch=epoch)
    assert refused.value.code == code


@pytest.mark.parametrize("to", [None, ANNA])
def test_a_case_is_offered_to_somebody_else(to: StaffId | None) -> None:
    with pytest.raises(Conflict) as refused:
        transition(case_in(State.ACTIVE), Verb.OFFER, staff=ANNA, epoch=3, facts=Facts(to=to))
    assert refused.value.code == "state"


def test_a_promise_names_a_day() -> None:
    with pytest.raises(Conflict, match="not possible"):
        transition(case_in(State.ACTIVE), Verb.SCHEDULE, staff=ANNA, epoch=3)


def test_only_waiting_for_the_resident_ends_and_never_before_a_deadline() -> None:
    waiting = case_in(State.WAITING)
    assert transition(waiting, Verb.EXPIRE).state == State.CLOSED
    with pytest.raises(Conflict):
        transition(waiting, Verb.EXPIRE, facts=Facts(deadline=True))
    with pytest.raises(Conflict):
        transition(case_in(State.WAITING, waiting_for="other"), Verb.EXPIRE)


def test_a_message_wakes_a_closed_case_only_in_time() -> None:
    with pytest.raises(Conflict) as refused:
        transition(case_in(State.CLOSED), Verb.HEAR)
    assert refused.value.code == "closed"
    again = transition(case_in(State.CLOSED), Verb.HEAR, facts=Facts(reopens=True))
    assert (again.state, again.owner, again.epoch) == (State.NEW, None, 4)
    assert (again.timer, again.due) == ("remind_12", None)


def test_a_message_for_somebody_absent_goes_to_the_queue() -> None:
    heard = transition(case_in(State.WAITING), Verb.HEAR, facts=Facts(away=True))
    assert (heard.state, heard.owner, heard.epoch) == (State.NEW, None, 4)


def test_timers_begin_go_on_and_end() -> None:
    new = case_in(State.NEW)
    assert transition(new, Verb.HEAR) == new
    second = transition(new, Verb.REMIND)
    assert (second.timer, second.due, second.state) == ("remind_24", None, State.NEW)
    last = transition(second, Verb.REMIND)
    assert last.timer is None
    with pytest.raises(Conflict):
        transition(last, Verb.REMIND)
    waiting = case_in(State.WAITING)
    reminded = transition(waiting, Verb.REMIND)
    assert (reminded.timer, reminded.due) == ("expire", None)
    with pytest.raises(Conflict):
        transition(reminded, Verb.REMIND)
    answered = transition(reminded, Verb.REPLY, staff=ANNA, epoch=3, facts=EVERYTHING)
    assert (answered.timer, answered.due) == ("gentle", None)
    other = transition(waiting, Verb.WAIT, staff=ANNA, epoch=3)
    assert (other.timer, other.due, other.waiting_for) == (None, None, "other")
    offered = case_in(State.HANDOVER)
    assert transition(offered, Verb.REPLY, staff=ANNA, epoch=3, facts=EVERYTHING).due == 1
    deputed = transition(case_in(State.SCHEDULED), Verb.DEPUTE, facts=EVERYTHING)
    assert (deputed.timer, deputed.due) == ("date", 1)


def test_the_first_answer_is_remembered() -> None:
    first = transition(case_in(State.ACTIVE), Verb.REPLY, staff=ANNA, epoch=3, facts=EVERYTHING)
    later = Facts(today="2026-12-24")
    second = transition(first, Verb.REPLY, staff=ANNA, epoch=3, facts=later)
    assert second.answered == first.answered == "2026-11-23"


@pytest.mark.parametrize(
    ("state", "verb", "staff", "epoch", "done"),
    [
        (State.ACTIVE, Verb.CLAIM, ANNA, 2, True),
        (State.WAITING, Verb.CLAIM, ANNA, 2, True),
        (State.ACTIVE, Verb.CLAIM, BEN, 2, False),
        (State.ACTIVE, Verb.CLAIM, ANNA, 1, False),
        (State.ACTIVE, Verb.ACCEPT, ANNA, 2, True),
        (State.CLOSED, Verb.CLOSE, ANNA, 2, True),
        (State.ACTIVE, Verb.CLOSE, ANNA, 2, False),
        (State.HANDOVER, Verb.OFFER, ANNA, 2, True),
        (State.HANDOVER, Verb.OFFER, ANNA, 3, False),
        (State.ACTIVE, Verb.RECALL, ANNA, 3, True),
        (State.HANDOVER, Verb.RECALL, ANNA, 3, False),
        (State.NEW, Verb.RELEASE, ANNA, 2, False),
    ],
)
def test_a_repeated_step_is_known(
    state: State, verb: Verb, staff: StaffId, epoch: int, done: bool
) -> None:
    assert was_done(case_in(state), verb, staff, epoch, Facts(to=BEN)) is done


def test_an_offer_to_somebody_else_is_another_offer() -> None:
    assert not was_done(case_in(State.HANDOVER), Verb.OFFER, ANNA, 2, Facts(to=CEM))


@pytest.mark.parametrize("state", sorted(OPEN))
def test_a_case_that_is_taken_back_by_the_resident_waits(state: State) -> None:
    going = msgspec.structs.replace(case_in(state), withdraw_due=1)
    for verb in [Verb.CLAIM, Verb.REPLY, Verb.CLOSE, Verb.ACCEPT, Verb.TAKE_BACK, Verb.REMIND]:
        with pytest.raises(Conflict) as refused:
            transition(going, verb, staff=asks(verb), epoch=3, facts=EVERYTHING)
        assert refused.value.code == "withdrawing"
    if state in OWNED:
        assert transition(going, Verb.FREE).state == State.NEW
    assert transition(going, Verb.WITHDRAW).state == State.ERASED
