"""The counsellors' use cases over HTTP: claim, reply, relay, release, close."""

from __future__ import annotations

import asyncio
import base64
from collections import Counter

import pytest
from sqlalchemy import text

from handoff.case_store import CaseStore
from handoff.cases import Verb, transition
from handoff.item_store import PAGE_LIMIT
from handoff.records import Note, Parcel
from post.errors import StoreAway
from post.messages import Outgoing
from tests.handoff.office import CHAT, OTHER_CHATS, Office, new_item_id


async def sent(office: Office) -> list[Outgoing]:
    """Everything that lies in the outbox, oldest first, taken out."""
    found = []
    claimed = (await office.outbox.claim(10) or [None])[0]
    while claimed is not None:
        found.append(claimed.outgoing)
        claimed = await office.outbox.done(claimed)
    return found


def line_of(office: Office) -> str:
    return f"l:{office.keyring.lookup('chat', str(CHAT))}"


async def test_of_a_hundred_claims_one_wins(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.open_case()
    people = [office.lead, office.second]
    answers = await asyncio.gather(*(people[n % 2].claim(taken.case) for n in range(100)))
    winner = office.lead if answers[0].json().get("mine") else office.second
    for person, answer in zip(people * 50, answers, strict=True):
        # The winner's further claims are repeats of the one that counted.
        assert answer.status_code == (200 if person is winner else 409)
    refused = [answer.json()["error"] for answer in answers if answer.status_code == 409]
    assert {(error["code"], error["winner"]) for error in refused} == {
        ("claimed", "Ayşe K." if winner is office.lead else "Bernd M.")
    }
    assert [message.message.text for message in await sent(office)] == [
        f"en|desk_claimed|{refused[0]['winner']}"
    ]


async def test_claims_of_a_hundred_people_have_one_winner(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.open_case()
    lead = await office.member(office.lead)
    second = await office.member(office.second)

    async def claim(n: int) -> str:
        try:
            seen = await office.desk.hands.claim([lead, second][n % 2], taken.case, 1)
        except Exception as error:
            return f"{type(error).__name__}:{error.details['winner']}"
        return f"won:{seen.owner_name}"

    outcomes = Counter(await asyncio.gather(*(claim(n) for n in range(100))))
    [winner] = [outcome.removeprefix("won:") for outcome in outcomes if outcome.startswith("won")]
    assert outcomes == {f"won:{winner}": 50, f"Conflict:{winner}": 50}
    async with office.store.reading() as connection:
        query = text("SELECT count(*) FROM audit WHERE verb = 'claim'")
        assert (await connection.execute(query)).scalar() == 1


async def test_a_case_that_came_back_is_not_the_case_that_was_seen(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.open_case()
    cases = CaseStore(office.store, office.clock)
    seen = await cases.case(taken.case)
    await office.lead.claim(taken.case)
    await office.lead.post(f"/cases/{taken.case}/release", {"epoch": 2})
    late = transition(seen, Verb.CLAIM, staff=office.second.id, epoch=1)
    note, parcel = Note("bot", "claim", "case:"), Parcel(taken.case, "late", b"")
    assert not await cases.move(seen, late, note, parcel)
    now = await cases.case(taken.case)
    assert (now.state, now.epoch, now.owner) == ("NEW", 3, None)
    again = transition(now, Verb.CLAIM, staff=office.second.id, epoch=3)
    assert await cases.move(now, again, note, parcel)


async def test_the_loser_reads_who_won_in_their_language(lite_office: Office) -> None:
    office, taken = lite_office, await lite_office.claimed_case()
    path, body = f"/cases/{taken.case}/claim", {"epoch": 1}
    for lang, words in [
        ("de", "Ayşe K. war schneller und hat diesen Fall übernommen."),
        ("en-GB,de;q=0.5", "Ayşe K. was faster and has taken this case."),
    ]:
        answer = await office.second.post(path, body, **{"Accept-Language": lang})
        assert answer.json()["error"]["message"] == words


async def test_a_claim_tells_the_resident_and_takes_the_line(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.claimed_case()
    [outgoing] = await sent(office)
    assert (outgoing.channel, outgoing.native) == (CHAT.channel, CHAT.native)
    assert outgoing.message.text == "en|desk_claimed|Ayşe K."
    assert outgoing.message.author == "notice"
    line = f"l:{office.keyring.lookup('chat', str(CHAT))}"
    assert await office.valkey.client.get(line) == f"{taken.case}:2:human".encode()
    closed = await office.lead.post(f"/cases/{taken.case}/closure", {"epoch": 2})
    assert (closed.json()["state"], closed.json()["epoch"]) == ("CLOSED", 3)
    [outgoing] = await sent(office)
    assert outgoing.message.text == f"en|desk_closed|{taken.number}"
    assert await office.valkey.client.get(line) == f"{taken.case}:3:ended".encode()
    assert (await office.lead.get("/cases?state=open")).json()["cases"] == []
    [found] = (await office.lead.get("/cases?state=closed")).json()["cases"]
    assert found["id"] == taken.case


async def test_a_released_case_can_be_claimed_by_others(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.claimed_case()
    released = await office.lead.post(f"/cases/{taken.case}/release", {"epoch": 2})
    assert (released.json()["state"], released.json()["owner"]) == ("NEW", None)
    line = await office.valkey.client.get(f"l:{office.keyring.lookup('chat', str(CHAT))}")
    assert line == f"{taken.case}:3:bot".encode()
    assert (await office.second.claim(taken.case, 2)).json()["error"]["code"] == "stale"
    claimed = await office.second.claim(taken.case, 3)
    assert claimed.json()["owner"] == {"id": office.second.id, "shown_name": "Bernd M."}
    assert [outgoing.message.text for outgoing in await sent(office)] == [
        "en|desk_claimed|Ayşe K.",
        "en|desk_released|",
        "en|desk_claimed|Bernd M.",
    ]


async def test_a_reply_reaches_the_outbox_once(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.claimed_case()
    body = await office.lead.sealed_reply(taken.case, "Guten Tag, wie geht es Ihnen?")
    path = f"/cases/{taken.case}/items"
    first = await office.lead.post(path, body)
    again = await office.lead.post(path, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    for _ in range(2):
        await office.desk.relay_pending()
    notice, reply = await sent(office)
    assert notice.receipt == ""
    assert (reply.message.text, reply.message.author) == (body["text"], "counsellor")
    assert (reply.message.name, reply.message.lang) == ("Ayşe K.", "en")
    found = await office.lead.read(taken.case)
    assert [(item["body"], item["delivery"]) for item in found[1:]] == [(body["text"], "sent")]
    await office.desk.delivered(reply.receipt)
    await office.desk.undeliverable(reply.receipt, "too late")
    assert (await office.lead.read(taken.case))[1]["delivery"] == "delivered"
    await office.valkey.client.flushall()
    await office.desk.relay_pending()
    assert await sent(office) == []


async def test_an_undeliverable_reply_shows_why(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.claimed_case()
    await office.lead.reply(taken.case, "Guten Tag")
    reply = (await sent(office))[-1]
    await office.desk.undeliverable(reply.receipt, "blocked by the user")
    items = (await office.lead.get(f"/cases/{taken.case}/items?after=0")).json()["items"]
    assert [(item["delivery"], item["delivery_why"]) for item in items] == [
        (None, None),
        ("undeliverable", "blocked by the user"),
    ]


async def test_undelivered_replies_survive_a_valkey_that_was_emptied(
    ready_office: Office,
) -> None:
    office, taken = ready_office, await ready_office.claimed_case()
    await office.lead.reply(taken.case, "eins")
    await office.lead.reply(taken.case, "zwei")
    await office.valkey.client.flushall()
    await office.desk.relay_pending()
    await office.desk.relay_pending()
    assert [outgoing.message.text for outgoing in await sent(office)] == ["eins", "zwei"]


async def test_what_waited_for_valkey_goes_out_in_order(
    ready_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, taken = ready_office, await ready_office.open_case()
    put, tries = office.outbox.put, []

    async def away(*args, **kwargs):
        tries.append(args)
        raise StoreAway("Valkey")

    monkeypatch.setattr(office.outbox, "put", away)
    # A claim is answered only when the bot is silent: until then it is asked again.
    for _ in range(2):
        refused = await office.lead.claim(taken.case)
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "store_away")
    assert len(tries) == 2
    monkeypatch.setattr(office.outbox, "put", put)
    assert (await office.lead.claim(taken.case)).status_code == 200
    assert await office.valkey.client.get(line_of(office)) == f"{taken.case}:2:human".encode()
    monkeypatch.setattr(office.outbox, "put", away)
    assert (await office.lead.reply(taken.case, "Guten Tag")).status_code == 201
    monkeypatch.setattr(office.outbox, "put", put)
    await office.desk.relay_pending()
    assert [outgoing.message.text for outgoing in await sent(office)] == [
        "en|desk_claimed|Ayşe K.",
        "Guten Tag",
    ]


async def test_a_clash_in_the_chain_is_refused(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.claimed_case()
    path = f"/cases/{taken.case}/items"
    first = await office.lead.sealed_reply(taken.case, "eins")
    second = await office.lead.sealed_reply(taken.case, "zwei")
    assert (await office.lead.post(path, first)).status_code == 201
    for clash in (
        second,
        {**second, "seq": 1},
        {**second, "seq": 2, "prev": first["prev"]},
        {**first, "ciphertext": second["ciphertext"]},
    ):
        answer = await office.lead.post(path, clash)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "chain")
    assert len(await office.lead.read(taken.case)) == 2
    assert (await office.lead.reply(taken.case, "zwei")).status_code == 201


async def test_replies_at_once_leave_one_chain(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.claimed_case()
    path = f"/cases/{taken.case}/items"
    bodies = [await office.lead.sealed_reply(taken.case, f"{n}") for n in range(10)]
    answers = await asyncio.gather(*(office.lead.post(path, body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9
    assert len(await office.lead.read(taken.case)) == 2


async def test_whoever_does_not_own_the_case_cannot_write(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.claimed_case()
    for path, body in [
        ("items", await office.second.sealed_reply(taken.case, "ich auch")),
        ("items", {**await office.lead.sealed_reply(taken.case, "alt"), "epoch": 1}),
        ("closure", {"epoch": 2}),
        ("release", {"epoch": 2}),
    ]:
        answer = await office.second.post(f"/cases/{taken.case}/{path}", body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "stale"), path
    old = {**await office.lead.sealed_reply(taken.case, "alt"), "epoch": 1}
    answer = await office.lead.post(f"/cases/{taken.case}/items", old)
    assert answer.json()["error"]["code"] == "stale"
    assert [outgoing.message.text for outgoing in await sent(office)] == ["en|desk_claimed|Ayşe K."]


async def test_a_repeat_is_answered_even_after_the_case_was_closed(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.claimed_case()
    body = await office.lead.sealed_reply(taken.case, "noch schnell")
    first = await office.lead.post(f"/cases/{taken.case}/items", body)
    for _ in range(2):
        closed = await office.lead.post(f"/cases/{taken.case}/closure", {"epoch": 2})
        assert closed.status_code == 200
    again = await office.lead.post(f"/cases/{taken.case}/items", body)
    assert (again.status_code, again.json()) == (200, first.json())


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"text": ""}, 422),
        ({"text": " \n"}, 422),
        ({"text": "a" * 4001}, 422),
        ({"text": "ä" * 4000}, 201),
        ({"item": "claim:2"}, 422),
        ({"item": "a" * 65}, 422),
        ({"ciphertext": base64.b64encode(b"plain").decode()}, 422),
        ({"ciphertext": "not base64"}, 422),
        (
            {
                "ciphertext": base64.b64encode(
                    b"age-encryption.org/v1\n".ljust(2 * 1024 * 1024 + 1)
                ).decode()
            },
            413,
        ),
        ({"ciphertext": "A" * 4 * 1024 * 1024}, 413),
    ],
)
async def test_odd_replies_are_refused(lite_office: Office, changes: dict, status: int) -> None:
    office, taken = lite_office, await lite_office.claimed_case()
    body = {**await office.lead.sealed_reply(taken.case, "Guten Tag"), **changes}
    answer = await office.lead.post(f"/cases/{taken.case}/items", body)
    assert answer.status_code == status


async def test_unread_counts_what_others_wrote(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.claimed_case()

    async def unread(browser) -> int:
        [found] = (await browser.get("/cases?state=open")).json()["cases"]
        return found["unread"]

    assert (await unread(office.lead), await unread(office.second)) == (1, 1)
    await office.lead.read(taken.case)
    await office.lead.reply(taken.case, "Guten Tag")
    assert (await unread(office.lead), await unread(office.second)) == (0, 2)
    await office.desk.add(taken.case, new_item_id(), "hello", "en")
    assert await unread(office.lead) == 1
    last = (await office.lead.read(taken.case))[-1]["n"]
    await office.lead.get(f"/cases/{taken.case}/items?after=0")
    assert await unread(office.lead) == 0
    assert await office.lead.read(taken.case, after=last) == []


async def test_items_come_in_pages(lite_office: Office) -> None:
    office, taken = lite_office, await lite_office.open_case()
    for n in range(PAGE_LIMIT + 5):
        await office.desk.add(taken.case, new_item_id(), f"{n}", "en")
    first = await office.lead.read(taken.case)
    rest = await office.lead.read(taken.case, after=first[-1]["n"])
    assert (len(first), len(rest)) == (PAGE_LIMIT, 6)
    # Reading the beginning once more makes nothing unread again.
    await office.lead.read(taken.case)
    [seen] = (await office.lead.get("/cases")).json()["cases"]
    assert (seen["items"], seen["unread"]) == (PAGE_LIMIT + 6, 0)


async def test_the_case_with_the_newest_activity_comes_first(ready_office: Office) -> None:
    office = ready_office
    cases = [(await office.open_case(chat=chat)).case for chat in OTHER_CHATS]
    await office.desk.add(cases[0], new_item_id(), "hello", "en")
    found = (await office.second.get("/cases")).json()["cases"]
    assert [case["id"] for case in found] == [cases[0], cases[2], cases[1]]


async def test_each_release_of_the_share_is_written_down(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.open_case()
    for _ in range(2):
        await office.second.get(f"/cases/{taken.case}")
    late = await office.new_colleague("cem", "Cem A.")
    opened = (await late.get(f"/cases/{taken.case}")).json()
    assert (opened["wrap"], opened["share"]) == (None, None)
    async with office.store.reading() as connection:
        rows = await connection.execute(text("SELECT at, actor FROM audit WHERE verb = 'open'"))
    assert [tuple(row) for row in rows] == [
        ("2026-11-23T10:00:00+00:00", f"staff:{office.second.id}")
    ] * 2
