"""The table of transitions: every state with every verb, and whose word counts."""

from __future__ import annotations

import itertools

import msgspec
import pytest

from handoff.cases import TRANSITIONS, Case, State, Verb, transition, was_done
from post.errors import Conflict
from post.ids import CaseId, Recipient, StaffId

ANNA, BEN = StaffId("anna"), StaffId("ben")

# What DESIGN says, written a second time: state → verb → (state, epoch goes up, owner stays).
EXPECTED = {
    "NEW": {"claim": "ACTIVE", "hear": "NEW", "withdraw": "ERASED"},
    "ACTIVE": {
        "reply": "WAITING",
        "hear": "ACTIVE",
        "release": "NEW",
        "free": "NEW",
        "close": "CLOSED",
        "withdraw": "ERASED",
    },
    "WAITING": {
        "reply": "WAITING",
        "hear": "ACTIVE",
        "release": "NEW",
        "free": "NEW",
        "close": "CLOSED",
        "withdraw": "ERASED",
    },
    "CLOSED": {"withdraw": "ERASED"},
    "ERASED": {},
}


def case_in(state: State) -> Case:
    owned = state in (State.ACTIVE, State.WAITING, State.CLOSED)
    return Case(
        id=CaseId("c"),
        number="7F3K-2Q",
        team="ads",
        flow="report",
        state=state,
        epoch=3,
        owner=ANNA if owned else None,
        lang="en",
        channel="web",
        day="2026-11-23",
        recipient=Recipient("age1"),
        demo=False,
    )


@pytest.mark.parametrize(("state", "verb"), list(itertools.product(State, Verb)))
def test_every_state_with_every_verb(state: State, verb: Verb) -> None:
    case = case_in(state)
    expected = EXPECTED[state].get(verb)
    if expected is None:
        with pytest.raises(Conflict):
            transition(case, verb, staff=ANNA, epoch=3)
        return
    after = transition(case, verb, staff=ANNA, epoch=3)
    assert after.state == expected
    assert after.epoch == (4 if verb in ("claim", "release", "free", "close", "withdraw") else 3)
    owned = {"claim", "reply", "close"}
    assert after.owner == (ANNA if verb in owned or (verb == "hear" and case.owner) else None)
    same = msgspec.structs.replace(after, state=case.state, epoch=case.epoch, owner=case.owner)
    assert same == case


def test_the_table_has_nothing_else() -> None:
    written = {(state, verb): to for state, row in EXPECTED.items() for verb, to in row.items()}
    assert {(s.value, v.value): t.value for (s, v), t in TRANSITIONS.items()} == written


@pytest.mark.parametrize("verb", [Verb.REPLY, Verb.RELEASE, Verb.CLOSE])
@pytest.mark.parametrize(("staff", "epoch"), [(BEN, 3), (ANNA, 2), (ANNA, 4), (None, 3)])
def test_only_the_owner_with_the_present_epoch(
    verb: Verb, staff: StaffId | None, epoch: int
) -> None:
    with pytest.raises(Conflict) as refused:
        transition(case_in(State.ACTIVE), verb, staff=staff, epoch=epoch)
    assert refused.value.code == "stale"


def test_nobody_owns_a_free_case() -> None:
    with pytest.raises(Conflict, match="changed hands"):
        transition(case_in(State.NEW), Verb.CLOSE, staff=None, epoch=3)


@pytest.mark.parametrize(
    ("state", "epoch", "code"),
    [
        (State.ACTIVE, 3, "claimed"),
        (State.WAITING, 2, "claimed"),
        (State.NEW, 2, "stale"),
        (State.CLOSED, 3, "closed"),
    ],
)
def test_a_claim_that_comes_too_late_says_why(state: State, epoch: int, code: str) -> None:
    with pytest.raises(Conflict) as refused:
        transition(case_in(state), Verb.CLAIM, staff=BEN, epoch=epoch)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("state", "verb", "staff", "epoch", "done"),
    [
        (State.ACTIVE, Verb.CLAIM, ANNA, 2, True),
        (State.WAITING, Verb.CLAIM, ANNA, 2, True),
        (State.ACTIVE, Verb.CLAIM, BEN, 2, False),
        (State.ACTIVE, Verb.CLAIM, ANNA, 1, False),
        (State.CLOSED, Verb.CLOSE, ANNA, 2, True),
        (State.ACTIVE, Verb.CLOSE, ANNA, 2, False),
        (State.NEW, Verb.RELEASE, ANNA, 2, False),
    ],
)
def test_a_repeated_claim_or_closure_is_known(
    state: State, verb: Verb, staff: StaffId, epoch: int, done: bool
) -> None:
    assert was_done(case_in(state), verb, staff, epoch) is done


@pytest.mark.parametrize("verb", [Verb.CLAIM, Verb.REPLY, Verb.RELEASE, Verb.CLOSE])
def test_counsellors_wait_while_a_case_is_taken_back(verb: Verb) -> None:
    going = msgspec.structs.replace(case_in(State.ACTIVE), withdraw_due=1)
    with pytest.raises(Conflict) as refused:
        transition(going, verb, staff=ANNA, epoch=3)
    assert refused.value.code == "withdrawing"
    assert transition(going, Verb.FREE).state == State.NEW
    assert transition(going, Verb.WITHDRAW).state == State.ERASED
