"""Notes, drafts, sending again and cases made by hand, over HTTP with a real store."""

from __future__ import annotations

import asyncio
import base64
import uuid
from typing import Any

import pytest
from pyrage import encrypt, x25519

from handoff.case_store import insert_item
from handoff.handmade import TICKET_SECONDS
from handoff.line_store import LineStore
from handoff.notes import author_of
from handoff.records import NewItem, Note
from post.ids import CaseId, ItemId, Recipient
from post.sealing import Item, lock_case, open_with, seal_for_case
from tests.handoff.office import Browser, Office
from tests.handoff.test_line_store import opening

AT = "2026-11-23T10:00:00Z"


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


async def sealed_note(browser: Browser, case: CaseId, text: str) -> dict[str, Any]:
    opened = (await browser.get(f"/cases/{case}")).json()
    head, item = opened["office_seq"], str(uuid.uuid4())
    envelope = Item(
        case, ItemId(item), head["author"], head["next"], head["prev"], AT, "note", "de", text
    )
    sealed = seal_for_case(envelope, opened["recipient"])
    place = {"seq": head["next"], "prev": head["prev"]}
    return {"item": item, **place, "ciphertext": b64(sealed)}


async def note(browser: Browser, case: CaseId, text: str) -> int:
    body = await sealed_note(browser, case, text)
    return (await browser.post(f"/cases/{case}/notes", body)).status_code


async def test_any_colleague_adds_notes_in_a_chain_of_their_own(ready_office: Office) -> None:
    office = ready_office
    case = (await office.claimed_case()).case
    assert (await office.lead.reply(case, "Guten Tag")).status_code == 201
    assert await note(office.lead, case, "angerufen") == 201
    assert await note(office.second, case, "ich kenne den Vermieter") == 201
    assert await note(office.second, case, "noch etwas") == 201
    assert (await office.lead.reply(case, "Noch eine Frage")).status_code == 201
    found = await office.lead.read(case)  # checks every chain
    mine = author_of(await office.member(office.second))
    assert [one["body"] for one in found if one["author"] == mine] == [
        "ich kenne den Vermieter",
        "noch etwas",
    ]
    # The state is that of the replies, and the case is still the lead's.
    shown = (await office.lead.get(f"/cases/{case}")).json()
    assert (shown["state"], shown["mine"]) == ("WAITING", True)
    assert ("staff:" + office.second.id, "note", f"case:{case}") in await office.noted()


async def test_notes_of_colleagues_are_unread_and_own_ones_are_not(ready_office: Office) -> None:
    office = ready_office
    case = (await office.claimed_case()).case
    await office.lead.read(case)
    await note(office.lead, case, "von mir")
    await note(office.second, case, "von Bernd")
    (listed,) = (await office.lead.get("/cases?state=open")).json()["cases"]
    assert listed["unread"] == 1


async def test_a_note_sent_twice_is_one_and_a_gap_is_refused(lite_office: Office) -> None:
    office = lite_office
    case = (await office.open_case()).case
    body = await sealed_note(office.second, case, "einmal")
    path = f"/cases/{case}/notes"
    first, again = [await office.second.post(path, body) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = await office.lead.post(path, body)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "chain")
    stale = {**body, "item": str(uuid.uuid4())}
    refused = await office.second.post(path, stale)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "chain")


async def test_a_closed_case_takes_notes_and_its_time_of_keeping_goes_on(
    lite_office: Office,
) -> None:
    office = lite_office
    case = (await office.claimed_case()).case
    assert (await office.lead.post(f"/cases/{case}/closure", {"epoch": 2})).status_code == 200
    office.clock.pass_by(days=60)
    assert await note(office.second, case, "Brief kam zurück") == 201
    office.clock.pass_by(days=31)
    await office.desk.withdrawals.erase_expired({}, 90)
    assert (await office.lead.get("/cases?state=closed")).json()["cases"] == []
    body = {"item": "12345678", "seq": 0, "prev": "", "ciphertext": ""}
    gone = await office.lead.post(f"/cases/{case}/notes", body)
    assert gone.status_code in (404, 409, 422)


async def test_a_note_that_others_could_open_is_refused(lite_office: Office) -> None:
    office = lite_office
    case = (await office.open_case()).case
    body = await sealed_note(office.second, case, "x")
    two = [x25519.Identity.generate().to_public() for _ in range(2)]
    for ciphertext in (encrypt(bytes(1024), two), encrypt(b"short", two[:1]), b"plain"):
        refused = await office.second.post(
            f"/cases/{case}/notes", {**body, "ciphertext": b64(ciphertext)}
        )
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "age")


async def test_the_residents_side_never_learns_of_notes(ready_office: Office) -> None:
    office = ready_office
    store = LineStore(office.store, office.clock)
    one = await opening(office, 1)
    key = x25519.Identity.generate()
    recipient = Recipient(str(key.to_public()))
    lock = lock_case({office.lead.id: office.lead.recipient}, None)
    one = type(one)(
        **{name: getattr(one, name) for name in one.__struct_fields__}
        | {
            "case": type(one.case)(
                **{name: getattr(one.case, name) for name in one.case.__struct_fields__}
                | {"recipient": recipient}
            ),
            "wraps": lock.wraps,
            "share": office.keyring.seal("share", one.case.id, lock.share.encode()),
        }
    )
    assert await store.open_case(one, Note("bot", "take_in", "case:x"), office.keyring.alive)
    case = one.case.id
    before = await store.held(case, "")
    for text in ("geheim", "noch geheimer"):
        assert await note(office.lead, case, text) == 201
    seen = await store.items(case, 0)
    assert [item.author for item in seen] == ["resident"]
    assert await store.held(case, "") == before
    assert before is not None
    assert before.status == "unread"
    # A page that consists of notes alone does not look like the end of one.
    assert await store.items(case, seen[-1].n) == []
    assert not await store.delivered(case, 10**9)


async def test_a_page_full_of_notes_hides_nothing_behind_it(lite_office: Office) -> None:
    office = lite_office
    case = (await office.open_case()).case
    async with office.store.writing() as connection:
        for seq in range(120):
            item = NewItem(ItemId(f"inside-{seq}"), f"office:{office.lead.id}", seq, b"x")
            await insert_item(connection, case, item, "2026-11-23")
        last = NewItem(ItemId("12345678"), "resident", 0, b"y")
        await insert_item(connection, case, last, "2026-11-23")
    found = await LineStore(office.store, office.clock).items(case, 0)
    assert [item.author for item in found] == ["bot", "resident"]


async def test_a_draft_is_kept_for_its_author_whatever_colleagues_do(ready_office: Office) -> None:
    office = ready_office
    case = (await office.claimed_case()).case
    recipient = (await office.lead.get(f"/cases/{case}")).json()["recipient"]
    path = f"/cases/{case}/draft"
    for text in (b"erst", b"dann"):
        sealed = encrypt(text, [x25519.Recipient.from_str(recipient)])
        assert (await office.lead.put(path, {"ciphertext": b64(sealed)})).status_code == 204
    await note(office.second, case, "etwas anderes")
    assert (await office.lead.post(f"/cases/{case}/release", {"epoch": 2})).status_code == 200
    assert (await office.second.claim(case, 3)).status_code == 200
    assert (await office.second.get(f"/cases/{case}")).json()["draft"] is None
    draft = (await office.lead.get(f"/cases/{case}")).json()["draft"]
    key = await office.lead.case_key(case)
    assert open_with(base64.b64decode(draft), key) == b"dann"
    assert (await office.lead.delete(path)).status_code == 204
    assert (await office.lead.get(f"/cases/{case}")).json()["draft"] is None


async def test_a_draft_goes_with_its_reply_and_not_with_a_note(lite_office: Office) -> None:
    office = lite_office
    case = (await office.claimed_case()).case
    recipient = (await office.lead.get(f"/cases/{case}")).json()["recipient"]
    sealed = encrypt(b"Entwurf", [x25519.Recipient.from_str(recipient)])
    path = f"/cases/{case}/draft"
    await office.lead.put(path, {"ciphertext": b64(sealed)})
    await note(office.lead, case, "daneben")
    assert (await office.lead.get(f"/cases/{case}")).json()["draft"] is not None
    await office.lead.reply(case, "Entwurf")
    assert (await office.lead.get(f"/cases/{case}")).json()["draft"] is None
    large = encrypt(bytes(200_000), [x25519.Recipient.from_str(recipient)])
    assert (await office.lead.put(path, {"ciphertext": b64(large)})).status_code == 413


async def undeliverable(office: Office, text: str) -> tuple[CaseId, str]:
    """A claimed case with a reply that the messenger refused."""
    case = (await office.claimed_case()).case
    body = await office.lead.sealed_reply(case, text)
    assert (await office.lead.post(f"/cases/{case}/items", body)).status_code == 201
    await office.desk.undeliverable(f"{case}/{body['item']}", "blocked")
    return case, body["item"]


async def delivery(browser: Browser, case: CaseId, item: str) -> tuple[str, str | None]:
    items = (await browser.get(f"/cases/{case}/items?after=0")).json()["items"]
    (found,) = [one for one in items if one["item"] == item]
    return found["delivery"], found["delivery_why"]


async def waiting(office: Office) -> list[str]:
    """Texts that wait for the resident's messenger."""
    return [parcel.item for parcel in await office.desk._items.parcels(await _case(office))]


async def _case(office: Office) -> CaseId:
    (one,) = (await office.lead.get("/cases?state=open")).json()["cases"]
    return CaseId(one["id"])


async def test_an_undeliverable_reply_really_goes_out_again_and_once(ready_office: Office) -> None:
    office = ready_office
    case, item = await undeliverable(office, "Guten Tag")
    assert await delivery(office.lead, case, item) == ("undeliverable", "blocked")
    sent: list[tuple[str, str]] = []
    put = office.outbox.put

    async def counted(put_id: str, chat: Any, messages: Any, **more: Any) -> Any:
        done = await put(put_id, chat, messages, **more)
        sent.extend((put_id, message.text) for message in messages)
        return done

    office.outbox.put = counted  # type: ignore[method-assign]
    body, path = {"epoch": 2, "text": "Guten Tag"}, f"/cases/{case}/items/{item}/again"
    answers = await asyncio.gather(*(office.lead.post(path, body) for _ in range(5)))
    assert {one.status_code for one in answers} == {200}
    assert [text for _, text in set(sent)] == ["Guten Tag"]
    assert await delivery(office.lead, case, item) == ("sent", None)
    assert await waiting(office) == [item]
    # The messenger refuses it once more: it can be tried a third time.
    await office.desk.undeliverable(f"{case}/{item}", "blocked")
    assert await delivery(office.lead, case, item) == ("undeliverable", "blocked")
    assert await waiting(office) == []
    sent.clear()
    assert (await office.lead.post(path, body)).status_code == 200
    await office.desk.delivered(f"{case}/{item}")
    assert await delivery(office.lead, case, item) == ("delivered", None)
    sent.clear()
    assert (await office.lead.post(path, body)).status_code == 200
    assert sent == []


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"epoch": 1}, 409, "stale"),
        ({"text": " "}, 422, "text"),
        ({"text": "x" * 4001}, 422, "text"),
    ],
)
async def test_what_cannot_go_out_again_says_why(
    lite_office: Office, change: dict[str, Any], status: int, code: str
) -> None:
    office = lite_office
    case, item = await undeliverable(office, "Guten Tag")
    body = {"epoch": 2, "text": "Guten Tag", **change}
    refused = await office.lead.post(f"/cases/{case}/items/{item}/again", body)
    assert (refused.status_code, refused.json()["error"]["code"]) == (status, code)
    assert (await delivery(office.lead, case, item))[0] == "undeliverable"
    other = await office.second.post(f"/cases/{case}/items/{item}/again", body)
    assert other.json()["error"]["code"] == "stale"
    nothing = await office.lead.post(f"/cases/{case}/items/{'0' * 12}/again", {"epoch": 2})
    assert nothing.status_code == 404


async def made(office: Office, browser: Browser, **changes: Any) -> Any:
    """The answer to a case made by hand, as the console would make it."""
    offer = (await browser.get("/new-case?team=ads")).json()
    key = x25519.Identity.generate()
    recipient = Recipient(str(key.to_public()))
    inner = encrypt(str(key).encode(), [x25519.Recipient.from_str(offer["share"])])
    wraps = {
        staff: b64(encrypt(inner, [x25519.Recipient.from_str(whose)]))
        for staff, whose in offer["holders"].items()
    }
    first, second = [x25519.Recipient.from_str(paper) for paper in offer["recovery"]]
    item = str(uuid.uuid4())
    body = "Frau Y. rief an."
    author = f"office:{browser.id}"
    envelope = Item(CaseId(offer["case"]), ItemId(item), author, 0, "", AT, "note", "de", body)
    given = {
        "ticket": offer["ticket"],
        "version": offer["version"],
        "channel": "phone",
        "lang": "ar",
        "recipient": recipient,
        "wraps": wraps,
        "recovery_wrap": b64(encrypt(encrypt(inner, [second]), [first])),
        "item": item,
        "ciphertext": b64(seal_for_case(envelope, recipient)),
        **changes,
    }
    return await browser.post("/cases", given), given


async def test_a_case_made_by_hand_is_its_makers_and_colleagues_can_read_it(
    ready_office: Office,
) -> None:
    office = ready_office
    answer, given = await made(office, office.second)
    assert answer.status_code == 201
    case = CaseId(answer.json()["id"])
    again = await office.second.post("/cases", given)
    assert again.json() == answer.json()
    shown = (await office.lead.get(f"/cases/{case}")).json()
    assert (shown["state"], shown["channel"], shown["lang"]) == ("ACTIVE", "phone", "ar")
    assert shown["owner"]["id"] == office.second.id
    assert shown["line"] == "server"
    assert [one["body"] for one in await office.lead.read(case)] == ["Frau Y. rief an."]
    assert await note(office.second, case, "Rückruf morgen") == 201
    assert ("staff:" + office.second.id, "make", f"case:{case}") in await office.noted()


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"version": "old"}, 409, "roster"),
        ({"ticket": "AAAA"}, 409, "ticket"),
        ({"wraps": {}}, 422, "wraps"),
        ({"recovery_wrap": None}, 422, "wraps"),
        ({"recipient": "age1nobody"}, 422, "recipient"),
        ({"channel": "pigeon"}, 422, "bad_input"),
        ({"lang": ""}, 422, "bad_input"),
        ({"ciphertext": ""}, 422, "age"),
    ],
)
async def test_a_case_made_wrongly_is_refused(
    lite_office: Office, change: dict[str, Any], status: int, code: str
) -> None:
    answer, _ = await made(lite_office, lite_office.second, **change)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert (await lite_office.lead.get("/cases?state=open")).json()["cases"] == []


async def test_a_ticket_is_its_persons_and_good_for_a_day(lite_office: Office) -> None:
    office = lite_office
    offer = (await office.second.get("/new-case?team=ads")).json()
    other, _ = await made(office, office.lead, ticket=offer["ticket"])
    assert other.json()["error"]["code"] == "ticket"
    assert (await office.lead.get("/new-case?team=school")).status_code == 404
    office.clock.pass_by(seconds=TICKET_SECONDS + 1)
    old, _ = await made(office, office.second, ticket=offer["ticket"])
    assert old.json()["error"]["code"] == "ticket"


async def test_a_case_by_hand_lives_through_its_states_without_a_chat(
    lite_office: Office,
) -> None:
    office = lite_office
    answer, _ = await made(office, office.second)
    case = CaseId(answer.json()["id"])
    body = await office.second.sealed_reply(case, "Hallo?")
    refused = await office.second.post(f"/cases/{case}/items", {**body, "epoch": 1})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "no_chat")
    released = await office.second.post(f"/cases/{case}/release", {"epoch": 1})
    assert released.status_code == 200
    claimed = await office.lead.claim(case, released.json()["epoch"])
    assert claimed.status_code == 200
    closed = await office.lead.post(f"/cases/{case}/closure", {"epoch": claimed.json()["epoch"]})
    assert (closed.status_code, closed.json()["state"]) == (200, "CLOSED")
    assert await office.desk._items.parcels(case) == []


async def test_a_lead_erases_at_the_persons_wish_with_the_number(ready_office: Office) -> None:
    office = ready_office
    answer, _ = await made(office, office.second)
    case, number = answer.json()["id"], answer.json()["number"]
    path = f"/cases/{case}/erasure"
    assert (await office.second.post(path, {"number": number})).status_code == 403
    wrong = await office.lead.post(path, {"number": "2222-22"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (422, "number")
    assert (await office.lead.get(f"/cases/{case}")).json()["wrap"]
    assert (await office.lead.post(path, {"number": f" {number.lower()} "})).status_code == 204
    assert (await office.lead.get("/cases?state=open")).json()["cases"] == []
    assert (await office.lead.get(f"/cases/{case}/items?after=0")).json()["items"] == []
    assert ("staff:" + office.lead.id, "erase", f"case:{case}") in await office.noted()


async def test_a_case_from_a_messenger_can_be_erased_for_the_person_too(
    lite_office: Office,
) -> None:
    office = lite_office
    taken = await office.claimed_case()
    path = f"/cases/{taken.case}/erasure"
    assert (await office.lead.post(path, {"number": taken.number})).status_code == 204
    assert not await office.desk.add(taken.case, ItemId("12345678"), "Hallo", "de")
