"""Who may do what: the pure rules, each with everybody."""

from __future__ import annotations

import itertools

import msgspec
import pytest

from handoff.entitled import (
    RIGHTS,
    Right,
    check,
    check_case,
    check_gives,
    check_lead,
    check_revokes,
    check_sees,
    check_teams,
    counts,
    holds_keys,
    leads,
    may_sign_in,
)
from handoff.records import Member, Role
from post.errors import BadInput, Conflict, LotseError, NotAllowed, NotFound
from post.ids import Recipient, StaffId

ALLOWED = {
    "lead": {"cases", "staff", "counts", "system"},
    "counsellor": {"cases"},
    "editor": {"counts"},
    "operator": {"system"},
}


def person(
    name: str = "a", role: Role = "counsellor", teams: tuple[str, ...] = ("ads",), **more: bool
) -> Member:
    fields = {"confirmed": True, **more}
    return Member(StaffId(name), name, name, role, Recipient("age1"), teams=teams, **fields)


LEAD = person("lead", "lead")
UNSOUND = [{"confirmed": False}, {"revoked": True}, {"genuine": False}]


@pytest.mark.parametrize(("role", "right"), list(itertools.product(RIGHTS, Right)))
def test_every_role_with_every_right(role: Role, right: Right) -> None:
    if right in ALLOWED[role]:
        check(person(role=role), right)
        return
    with pytest.raises(NotAllowed) as refused:
        check(person(role=role), right)
    assert refused.value.code == "not_allowed"


@pytest.mark.parametrize("flaw", UNSOUND, ids=str)
def test_whoever_does_not_count_has_no_right_at_all(flaw: dict[str, bool]) -> None:
    nobody = person("x", "lead", **flaw)
    assert not counts(nobody)
    assert not holds_keys(nobody, "ads")
    assert not leads(nobody, "ads")
    for right in Right:
        with pytest.raises(NotAllowed, match="confirmed"):
            check(nobody, right)
    with pytest.raises(NotFound):
        check_sees(nobody, person())
    assert may_sign_in(nobody) is ("confirmed" in flaw)


@pytest.mark.parametrize(
    ("role", "team", "excluded", "sees"),
    [
        ("lead", "ads", False, True),
        ("counsellor", "ads", False, True),
        ("counsellor", "ads", True, False),
        ("counsellor", "school", False, False),
        ("lead", "school", False, False),
        ("lead", "ads", True, False),
        ("editor", "ads", False, False),
        ("operator", "ads", False, False),
    ],
)
def test_for_whom_a_case_exists(role: Role, team: str, excluded: bool, sees: bool) -> None:
    somebody = person(role=role)
    if sees:
        check_case(somebody, team, excluded=excluded)
    else:
        with pytest.raises(NotFound):
            check_case(somebody, team, excluded=excluded)


def test_leads_lead_their_own_teams_only() -> None:
    check_lead(LEAD, "ads")
    for who, team in ((LEAD, "school"), (person(), "ads")):
        with pytest.raises(NotFound):
            check_lead(who, team)


@pytest.mark.parametrize(
    ("lead", "other", "revokes", "gives"),
    [
        (LEAD, person("b"), None, None),
        (LEAD, person("b", "lead"), None, None),
        (LEAD, person("b", confirmed=False), None, None),
        (LEAD, person("b", teams=("school",)), NotFound, NotFound),
        (LEAD, person("b", teams=("ads", "school")), None, "other_team"),
        (person("l", "lead", ("ads", "school")), person("b", teams=("ads", "school")), None, None),
        (LEAD, LEAD, "yourself", "yourself"),
        (LEAD, person("b", genuine=False), None, "changed"),
        (LEAD, person("b", revoked=True), None, "changed"),
        (person("c"), person("b"), NotFound, NotFound),
        (person("e", "editor"), person("b"), NotFound, NotFound),
    ],
)
def test_what_a_lead_may_do_with_whom(lead: Member, other: Member, revokes, gives) -> None:
    for rule, expected in ((check_revokes, revokes), (check_gives, gives)):
        if expected is None:
            rule(lead, other)
            continue
        with pytest.raises(LotseError) as refused:
            rule(lead, other)
        found = refused.value
        assert expected == (found.code if isinstance(expected, str) else type(found))


@pytest.mark.parametrize(
    ("before", "after", "error"),
    [
        ({"ads"}, {"ads", "youth"}, None),
        ({"ads", "youth"}, {"youth"}, None),
        ({"ads", "school"}, {"school"}, None),
        ({"ads", "school"}, {"ads", "youth", "school"}, None),
        ({"ads"}, {"ads", "school"}, NotFound),
        ({"ads", "school"}, {"ads"}, NotFound),
        ({"ads"}, set(), BadInput),
        ({"school"}, {"ads"}, NotFound),
    ],
)
def test_leads_add_and_take_away_only_their_own_teams(before, after, error) -> None:
    lead = person("l", "lead", ("ads", "youth"))
    member = person("b", teams=tuple(before))
    if error is None:
        check_teams(lead, member, frozenset(after))
        return
    with pytest.raises(error):
        check_teams(lead, member, frozenset(after))


@pytest.mark.parametrize("flaw", [{"revoked": True}, {"genuine": False}], ids=str)
def test_nobody_unsound_is_put_into_a_team(flaw: dict[str, bool]) -> None:
    with pytest.raises(Conflict):
        check_teams(LEAD, msgspec.structs.replace(person("b"), **flaw), frozenset({"ads"}))
