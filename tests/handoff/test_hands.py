"""Changes of hands over HTTP: waiting, promising, handing over, taking back; who is told what."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from handoff.cases import Verb
from handoff.queue_store import Wanted
from post.outbox import line_mark
from tests.handoff.office import CHAT, OTHER_CHATS, Browser, Office, intake, new_item_id
from tests.handoff.test_desk_counsellor import line_of, sent

DAY = "2026-12-01"


async def step(who: Browser, case: str, what: str, epoch: int, **more: Any) -> httpx.Response:
    return await who.post(f"/cases/{case}/{what}", {"epoch": epoch, **more})


async def told(office: Office) -> list[str]:
    return [outgoing.message.text.removeprefix("en|") for outgoing in await sent(office)]


async def mark(office: Office) -> str:
    found: bytes = await office.valkey.client.get(line_of(office))
    return found.decode()


async def test_a_case_is_handed_over(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.claimed_case()
    offered = await step(office.lead, taken.case, "offer", 2, to=office.second.id)
    again = await step(office.lead, taken.case, "offer", 2, to=office.second.id)
    assert offered.json() == again.json()
    assert offered.json()["offered_to"] == {"id": office.second.id, "shown_name": "Bernd M."}
    assert (offered.json()["state"], offered.json()["epoch"]) == ("HANDOVER", 3)
    # Until it is accepted the old owner answers for it.
    assert (await office.lead.reply(taken.case, "Einen Moment")).status_code == 201
    assert (await step(office.lead, taken.case, "acceptance", 3)).status_code == 409
    accepted = await step(office.second, taken.case, "acceptance", 3)
    again = await step(office.second, taken.case, "acceptance", 3)
    assert accepted.json() == again.json()
    assert (accepted.json()["state"], accepted.json()["mine"]) == ("ACTIVE", True)
    assert accepted.json()["epoch"] == 4
    assert await told(office) == [
        "desk_claimed|Ayşe K.",
        "Einen Moment",
        "desk_handed_over|Bernd M.",
    ]
    assert await mark(office) == line_mark(taken.case, 4, "human")
    stale = await office.lead.post(
        f"/cases/{taken.case}/items",
        {**await office.lead.sealed_reply(taken.case, "zu spät"), "epoch": 3},
    )
    assert (stale.status_code, stale.json()["error"]["owner"]) == (409, "Bernd M.")
    assert stale.json()["error"]["message"].startswith("Bernd M. has this case by now")


@pytest.mark.parametrize(("who", "what"), [("second", "refusal"), ("lead", "recall")])
async def test_an_offer_ends_without_a_word(ready_office: Office, who: str, what: str) -> None:
    office, taken = ready_office, await ready_office.claimed_case()
    await step(office.lead, taken.case, "offer", 2, to=office.second.id)
    back = (await step(getattr(office, who), taken.case, what, 3)).json()
    assert (back["state"], back["epoch"], back["offered_to"]) == ("ACTIVE", 3, None)
    assert back["owner"]["id"] == office.lead.id
    assert await told(office) == ["desk_claimed|Ayşe K."]


async def test_a_case_is_offered_to_people_who_could_take_it(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.claimed_case()
    late = await office.new_colleague("cem", "Cem A.", confirmed=False)
    kept = await office.new_colleague("gul", "Gül")
    await office.lead.post(f"/cases/{taken.case}/exclusions", {"staff": kept.id})
    listed = (await office.lead.get(f"/cases/{taken.case}/colleagues")).json()["colleagues"]
    assert listed == [{"id": office.second.id, "shown_name": "Bernd M."}]
    for person in (late, kept, office.lead):
        refused = await step(office.lead, taken.case, "offer", 2, to=person.id)
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "colleague")


async def test_an_offer_to_somebody_who_leaves_comes_back(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.claimed_case()
    third = await office.new_colleague("cem", "Cem A.")
    await step(office.lead, taken.case, "offer", 2, to=third.id)
    assert (await office.lead.post(f"/staff/{third.id}/revocation", {})).status_code == 200
    found = (await office.lead.get(f"/cases/{taken.case}")).json()
    assert (found["state"], found["offered_to"], found["mine"]) == ("ACTIVE", None, True)


async def test_waiting_and_promising(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.claimed_case()
    waits = (await step(office.lead, taken.case, "wait", 2)).json()
    assert (waits["state"], waits["waiting_for"], waits["epoch"]) == ("WAITING", "other", 2)
    assert (await step(office.lead, taken.case, "wait", 2)).json() == waits
    promised = (await step(office.lead, taken.case, "schedule", 2, answer_by=DAY)).json()
    assert (promised["state"], promised["answer_by"]) == ("SCHEDULED", DAY)
    assert (await step(office.lead, taken.case, "schedule", 2, answer_by=DAY)).json() == promised
    await office.desk.add(taken.case, new_item_id(), "and now?", "en")
    heard = (await office.lead.get(f"/cases/{taken.case}")).json()
    assert (heard["state"], heard["answer_by"]) == ("ACTIVE", None)
    assert await told(office) == [
        "desk_claimed|Ayşe K.",
        "desk_waiting|",
        "desk_scheduled|en|date_form|1,12,2026",
    ]
    assert (await step(office.lead, taken.case, "release", 2)).json()["state"] == "NEW"


async def test_the_clock_keeps_a_promise(lite_office: Office) -> None:
    office, taken = lite_office, await lite_office.claimed_case()
    await step(office.lead, taken.case, "schedule", 2, answer_by=DAY)
    case = await office.desk._cases.case(taken.case)
    assert (case.timer, case.due > office.clock().timestamp()) == ("date", True)
    assert await office.desk.hands.by_clock(case, Verb.DUE)
    assert not await office.desk.hands.by_clock(case, Verb.DUE)
    assert (await office.lead.get(f"/cases/{taken.case}")).json()["state"] == "ACTIVE"


@pytest.mark.parametrize("day", ["2026-11-22", "2028-01-01", "soon", ""])
async def test_a_day_that_cannot_be_promised(lite_office: Office, day: str) -> None:
    taken = await lite_office.claimed_case()
    refused = await step(lite_office.lead, taken.case, "schedule", 2, answer_by=day)
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "day")


async def test_a_lead_takes_a_case_back(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.open_case()
    await office.second.claim(taken.case)
    for body, code in [({"reason": "mood"}, "reason"), ({"reason": "absent", "epoch": 1}, "stale")]:
        refused = await office.lead.post(f"/cases/{taken.case}/take-back", {"epoch": 2, **body})
        assert refused.json()["error"]["code"] == code
    not_mine = await step(office.second, taken.case, "take-back", 2, reason="absent")
    assert not_mine.status_code == 403
    back = (await step(office.lead, taken.case, "take-back", 2, reason="absent")).json()
    assert (back["state"], back["owner"], back["epoch"]) == ("NEW", None, 3)
    assert await told(office) == ["desk_claimed|Bernd M.", "desk_released|"]
    assert (f"staff:{office.lead.id}", "take_back_absent", f"case:{taken.case}") in (
        await office.noted()
    )


async def test_a_deputy_steps_in(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.claimed_case()
    case = await office.desk._cases.case(taken.case)
    assert await office.desk.hands.depute(case, await office.member(office.second))
    found = (await office.second.get(f"/cases/{taken.case}")).json()
    assert (found["state"], found["mine"], found["epoch"]) == ("ACTIVE", True, 3)
    assert await told(office) == ["desk_claimed|Ayşe K.", "desk_deputed|Bernd M."]


async def test_a_message_into_a_closed_case_opens_it_again(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.claimed_case()
    await step(office.lead, taken.case, "closure", 2)
    assert (await office.desk.past_line_of(CHAT)).number == taken.number
    office.clock.pass_by(days=30)
    assert await office.desk.add(taken.case, new_item_id(), "one thing more", "en")
    found = (await office.second.get(f"/cases/{taken.case}")).json()
    assert (found["state"], found["owner"], found["epoch"]) == ("NEW", None, 4)
    assert await told(office) == [
        "desk_claimed|Ayşe K.",
        f"desk_closed|{taken.number}",
        f"desk_reopened|{taken.number}",
    ]
    assert await mark(office) == line_mark(taken.case, 4, "bot")
    assert (await office.desk.line_of(CHAT)).case == taken.case
    assert (await office.second.claim(taken.case, 4)).status_code == 200
    # Closed once more its time of keeping begins anew.
    await step(office.second, taken.case, "closure", 5)
    assert (await office.desk._cases.before_hearing(taken.case)).closed == "2026-12-23"


async def test_a_chat_with_another_open_case_opens_no_old_one(ready_office: Office) -> None:
    office, old = ready_office, await ready_office.claimed_case()
    await step(office.lead, old.case, "closure", 2)
    new = await office.open_case()
    assert not await office.desk.add(old.case, new_item_id(), "which one?", "en")
    assert (await office.desk.line_of(CHAT)).case == new.case


async def test_abuse_is_muted_and_heard_again(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.open_case()
    await office.second.claim(taken.case)
    closed = await step(office.second, taken.case, "mute", 2)
    assert closed.json()["state"] == "CLOSED"
    assert (await step(office.second, taken.case, "mute", 2)).json() == closed.json()
    assert await told(office) == ["desk_claimed|Bernd M.", "desk_muted|"]
    assert not await office.desk.add(taken.case, new_item_id(), "!!!", "en")
    assert await office.desk.past_line_of(CHAT) is None
    refused = await office.desk.take_in(intake())
    assert refused.muted
    assert (await office.desk.take_in(intake(chat=OTHER_CHATS[0]))).number
    [muted] = (await office.lead.get("/mutes")).json()["mutes"]
    assert (muted["day"], muted["by"]) == ("2026-11-23", "Bernd M.")
    assert office.keyring.lookup("chat", str(CHAT)) not in str(muted)
    assert (await office.lead.delete(f"/mutes/{muted['id']}")).status_code == 204
    assert (await office.lead.delete(f"/mutes/{muted['id']}")).status_code == 404
    assert await office.desk.add(taken.case, new_item_id(), "sorry", "en")
    verbs = [(actor, verb) for actor, verb, _ in await office.noted()]
    assert (f"staff:{office.second.id}", "mute") in verbs
    assert (f"staff:{office.lead.id}", "unmute") in verbs


async def test_who_else_is_looking(lite_office: Office) -> None:
    office, taken = lite_office, await lite_office.open_case()
    path = f"/cases/{taken.case}/look"
    assert (await office.lead.post(path, {"here": True})).json() == {"looking": []}
    seen = (await office.second.post(path, {"here": True})).json()
    assert seen == {"looking": ["Ayşe K."]}
    [listed] = (await office.lead.get("/cases")).json()["cases"]
    assert listed["looking"] == ["Bernd M."]
    assert (await office.lead.get(f"/cases/{taken.case}")).json()["looking"] == ["Bernd M."]
    await office.second.post(path, {"here": False})
    assert (await office.lead.post(path, {"here": True})).json() == {"looking": []}
    office.clock.pass_by(seconds=46)
    assert (await office.second.post(path, {"here": True})).json() == {"looking": []}


async def test_the_queue_in_its_order_page_by_page(ready_office: Office) -> None:
    office = ready_office
    chats = [type(CHAT)("telegram", str(n)) for n in range(7)]
    kinds = ["ordinary", "soon", "danger", "ordinary", "soon", "danger", "ordinary"]
    cases = [
        (await office.open_case(chat=chat, urgency=kind, lang="en" if n % 2 else "tr")).case
        for n, (chat, kind) in enumerate(zip(chats, kinds, strict=True))
    ]
    await office.second.claim(cases[0])
    await step(office.second, cases[0], "offer", 2, to=office.lead.id)
    order = [cases[n] for n in (5, 2, 4, 1, 0, 6, 3)]
    found: list[str] = []
    counts: dict[str, int] = {}
    before = ""
    while True:
        page = (await office.lead.get(f"/cases?limit=2{before}")).json()
        found += [case["id"] for case in page["cases"]]
        # Counted once: with the first page.
        assert ("counts" in page) == (not before)
        counts = page.get("counts", counts)
        if page["next"] is None:
            break
        before = f"&before={page['next']}"
    assert found == order
    assert counts == {"open": 7, "mine": 0, "free": 6, "closed": 0}

    async def ids(query: str, who: Browser = office.lead) -> list[str]:
        return [case["id"] for case in (await who.get(f"/cases?{query}")).json()["cases"]]

    assert await ids("urgency=danger") == order[:2]
    assert await ids("lang=en") == [cases[n] for n in (5, 1, 3)]
    assert await ids("mine=yes", office.second) == [cases[0]]
    assert await ids("owner=none") == [case for case in order if case != cases[0]]
    assert await ids("team=school") == []
    assert sorted(await ids(f"ids={cases[0]},{cases[6]},{'0' * 32}")) == sorted(
        [cases[0], cases[6]]
    )
    await step(office.second, cases[0], "recall", 3)
    await step(office.second, cases[0], "closure", 3)
    assert await ids("state=closed") == [cases[0]]
    counts = (await office.second.get("/cases")).json()["counts"]
    assert counts == {"open": 6, "mine": 0, "free": 6, "closed": 1}


async def test_what_is_hidden_is_not_counted(ready_office: Office) -> None:
    office = ready_office
    kept = await office.open_case()
    going = await office.open_case(chat=OTHER_CHATS[0])
    await office.open_case(chat=OTHER_CHATS[1])
    third = await office.new_colleague("gul", "Gül")
    await office.lead.post(f"/cases/{kept.case}/exclusions", {"staff": third.id})
    await office.desk.withdraw_later(going.case, int(office.clock().timestamp()) + 3600)
    counts = await office.desk.queue.counts(await office.member(third))
    assert (counts.open, counts.free) == (1, 1)
    page = await office.desk.queue.page(await office.member(third), Wanted())
    assert len(page.cases) == 1
    assert (await office.lead.get("/cases?before=x")).status_code == 422
    assert (await office.lead.get("/cases?limit=0")).status_code == 422
