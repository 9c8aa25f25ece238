"""Changing the roster: roles, teams, revocation, enrolling anew, rows changed from outside."""

from __future__ import annotations

import asyncio
import base64

import pytest
from pyrage import x25519
from sqlalchemy import text

from handoff.ledger import Revoked
from handoff.replay import Replay
from handoff.staff_store import StaffStore
from post.desk import NobodyYet
from post.errors import Conflict
from post.ids import Recipient
from post.sealing import open_with
from tests.handoff.office import OTHER_CHATS, Browser, Office, intake


async def outcome(answer) -> tuple[int, str]:
    got = await answer
    return got.status_code, got.json()["error"]["code"] if got.status_code >= 400 else ""


async def sql(office: Office, statement: str, **values: object) -> None:
    async with office.store.writing() as connection:
        await connection.execute(text(statement), values)


async def wraps_of(office: Office, browser: Browser) -> int:
    async with office.store.reading() as connection:
        query = text("SELECT count(*) FROM wraps WHERE holder = :id")
        return (await connection.execute(query, {"id": browser.id})).scalar_one()


# revocation


async def test_revocation_takes_everything_at_once(ready_office: Office) -> None:
    office = ready_office
    third = await office.new_colleague("cem", "Cem A.")
    taken = await office.open_case()
    assert (await third.claim(taken.case)).status_code == 200
    begun = (await third.post("/sign-in", {"name": "cem"})).json()
    kept_open = asyncio.create_task(third.get("/events"))
    office.feed._ping = 0.02
    while not office.feed._pages:
        await asyncio.sleep(0.01)
    answer = await office.lead.post(f"/staff/{third.id}/revocation", {})
    assert (answer.status_code, answer.json()["revoked"]) == (200, True)
    assert await outcome(third.get("/cases")) == (401, "not_signed_in")
    assert (await asyncio.wait_for(kept_open, 30)).status_code == 200
    nonce = open_with(base64.b64decode(begun["sealed_nonce"]), str(third.identity))
    given = {"attempt": begun["attempt"], "nonce": base64.b64encode(nonce).decode()}
    assert await outcome(third.post("/sessions", given)) == (403, "sign_in")
    assert await wraps_of(office, third) == 0
    case = (await office.lead.get(f"/cases/{taken.case}")).json()
    assert (case["state"], case["owner"], case["epoch"]) == ("NEW", None, 3)
    [claimed] = await office.outbox.claim(10)
    assert "desk_claimed" in claimed.outgoing.message.text
    freed = await office.outbox.done(claimed)
    assert freed is not None
    assert "desk_released" in freed.outgoing.message.text
    assert office.ledger.entries() == [Revoked(third.id, 1, "2026-11-23")]
    assert (f"staff:{office.lead.id}", "revoke", f"staff:{third.id}") in await office.noted()
    async with office.store.reading() as connection:
        left = await connection.execute(
            text("SELECT count(*) FROM unlock_methods WHERE staff = :id"), {"id": third.id}
        )
        assert left.scalar_one() == 0


async def test_a_revoked_name_looks_like_one_that_nobody_has(lite_office: Office) -> None:
    office = lite_office
    third = await office.new_colleague("cem", "Cem A.")
    await office.lead.post(f"/staff/{third.id}/revocation", {})
    stranger = office.browser()
    answers = [(await stranger.post("/sign-in", {"name": name})).json() for name in ("cem", "x")]
    lengths = [[len(value) for value in answer.values()] for answer in answers]
    assert abs(lengths[0][2] - lengths[1][2]) < 200  # age adds a stanza of random length
    assert lengths[0][:2] == lengths[1][:2]


async def test_the_last_but_one_is_revoked_only_when_asked_for_anyway(lite_office: Office) -> None:
    office = lite_office
    path = f"/staff/{office.second.id}/revocation"
    assert await outcome(office.lead.post(path, {})) == (409, "last_holder")
    assert await outcome(office.lead.post(path, {"anyway": False})) == (409, "last_holder")
    assert (await office.second.get("/cases")).status_code == 200
    assert (await office.lead.post(path, {"anyway": True})).status_code == 200
    assert await office.roster.missing("ads") == "second"
    assert await office.desk.take_in(intake()) == NobodyYet()
    state = (await office.lead.get("/state")).json()
    assert (state["ready"], "second person" in state["ready_why"]) == (False, True)


async def test_two_leads_cannot_revoke_each_other_below_the_minimum(ready_office: Office) -> None:
    office = ready_office
    other = await office.new_colleague("cem", "Cem", role="lead")
    assert (await office.lead.post(f"/staff/{office.second.id}/revocation", {})).status_code == 200
    results = await asyncio.gather(
        office.lead.post(f"/staff/{other.id}/revocation", {}),
        other.post(f"/staff/{office.lead.id}/revocation", {}),
    )
    assert [result.status_code for result in results] == [409, 409]


async def test_nobody_revokes_demotes_or_moves_themselves(lite_office: Office) -> None:
    lead = lite_office.lead
    me = f"/staff/{lead.id}"
    assert await outcome(lead.post(f"{me}/revocation", {"anyway": True})) == (409, "yourself")
    assert await outcome(lead.put(f"{me}/role", {"role": "editor"})) == (409, "yourself")
    assert await outcome(lead.put(f"{me}/teams", {"teams": ["ads"]})) == (409, "yourself")
    assert await outcome(lead.post(f"{me}/reenrolment", {})) == (409, "yourself")


async def test_a_ledger_that_cannot_be_written_stops_the_revocation(lite_office: Office) -> None:
    office = lite_office
    third = await office.new_colleague("cem", "Cem A.")
    office.ledger.path.unlink()
    answer = await office.lead.post(f"/staff/{third.id}/revocation", {})
    assert answer.status_code == 503
    assert (await third.get("/cases")).status_code == 200


# roles and teams


async def test_a_role_changed_in_mid_session_counts_with_the_next_request(
    ready_office: Office,
) -> None:
    office = ready_office
    third = await office.new_colleague("cem", "Cem A.")
    taken = await office.open_case()
    assert (await third.claim(taken.case)).status_code == 200
    path = f"/staff/{third.id}/role"
    assert (await office.lead.put(path, {"role": "editor"})).json()["role"] == "editor"
    assert await outcome(third.get("/cases")) == (403, "not_allowed")
    assert await outcome(third.get(f"/cases/{taken.case}")) == (403, "not_allowed")
    assert (await third.get("/counts")).status_code == 200
    assert await wraps_of(office, third) == 0
    assert (await office.lead.get(f"/cases/{taken.case}")).json()["state"] == "NEW"
    assert (await office.lead.put(path, {"role": "lead"})).status_code == 200
    assert (await third.get("/staff")).status_code == 200
    assert await outcome(office.lead.put(path, {"role": "owner"})) == (422, "bad_input")
    assert ("role_editor" in {verb for _, verb, _ in await office.noted()}) is True


async def test_too_few_key_holders_is_refused_for_roles_and_teams_as_well(
    lite_office: Office,
) -> None:
    office = lite_office
    path = f"/staff/{office.second.id}/role"
    assert await outcome(office.lead.put(path, {"role": "editor"})) == (409, "last_holder")
    done = await office.lead.put(path, {"role": "editor", "anyway": True})
    assert done.status_code == 200
    assert (await office.lead.get("/staff")).json()["holders"] == {"ads": 1}


async def test_whoever_leaves_a_team_leaves_its_cases(lite_office: Office) -> None:
    office = lite_office
    await office.set_up_other_team()
    third = await office.new_colleague("cem", "Cem A.")
    await office.staffing.set_teams_from_terminal("cem", frozenset({"ads", "school"}))
    ads = await office.open_case()
    school = await office.open_case(team="school", chat=OTHER_CHATS[0])
    assert (await third.claim(ads.case)).status_code == 200
    assert (await third.claim(school.case)).status_code == 200
    assert {c["team"] for c in (await third.get("/cases")).json()["cases"]} == {"ads", "school"}
    assert (await third.get("/state")).json()["me"]["lock_minutes"] == 5

    # A lead of one of the teams takes away, but gives nothing.
    path = f"/staff/{third.id}"
    given = office.lead.put(f"{path}/role", {"role": "lead"})
    assert await outcome(given) == (403, "other_team")
    assert await outcome(office.lead.post(f"{path}/reenrolment", {})) == (403, "other_team")
    moved = await office.lead.put(f"{path}/teams", {"teams": ["school"]})
    assert moved.json()["teams"] == ["school"]
    assert (await third.get(f"/cases/{ads.case}")).status_code == 404
    assert (await third.get(f"/cases/{school.case}")).json()["state"] == "ACTIVE"
    assert (await office.lead.get(f"/cases/{ads.case}")).json()["state"] == "NEW"
    assert await wraps_of(office, third) == 1
    back = office.lead.put(f"{path}/teams", {"teams": ["ads", "school"]})
    assert await outcome(back) == (404, "not_found")
    nowhere = office.other_lead.put(f"{path}/teams", {"teams": ["school", "nowhere"]})
    assert await outcome(nowhere) == (404, "not_found")


async def test_a_first_lead_of_a_new_team_brings_its_papers(lite_office: Office) -> None:
    office = lite_office
    assert await office.roster.missing("school") == "setup"
    token, invited = await office.joining.invite_from_terminal("lead", "school")
    assert invited.kind == "setup"
    browser = office.browser()
    looked = (await browser.post("/invitations/look", {"token": token})).json()
    assert (looked["needs_recovery"], looked["team"]) == (True, "school")
    assert (await browser.join(token, "dora", "Dora")).status_code == 422
    papers = [str(x25519.Identity.generate().to_public()) for _ in range(2)]
    joined = await browser.join(token, "dora", "Dora", papers)
    assert joined.json()["me"]["confirmed"] is True
    assert await office.roster.papers("school") == tuple(papers)
    assert await office.roster.papers("ads") != tuple(papers)
    # From now on there is a lead who confirms: a further one from the terminal waits for that.
    _, second = await office.joining.invite_from_terminal("lead", "school")
    assert second.kind == "join"
    assert await office.roster.missing("school") == "second"


async def test_a_set_up_link_is_worth_nothing_once_the_team_has_a_lead(
    lite_office: Office,
) -> None:
    office = lite_office
    old, _ = await office.joining.invite_from_terminal("lead", "school")
    new, _ = await office.joining.invite_from_terminal("lead", "school")
    papers = [str(x25519.Identity.generate().to_public()) for _ in range(2)]
    late = office.browser()
    assert (await late.join(old, "fritz", "Fritz", papers)).status_code == 410
    assert (await office.browser().join(new, "dora", "Dora", papers)).status_code == 201
    await sql(office, "UPDATE invitations SET used = :no", no=False)
    assert (await late.join(new, "fritz", "Fritz", papers)).status_code == 410


# enrolling anew


async def test_whoever_lost_all_keys_enrols_anew(ready_office: Office) -> None:
    office = ready_office
    third = await office.new_colleague("cem", "Cem A.")
    taken = await office.open_case()
    assert (await third.claim(taken.case)).status_code == 200
    old_name, old_id = third.name, third.id
    invited = (await office.lead.post(f"/staff/{third.id}/reenrolment", {})).json()
    assert (await third.get("/cases")).status_code == 200  # until it is used

    anew = office.browser()
    looked = (await anew.post("/invitations/look", {"token": invited["token"]})).json()
    assert looked == {
        "kind": "reenrol",
        "role": "counsellor",
        "needs_recovery": False,
        "team": "ads",
        "team_name": "Antidiskriminierungsstelle",
        "name": "cem",
        "shown_name": "Cem A.",
    }
    joined = await anew.join(invited["token"], "somebody else", "Somebody Else")
    me = joined.json()["me"]
    assert (joined.status_code, me["id"], me["name"]) == (201, old_id, old_name)
    assert (me["shown_name"], me["confirmed"]) == ("Cem A.", False)
    assert office.ledger.entries() == [Revoked(old_id, 0, "2026-11-23")]  # the lost keys
    anew.name = "cem"
    assert (await third.get("/cases")).status_code == 401
    assert await outcome(anew.get("/cases")) == (403, "unconfirmed")
    assert (await office.lead.get(f"/cases/{taken.case}")).json()["state"] == "NEW"
    assert (await anew.join(invited["token"], "x", "X")).status_code == 410

    await office.confirm(anew)
    assert (await anew.get(f"/cases/{taken.case}")).json()["wrap"] is None
    [wanted] = (await office.second.get("/rewraps")).json()["wanted"]
    assert (wanted["staff"], wanted["recipient"]) == (anew.id, anew.recipient)


async def test_only_the_newest_link_to_enrol_works_and_none_after_a_revocation(
    lite_office: Office,
) -> None:
    office = lite_office
    third = await office.new_colleague("cem", "Cem A.")
    tokens = [
        (await office.lead.post(f"/staff/{third.id}/reenrolment", {})).json()["token"]
        for _ in range(2)
    ]
    assert (await office.browser().join(tokens[0], "", "")).status_code == 410
    assert (await office.lead.post(f"/staff/{third.id}/revocation", {})).status_code == 200
    assert (await office.browser().join(tokens[1], "", "")).status_code == 410
    assert await outcome(office.lead.post(f"/staff/{third.id}/reenrolment", {})) == (
        409,
        "changed",
    )


# rows changed past the program


FORGED = [
    "UPDATE staff SET recipient = :foreign WHERE name = 'bernd'",
    "UPDATE staff SET role = 'lead' WHERE name = 'bernd'",
    "UPDATE staff SET role = 'emperor' WHERE name = 'bernd'",
    "UPDATE staff SET generation = 7 WHERE name = 'bernd'",
    "UPDATE staff SET seal = '' WHERE name = 'bernd'",
    "UPDATE staff SET shown_name = 'Ayşe K.' WHERE name = 'bernd'",
    "INSERT INTO memberships (staff, team) SELECT id, 'school' FROM staff WHERE name = 'bernd'",
    "DELETE FROM memberships WHERE staff = (SELECT id FROM staff WHERE name = 'bernd')",
]


@pytest.mark.parametrize("change", FORGED)
async def test_a_row_changed_from_outside_does_not_count(
    lite_office: Office, change: str, capsys: pytest.CaptureFixture[str]
) -> None:
    office = lite_office
    foreign = str(x25519.Identity.generate().to_public())
    values = {"foreign": foreign} if ":foreign" in change else {}
    await sql(office, change, **values)
    assert set(await office.roster.key_holders("ads")) == {office.lead.id}
    assert set(await office.roster.key_holders("school")) == set()
    assert await office.desk.take_in(intake()) == NobodyYet()
    assert (await office.second.get("/cases")).status_code == 401
    assert "roster_changed_from_outside" in capsys.readouterr().out
    listed = {p["name"]: p for p in (await office.lead.get("/staff")).json()["staff"]}
    if not change.startswith("DELETE"):
        assert (listed["bernd"]["changed"], listed["ayse"]["changed"]) == (True, False)
        path = f"/staff/{office.second.id}"
        spoken = {"fingerprint": listed["bernd"]["fingerprint"]}
        assert await outcome(office.lead.post(f"{path}/confirmation", spoken)) == (409, "changed")
        assert (await office.lead.post(f"{path}/revocation", {})).status_code == 200


async def test_a_person_put_into_the_database_is_nobody(lite_office: Office) -> None:
    office = lite_office
    foreign = str(x25519.Identity.generate().to_public())
    await sql(
        office,
        "INSERT INTO staff (id, name, shown_name, role, recipient, confirmed_at, generation, "
        "seal, created) SELECT 'f', 'eve', 'Eve', 'lead', :foreign, confirmed_at, generation, "
        "seal, created FROM staff WHERE name = 'ayse'",
        foreign=foreign,
    )
    await sql(office, "INSERT INTO memberships (staff, team) VALUES ('f', 'ads')")
    assert foreign not in (await office.roster.key_holders("ads")).values()
    assert await office.roster.people.adopt() is False


async def test_papers_and_unconfirmed_keys_cannot_be_slipped_in(lite_office: Office) -> None:
    office = lite_office
    late = await office.new_colleague("cem", "Cem", confirmed=False)
    await sql(office, "UPDATE staff SET confirmed_at = '2026-11-23' WHERE name = 'cem'")
    assert late.id not in await office.roster.key_holders("ads")
    foreign = str(x25519.Identity.generate().to_public())
    await sql(office, "UPDATE recovery SET recipient = :foreign WHERE paper = 2", foreign=foreign)
    assert await office.roster.papers("ads") is None
    assert await office.roster.missing("ads") == "recovery"


async def test_an_office_of_the_first_version_is_sealed_once(lite_office: Office) -> None:
    office = lite_office
    await sql(office, "UPDATE staff SET seal = ''")
    await sql(office, "UPDATE recovery SET seal = ''")
    people = StaffStore(office.store, office.clock, office.roster.people._seal)
    assert not any(person.genuine for person in await people.everybody())
    assert await people.adopt() is True
    assert all(person.genuine for person in await people.everybody())
    assert await people.papers("ads") is not None
    assert (await office.second.get("/cases")).status_code == 200
    assert await people.adopt() is False
    assert ("server", "seal_roster", "staff:all") in await office.noted()


async def test_an_empty_office_needs_no_sealing(office: Office) -> None:
    assert await office.roster.people.adopt() is False


async def test_the_version_of_a_roster_changes_with_every_key(lite_office: Office) -> None:
    office = lite_office
    versions = [await office.roster.version("ads"), await office.roster.version("school")]
    third = await office.new_colleague("cem", "Cem A.")
    versions.append(await office.roster.version("ads"))
    await office.lead.put(f"/staff/{third.id}/role", {"role": "lead"})
    assert await office.roster.version("ads") == versions[-1]
    await office.lead.post(f"/staff/{office.second.id}/revocation", {})
    versions.append(await office.roster.version("ads"))
    assert len(set(versions)) == 4
    assert all(len(version) == 32 for version in versions)


# signing out everywhere


async def test_signing_out_everywhere_ends_every_session(lite_office: Office) -> None:
    office, one = lite_office, lite_office.second
    other = office.browser()
    other.identity, other.name = one.identity, one.name
    assert (await other.sign_in()).status_code == 201
    answer = await other.delete("/me/sessions")
    assert answer.status_code == 204
    assert "lotse-desk=" in answer.headers["set-cookie"]
    assert (await one.get("/cases")).status_code == 401
    assert (await one.sign_in()).status_code == 201
    assert (await one.get("/cases")).status_code == 200
    await office.staffing.sign_out_from_terminal("bernd")
    assert (await one.get("/cases")).status_code == 401
    assert [v for _, v, _ in await office.noted()].count("sign_out_everywhere") == 2


async def test_a_new_passphrase_and_the_last_method(lite_office: Office) -> None:
    browser = lite_office.second
    [only] = (await browser.get("/me/methods")).json()["methods"]
    assert (only["kind"], only["created"]) == ("passphrase", "2026-11-23")
    removed = browser.delete(f"/me/methods/{only['id']}")
    assert await outcome(removed) == (409, "last_method")
    browser.passphrase = "sieben andere worte"
    sealed = browser.account("", "", "")["sealed_identity"]
    assert (await browser.put("/me/passphrase", {"sealed_identity": sealed})).status_code == 204
    assert (await browser.sign_in()).status_code == 201
    nonsense = {"sealed_identity": base64.b64encode(b"x").decode()}
    assert await outcome(browser.put("/me/passphrase", nonsense)) == (422, "sealed_identity")
    foreign = (await lite_office.lead.get("/me/methods")).json()["methods"][0]["id"]
    assert (await browser.delete(f"/me/methods/{foreign}")).status_code == 404


# the operator at the terminal


async def test_the_terminal_revokes_and_moves(lite_office: Office) -> None:
    office = lite_office
    with pytest.raises(Conflict) as refused:
        await office.staffing.revoke_from_terminal("bernd")
    assert refused.value.code == "last_holder"
    assert (await office.staffing.revoke_from_terminal(" Bernd ", anyway=True)).revoked
    assert (await office.second.get("/cases")).status_code == 401
    await sql(office, "UPDATE staff SET generation = 9 WHERE name = 'ayse'")
    for change in (
        office.staffing.sign_out_from_terminal("ayse"),
        office.staffing.set_teams_from_terminal("ayse", frozenset({"ads"})),
    ):
        with pytest.raises(Conflict, match="past the program"):
            await change
    assert Recipient(office.lead.recipient) not in (await office.roster.key_holders("ads")).values()


async def test_an_old_roster_put_back_revives_neither_people_nor_lost_keys(
    lite_office: Office,
) -> None:
    office = lite_office
    left = await office.new_colleague("cem", "Cem A.")
    renewed = await office.new_colleague("dilek", "Dilek B.")
    columns = "recipient, confirmed_at, revoked_at, generation, seal"
    async with office.store.reading() as connection:
        query = text(f"SELECT id, {columns} FROM staff WHERE name IN ('cem', 'dilek')")
        old = [dict(row._mapping) for row in await connection.execute(query)]
    await office.lead.post(f"/staff/{left.id}/revocation", {})
    link = (await office.lead.post(f"/staff/{renewed.id}/reenrolment", {})).json()["token"]
    assert (await office.browser().join(link, "", "")).status_code == 201
    for row in old:
        await sql(
            office,
            "UPDATE staff SET recipient = :recipient, confirmed_at = :confirmed_at, "
            "revoked_at = :revoked_at, generation = :generation, seal = :seal WHERE id = :id",
            **row,
        )
    holders = await office.roster.key_holders("ads")
    assert {left.id, renewed.id} <= set(holders)  # the old rows are genuine ones
    replay = Replay(office.store, office.ledger, office.roster.people, office.clock)
    assert await replay.replay() == 2
    assert set(await office.roster.key_holders("ads")) == {office.lead.id, office.second.id}
    assert await replay.replay() == 0
