"""Keys of cases in other hands: wrapping anew, bad wraps, exclusions, recovery, the audit."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import pyrage
import pytest
from pyrage import x25519
from sqlalchemy import text

from handoff.wrap_store import WrapStore
from post.age_file import VERSION
from post.ids import CaseId, Recipient
from post.sealing import fingerprint, open_with, seal_for_person
from tests.handoff.office import OTHER_CHATS, Browser, Office


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


async def wanted(browser: Browser) -> list[dict[str, Any]]:
    return (await browser.get("/rewraps")).json()["wanted"]


async def wrap_anew(browser: Browser, one: dict[str, Any], **more: Any):
    """What the page does: open the outer lock, close it for the colleague."""
    inner = open_with(base64.b64decode(one["wrap"]), str(browser.identity))
    sealed = seal_for_person(inner, one["recipient"])
    body = {"staff": one["staff"], "recipient": one["recipient"], "wrap": b64(sealed), **more}
    return await browser.post(f"/cases/{one['case']}/wraps", body)


# wrapping anew


async def test_a_newcomer_reads_older_cases_after_a_colleague_wrapped_anew(
    ready_office: Office,
) -> None:
    office = ready_office
    taken = await office.open_case()
    assert await wanted(office.lead) == []
    third = await office.new_colleague("cem", "Cem A.", confirmed=False)
    assert await wanted(office.lead) == []
    await office.confirm(third)
    assert await wanted(third) == []  # who has nothing, can pass on nothing
    [one] = await wanted(office.second)
    assert one["shown_name"] == "Cem A."
    assert one["fingerprint"] == fingerprint(third.recipient)
    assert (await wrap_anew(office.second, one)).status_code == 201
    assert (await wrap_anew(office.lead, one | await own(office.lead, taken.case))).json() == {}
    assert await wanted(office.lead) == []
    [item] = await third.read(taken.case)
    assert item["body"]["title"] == "Report discrimination"
    about = f"case:{taken.case}/staff:{third.id}"
    assert [n for n in await office.noted() if n[1] == "rewrap"] == [
        (f"staff:{office.second.id}", "rewrap", about)
    ]


async def own(browser: Browser, case: CaseId) -> dict[str, Any]:
    return {"wrap": (await browser.get(f"/cases/{case}")).json()["wrap"]}


async def test_ten_colleagues_wrap_at_once_and_one_wrap_is_kept(ready_office: Office) -> None:
    office = ready_office
    await office.open_case()
    await office.new_colleague("cem", "Cem A.")
    [one] = await wanted(office.lead)
    answers = await asyncio.gather(*(wrap_anew(office.lead, one) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]


async def test_closed_cases_are_wrapped_anew_and_withdrawing_ones_not(
    lite_office: Office,
) -> None:
    office = lite_office
    closed = await office.claimed_case()
    await office.lead.post(f"/cases/{closed.case}/closure", {"epoch": 2})
    going = await office.open_case(chat=OTHER_CHATS[0])
    await office.desk.withdraw_later(going.case, int(office.clock().timestamp()) + 1000)
    await office.new_colleague("cem", "Cem A.")
    assert [one["case"] for one in await wanted(office.lead)] == [closed.case]
    opened = (await office.lead.get(f"/cases/{going.case}")).json()
    assert (opened["withdrawing"], opened["share"]) == (True, None)
    refused = await office.lead.post(f"/cases/{going.case}/recovery", {})
    assert code(refused) == (409, "withdrawing")


async def test_a_stale_recipient_gets_no_wrap(lite_office: Office) -> None:
    office = lite_office
    taken = await office.open_case()
    third = await office.new_colleague("cem", "Cem A.")
    await office.set_up_other_team()
    [one] = await wanted(office.lead)
    foreign = str(x25519.Identity.generate().to_public())
    assert code(await wrap_anew(office.lead, {**one, "recipient": foreign})) == (409, "stale")
    other = {"staff": office.other_lead.id, "recipient": office.other_lead.recipient}
    assert code(await wrap_anew(office.lead, {**one, **other})) == (409, "stale")
    assert code(await wrap_anew(office.lead, {**one, "staff": "recovery"})) == (409, "stale")
    assert code(await wrap_anew(office.lead, {**one, "staff": "0" * 32})) == (409, "stale")
    without = await third.post(
        f"/cases/{taken.case}/wraps",
        {"staff": third.id, "recipient": third.recipient, "wrap": one["wrap"]},
    )
    assert code(without) == (403, "no_wrap")
    await office.lead.post(f"/staff/{third.id}/revocation", {})
    assert code(await wrap_anew(office.lead, one)) == (409, "stale")


async def test_a_wrap_that_comes_while_its_holder_is_revoked_is_not_kept(
    ready_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = ready_office
    await office.open_case()
    third = await office.new_colleague("cem", "Cem A.")
    [one] = await wanted(office.lead)
    add = WrapStore.add

    async def meanwhile(*given: Any) -> bool:
        await office.lead.post(f"/staff/{third.id}/revocation", {})
        return await add(*given)

    monkeypatch.setattr(WrapStore, "add", meanwhile)
    assert code(await wrap_anew(office.lead, one)) == (409, "stale")


async def test_what_is_no_wrap_is_not_taken(lite_office: Office) -> None:
    office = lite_office
    await office.open_case()
    await office.new_colleague("cem", "Cem A.")
    [one] = await wanted(office.lead)
    to = x25519.Recipient.from_str(one["recipient"])
    inner = bytes(300)
    stanza = b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n"
    odd = [
        b"",
        VERSION,
        seal_for_person(b"short", one["recipient"]),
        seal_for_person(bytes(5000), one["recipient"]),
        pyrage.encrypt(inner, [to, x25519.Identity.generate().to_public()]),
        pyrage.passphrase.encrypt(inner, "x"),
        VERSION + stanza * 10_000,
        pyrage.encrypt(inner, [to])[:200],
    ]
    for wrap in odd:
        answer = await wrap_anew(office.lead, one, wrap=b64(wrap))
        assert answer.status_code in (413, 422), wrap[:50]
    assert len(await wanted(office.lead)) == 1


async def test_a_bad_wrap_is_made_anew_by_a_colleague(ready_office: Office) -> None:
    office = ready_office
    taken = await office.open_case()
    async with office.store.writing() as connection:
        await connection.execute(
            text("UPDATE wraps SET wrap = :bad WHERE holder = :who"),
            {"bad": b"bad", "who": office.second.id},
        )
    assert (await office.second.post(f"/cases/{taken.case}/bad-wrap", {})).json() == {"others": 1}
    assert (await office.second.get(f"/cases/{taken.case}")).json()["wrap"] is None
    [one] = await wanted(office.lead)
    assert (await wrap_anew(office.lead, one)).status_code == 201
    assert len(await office.second.read(taken.case)) == 1
    for browser, others in ((office.lead, 1), (office.lead, 1), (office.second, 0)):
        answer = await browser.post(f"/cases/{taken.case}/bad-wrap", {})
        assert answer.json() == {"others": others}
    assert [v for _, v, _ in await office.noted()].count("bad_wrap") == 3


# exclusions


async def test_from_an_excluded_person_the_case_is_kept_whole(ready_office: Office) -> None:
    office = ready_office
    third = await office.new_colleague("cem", "Cem A.")
    taken = await office.open_case()
    path = f"/cases/{taken.case}"
    assert (await third.claim(taken.case)).status_code == 200
    listed = (await office.lead.get(f"{path}/exclusions")).json()
    assert listed == {"excluded": [], "holders": 3}
    answer = await office.lead.post(f"{path}/exclusions", {"staff": third.id})
    assert (answer.status_code, answer.json()) == (201, {"holders": 2, "alert": False})
    assert (await third.get(path)).status_code == 404
    assert (await third.get(f"{path}/items")).status_code == 404
    assert (await third.post(f"{path}/release", {"epoch": 2})).status_code == 404
    assert (await third.get("/cases")).json()["cases"] == []
    # The one who had it does not have it any more; nobody's browser wraps it for them again.
    assert (await office.lead.get(path)).json()["state"] == "NEW"
    assert await wanted(office.lead) == []
    one = await own(office.lead, taken.case) | {
        "case": taken.case,
        "staff": third.id,
        "recipient": third.recipient,
    }
    assert code(await wrap_anew(office.lead, one)) == (409, "stale")
    listed = (await office.lead.get(f"{path}/exclusions")).json()["excluded"]
    assert listed == [{"staff": third.id, "shown_name": "Cem A.", "day": "2026-11-23"}]

    gone = await office.lead.delete(f"{path}/exclusions/{third.id}")
    again = await office.lead.delete(f"{path}/exclusions/{third.id}")
    assert (gone.status_code, again.status_code) == (204, 404)
    [one] = await wanted(office.second)
    assert (await wrap_anew(office.second, one)).status_code == 201
    assert len(await third.read(taken.case)) == 1


async def test_exclusions_leave_somebody_who_can_read(ready_office: Office) -> None:
    office = ready_office
    taken = await office.open_case()
    path = f"/cases/{taken.case}/exclusions"
    for _ in range(2):  # a lost answer repeats
        answer = await office.lead.post(path, {"staff": office.second.id})
        assert (answer.status_code, answer.json()) == (201, {"holders": 1, "alert": True})
    assert code(await office.lead.post(path, {"staff": office.lead.id})) == (409, "no_holder")
    assert (await office.lead.get(f"/cases/{taken.case}")).status_code == 200
    third = await office.new_colleague("cem", "Cem A.", role="lead")
    # A lead for whom the case is a matter of their own keeps it from themselves.
    assert (await office.lead.post(path, {"staff": office.lead.id})).status_code == 201
    assert (await office.lead.get(path)).status_code == 404
    assert (await third.get(path)).json()["holders"] == 1


async def test_only_the_teams_people_can_be_excluded(lite_office: Office) -> None:
    office = lite_office
    await office.set_up_other_team()
    taken = await office.open_case()
    path = f"/cases/{taken.case}/exclusions"
    for odd in (office.other_lead.id, "0" * 32, "x", ""):
        assert code(await office.lead.post(path, {"staff": odd})) == (404, "not_found")


async def test_an_excluded_lead_reads_nothing_of_the_case_in_the_audit(
    lite_office: Office,
) -> None:
    office = lite_office
    third = await office.new_colleague("cem", "Cem A.", role="lead")
    taken = await office.open_case()
    await office.lead.post(f"/cases/{taken.case}/exclusions", {"staff": third.id})
    mine = (await office.lead.get("/audit")).json()["entries"]
    theirs = (await third.get("/audit")).json()["entries"]
    assert any(taken.case in entry["object"] for entry in mine)
    assert not any(taken.case in entry["object"] for entry in theirs)
    assert len(theirs) == len(mine) - 2


# recovery


async def test_both_papers_open_a_case_whose_keys_are_lost(ready_office: Office) -> None:
    office = ready_office
    taken = await office.open_case()
    for browser in (office.lead, office.second):
        await browser.post(f"/cases/{taken.case}/bad-wrap", {})
    answer = await office.lead.post(f"/cases/{taken.case}/recovery", {})
    found = answer.json()
    first, second = (str(paper) for paper in office.papers)
    inner = open_with(open_with(base64.b64decode(found["wrap"]), first), second)
    assert open_with(inner, found["share"]).startswith(b"AGE-SECRET-KEY-1")
    assert {holder["staff"] for holder in found["holders"]} == {office.lead.id, office.second.id}
    path = f"/cases/{taken.case}/wraps"
    holder = next(holder for holder in found["holders"] if holder["staff"] == office.lead.id)
    body = {**holder, "wrap": b64(seal_for_person(inner, holder["recipient"]))}
    by_nobody = await office.second.post(path, {**body, "recovery": True})
    assert code(by_nobody) == (404, "not_found")  # only leads have the papers' word
    assert code(await office.lead.post(path, body)) == (403, "no_wrap")
    assert (await office.lead.post(path, {**body, "recovery": True})).status_code == 201
    assert len(await office.lead.read(taken.case)) == 1
    noted = [note for note in await office.noted() if note[1] == "recover"]
    assert noted == [(f"staff:{office.lead.id}", "recover", f"case:{taken.case}")]


async def test_a_case_without_recovery_wrap_says_so(lite_office: Office) -> None:
    office = lite_office
    taken = await office.open_case()
    async with office.store.writing() as connection:
        await connection.execute(text("DELETE FROM wraps WHERE holder = 'recovery'"))
    refused = await office.lead.post(f"/cases/{taken.case}/recovery", {})
    assert code(refused) == (409, "no_papers")


async def test_the_drill_tries_both_papers(ready_office: Office) -> None:
    office = ready_office
    [team] = (await office.lead.get("/recovery")).json()["teams"]
    prints = [fingerprint(Recipient(str(paper.to_public()))) for paper in office.papers]
    assert team == {"team": "ads", "papers": prints, "last_drill": None}
    begun = (await office.lead.post("/recovery/drill", {"team": "ads"})).json()
    first, second = (str(paper) for paper in office.papers)
    nonce = open_with(open_with(base64.b64decode(begun["sealed"]), first), second)
    given = {"attempt": begun["attempt"], "nonce": b64(nonce)}
    assert (await office.lead.client.put("/desk/api/recovery/drill", json=given)).status_code == 200
    assert code(await office.lead.put("/recovery/drill", given)) == (403, "drill")
    [team] = (await office.lead.get("/recovery")).json()["teams"]
    assert team["last_drill"] == {"day": "2026-11-23", "by": "Ayşe K."}


async def test_a_drill_that_fails_is_no_drill(lite_office: Office) -> None:
    office = lite_office
    await office.set_up_other_team()
    other = await office.new_colleague("cem", "Cem A.", role="lead")
    for nonce, browser in ((bytes(32), office.lead), (b"", office.lead), (bytes(32), other)):
        begun = (await office.lead.post("/recovery/drill", {"team": "ads"})).json()
        given = {"attempt": begun["attempt"], "nonce": b64(nonce)}
        assert code(await browser.put("/recovery/drill", given)) == (403, "drill")
    begun = (await office.lead.post("/recovery/drill", {"team": "ads"})).json()
    one_paper = {"attempt": begun["attempt"], "nonce": begun["sealed"]}
    assert code(await office.lead.put("/recovery/drill", one_paper)) == (403, "drill")
    [team] = (await office.lead.get("/recovery")).json()["teams"]
    assert team["last_drill"] is None
    async with office.store.writing() as connection:
        await connection.execute(text("DELETE FROM recovery"))
    refused = await office.lead.post("/recovery/drill", {"team": "ads"})
    assert code(refused) == (409, "no_papers")


# the audit


async def test_the_audit_says_who_did_what(ready_office: Office) -> None:
    office = ready_office
    taken = await office.claimed_case()
    await office.lead.get(f"/cases/{taken.case}")
    entries = (await office.lead.get("/audit")).json()
    assert entries["more"] is False
    told = [(e["actor_name"], e["verb"], e["object_name"]) for e in entries["entries"]]
    assert told[:3] == [
        ("Ayşe K.", "open", taken.number),
        ("Ayşe K.", "claim", taken.number),
        ("", "take_in", taken.number),
    ]
    assert ("Ayşe K.", "confirm", "Bernd M.") in told
    assert ("", "invite_lead", "") in told
    numbers = [entry["n"] for entry in entries["entries"]]
    assert numbers == sorted(numbers, reverse=True)
    older = (await office.lead.get(f"/audit?before={numbers[2]}")).json()["entries"]
    assert [entry["n"] for entry in older] == numbers[3:]


async def test_a_long_audit_comes_in_pages(
    lite_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handoff.audit_store.PAGE", 2)
    found: list[int] = []
    query = ""
    for _ in range(20):
        page = (await lite_office.lead.get(f"/audit{query}")).json()
        found += [entry["n"] for entry in page["entries"]]
        if not page["more"]:
            break
        query = f"?before={found[-1]}"
    assert len(found) == len(set(found)) > 4
    for odd in ("x", "-1", "1e3"):
        assert (await lite_office.lead.get(f"/audit?before={odd}")).status_code == 422
