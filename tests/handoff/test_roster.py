"""Joining: set-up link, invitations, confirmation, recovery papers."""

from __future__ import annotations

import asyncio

import pytest
from pyrage import x25519
from sqlalchemy import text

from post.desk import NobodyYet
from post.sealing import fingerprint
from tests.handoff.office import OTHER_CHATS, Office, intake


def papers() -> list[str]:
    return [str(x25519.Identity.generate().to_public()) for _ in range(2)]


async def test_the_first_lead_comes_by_the_set_up_link(office: Office) -> None:
    browser = office.browser()
    state = (await browser.get("/state")).json()
    teams = [(team["id"], team["name"]) for team in state.pop("teams")]
    assert teams == [("ads", "Antidiskriminierungsstelle"), ("school", "Schulberatung")]
    assert state == {
        "demo": False,
        "signed_in": False,
        "needs_setup": True,
        "ready": False,
        "ready_why": "The office is not set up yet. The link for it stands in the terminal.",
        "lang": "en",
        "origin_host": "desk.test",
    }
    token = await office.joining.setup_token()
    looked = await browser.post("/invitations/look", {"token": token})
    assert looked.json() == {
        "kind": "setup",
        "role": "lead",
        "needs_recovery": True,
        "team": "ads",
        "team_name": "Antidiskriminierungsstelle",
    }
    assert (await browser.join(token, "Ayşe", "Ayşe K.", papers())).status_code == 201
    state = (await browser.get("/state")).json()
    assert (state["signed_in"], state["needs_setup"], state["ready"]) == (True, False, False)
    assert state["me"] == {
        "id": browser.id,
        "name": "ayşe",
        "shown_name": "Ayşe K.",
        "role": "lead",
        "recipient": browser.recipient,
        "confirmed": True,
        "teams": ["ads"],
        "methods": {"passphrase": True, "passkeys": 0},
        "lock_minutes": 15,
    }
    assert await office.joining.setup_token() is None


async def test_only_the_newest_set_up_link_works_and_only_once(office: Office) -> None:
    old, new = await office.joining.setup_token(), await office.joining.setup_token()
    one, other = office.browser(), office.browser()
    assert (await one.join(old, "one", "One", papers())).status_code == 410
    both = await asyncio.gather(
        one.join(new, "one", "One", papers()), other.join(new, "other", "Other", papers())
    )
    assert sorted(answer.status_code for answer in both) == [201, 410]
    assert len(await office.roster.everybody()) == 1


async def test_set_up_takes_two_different_papers(office: Office) -> None:
    browser, token = office.browser(), await office.joining.setup_token()
    same = papers()[0]
    for odd in (None, [same, same], [same, browser.recipient], [same, "age1nonsense"]):
        answer = await browser.join(token, "ayse", "Ayşe", odd)
        assert answer.status_code == 422, odd
    assert (await browser.join(token, "ayse", "Ayşe", papers())).status_code == 201


async def test_a_colleague_joins_and_is_confirmed(ready_office: Office) -> None:
    office = ready_office
    late = await office.new_colleague("cem", "Cem A.", confirmed=False)
    state = (await late.get("/state")).json()
    assert (state["signed_in"], state["me"]["confirmed"]) == (True, False)
    refused = await late.get("/cases")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "unconfirmed")
    before = await office.open_case()

    listed = {p["name"]: p for p in (await office.lead.get("/staff")).json()["staff"]}
    assert listed["cem"]["fingerprint"] == fingerprint(late.recipient)
    path = f"/staff/{late.id}/confirmation"
    wrong = await office.lead.post(path, {"fingerprint": fingerprint(office.lead.recipient)})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (409, "fingerprint")
    nobody = await office.lead.post(f"/staff/{'0' * 32}/confirmation", {"fingerprint": "x"})
    nonsense = await office.lead.post("/staff/x/confirmation", {"fingerprint": "x"})
    assert (nobody.status_code, nonsense.status_code) == (404, 404)
    spoken = listed["cem"]["fingerprint"].upper().replace(" ", "")
    assert (await office.lead.post(path, {"fingerprint": spoken})).status_code == 200

    after = await office.open_case(chat=OTHER_CHATS[0])
    assert len(await late.read(after.case)) == 1
    assert (await late.get(f"/cases/{before.case}")).json()["wrap"] is None


async def test_an_invitation_works_once_and_for_a_day(ready_office: Office) -> None:
    office, browser = ready_office, ready_office.browser()
    invited = (await office.lead.post("/invitations", {"role": "counsellor", "team": "ads"})).json()
    assert invited["expires"] == "2026-11-24T10:00:00+00:00"
    taken = await browser.join(invited["token"], "BERND ", "Another")
    assert (taken.status_code, taken.json()["error"]["code"]) == (409, "name_taken")
    looked = await browser.post("/invitations/look", {"token": invited["token"]})
    assert looked.json() == {
        "kind": "join",
        "role": "counsellor",
        "needs_recovery": False,
        "team": "ads",
        "team_name": "Antidiskriminierungsstelle",
    }
    assert (await browser.join(invited["token"], "dora", "Dora")).status_code == 201
    assert (await browser.join(invited["token"], "emil", "Emil")).status_code == 410

    late = (await office.lead.post("/invitations", {"role": "counsellor", "team": "ads"})).json()[
        "token"
    ]
    office.clock.pass_by(hours=24)
    assert (await browser.post("/invitations/look", {"token": late})).status_code == 410
    assert (await browser.join(late, "emil", "Emil")).status_code == 410
    assert (await browser.post("/invitations/look", {"token": "guessed"})).status_code == 410


async def test_without_papers_no_case_is_opened(ready_office: Office) -> None:
    async with ready_office.store.writing() as connection:
        await connection.execute(text("DELETE FROM recovery"))
    assert await ready_office.roster.missing("ads") == "recovery"
    assert await ready_office.desk.take_in(intake()) == NobodyYet()


async def test_no_token_lies_in_the_database(ready_office: Office) -> None:
    token = (await ready_office.lead.post("/invitations", {"role": "lead", "team": "ads"})).json()[
        "token"
    ]
    async with ready_office.store.reading() as connection:
        rows = (await connection.execute(text("SELECT * FROM invitations"))).all()
    assert len(rows) == 3
    assert token not in str(rows)


@pytest.mark.parametrize(
    ("field", "odd"),
    [
        ("name", ""),
        ("name", "  "),
        ("name", "a\x00b"),
        ("name", "x" * 65),
        ("name", "../etc"),
        ("shown_name", ""),
        ("shown_name", "x" * 65),
        ("shown_name", "Anna\u202eB"),
        ("shown_name", "Anna\x00"),
        ("recipient", "age1nonsense"),
        ("recipient", ""),
        ("sealed_identity", "AAAA"),
    ],
)
async def test_odd_accounts_are_refused(lite_office: Office, field: str, odd: str) -> None:
    browser = lite_office.browser()
    invited = (
        await lite_office.lead.post("/invitations", {"role": "counsellor", "team": "ads"})
    ).json()
    account = browser.account(invited["token"], "dora", "Dora")
    answer = await browser.post("/accounts", {**account, field: odd})
    assert answer.status_code == 422
    assert (await browser.post("/accounts", account)).status_code == 201
