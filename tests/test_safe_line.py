"""The safe line over HTTP: a resident who seals as the browser does, a counsellor at the desk."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator

import httpx
import pyrage
import pytest

from tests import report_way
from tests.counsellor import Counsellor
from tests.resident import Resident, b64, lookup_of, new_receipt
from tests.running import Running

STORY = "Der Vermieter hat Nein gesagt."


@pytest.fixture
async def client(lotse: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=lotse.url, timeout=20) as client:
        yield client


@pytest.fixture
async def counsellor(lotse: Running) -> AsyncIterator[Counsellor]:
    async with httpx.AsyncClient(base_url=lotse.url, timeout=60) as client:
        counsellor = Counsellor(client)
        await counsellor.sign_in(lotse.name, lotse.passphrase)
        yield counsellor


@pytest.fixture
async def resident(client: httpx.AsyncClient) -> Resident:
    resident = Resident(client)
    await resident.begin("de")
    return resident


async def told(resident: Resident) -> None:
    """Through the report, up to the question that is sealed first."""
    await resident.tap(report_way.title())
    for label in report_way.labels(report_way.TO_GROUNDS):
        await resident.tap(label)


async def reasoned(resident: Resident, *grounds: str) -> None:
    """The grounds, and on to the story."""
    await resident.choose(*(report_way.ground(ground) for ground in grounds))
    for label in report_way.labels(report_way.TO_STORY):
        await resident.tap(label)


async def to_consent(resident: Resident) -> None:
    """From the story to the consent."""
    for label in (report_way.label(report_way.EVIDENCE), report_way.done()):
        await resident.tap(label)
    for label in report_way.labels(report_way.TO_CONSENT):
        await resident.tap(label)


async def report(resident: Resident) -> None:
    """Up to the moment at which the browser is to seal."""
    await told(resident)
    await reasoned(resident, "origin", "language")
    await resident.write(STORY)
    await to_consent(resident)
    await resident.tap("Ja, abschicken")


async def opened(resident: Resident) -> Resident:
    await report(resident)
    await resident.open()
    return resident


# answering


async def test_a_sensitive_question_is_for_the_browser(resident: Resident) -> None:
    await told(resident)
    seal = resident.seal
    assert seal["kinds"] == ["choice"]
    assert seal["options"][0] == {
        "id": "origin",
        "label": report_way.ground("origin"),
        "label_de": report_way.ground("origin"),
    }
    assert (seal["key"], seal["many"], seal["min"], seal["max"]) == ("grounds", True, 1, 0)
    assert resident.messages[-1]["buttons"] == []
    new = await resident.choose(report_way.ground("religion"))
    assert (new[0]["author"], new[0]["text"], new[0]["sealed"]) == ("resident", "", True)
    assert new[0]["ref"] in resident.sealed
    for label in report_way.labels(report_way.TO_STORY):
        await resident.tap(label)
    assert resident.seal["kinds"] == ["text", "voice", "photo", "document"]


async def test_what_the_browser_keeps_is_there_after_a_reload(resident: Resident) -> None:
    await told(resident)
    await resident.choose(report_way.ground("religion"))
    (ref,) = resident.sealed
    names = await resident.client.get("/chat/api/vault", headers=resident.headers)
    assert names.json() == {"names": [ref]}
    assert b"religion" in await resident.kept(ref)


@pytest.mark.parametrize("text", ["Herkunft", "1", STORY])
async def test_plain_words_are_refused_at_a_sealed_question(resident: Resident, text: str) -> None:
    await told(resident)
    before = await resident.client.get("/chat/api/messages", headers=resident.headers)
    answer = await resident.post(text=text)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "seal")
    assert "Browser" in answer.json()["error"]["message"]
    after = await resident.client.get("/chat/api/messages", headers=resident.headers)
    assert after.json() == before.json()


async def test_commands_and_danger_pass_at_a_sealed_question(resident: Resident) -> None:
    await told(resident)
    new = await resident.command("danger")
    assert "110" in new[-1]["text"]
    new = await resident.tap("Weitermachen")
    assert new[-1]["seal"]["key"] == "grounds"
    await resident.type("zurück")
    assert report_way.asks("report/when") in resident.texts("bot")[-1]


async def test_going_back_shows_that_it_was_answered(resident: Resident) -> None:
    await told(resident)
    await resident.choose(report_way.ground("religion"))
    new = await resident.command("back")
    assert "🔒" in new[-1]["text"]
    assert new[-1]["seal"]["key"] == "grounds"


# opening


async def test_the_consent_hides_what_is_sealed(resident: Resident) -> None:
    await told(resident)
    await reasoned(resident, "origin", "language")
    await resident.write(STORY)
    await to_consent(resident)
    consent = resident.texts("bot")[-1]
    assert f"{report_way.asks(report_way.STORY)} 🔒 verschlossen" in consent
    assert report_way.label(("report/area", "housing")) in consent
    assert "Ihr Browser verschließt" in consent
    new = await resident.tap("Ja, abschicken")
    assert new[-1]["intake"] is True
    assert (await resident.state())["state"] == "agreed"


async def test_a_resident_is_answered(resident: Resident, counsellor: Counsellor) -> None:
    await report(resident)
    made = await resident.open()
    assert any(made["number"] in text for text in resident.texts("bot"))
    (case,) = await counsellor.queue()
    assert (case["id"], case["number"]) == (made["case"], made["number"])
    (first,) = await counsellor.read(case["id"])
    assert (first["author"], first["kind"]) == ("resident", "answers")
    answers = {answer["id"]: answer["answer"] for answer in first["body"]["answers"]}
    assert answers["story"] == STORY
    both = (report_way.ground("origin"), report_way.ground("language"))
    assert answers["grounds"] == ", ".join(both)
    assert answers["area"] == report_way.label(("report/area", "housing"))
    assert answers["interpreter.needed"] == report_way.label(("interpreter/needed", "no"))
    state = await resident.state()
    # What is promised is told in the receipt, and stands there until somebody has answered.
    assert (state["status"], state["answer_by"] > state["day"]) == ("read", True)
    assert any("Wir antworten bis" in text for text in resident.texts("bot"))

    await counsellor.claim(case)
    assert "Demo-Beratung" in (await resident.read(wait=5))[-1]["text"]
    assert (await resident.state())["counsellor"] == "Demo-Beratung"
    await resident.say("Noch etwas.")
    await counsellor.reply_safe(case["id"], "Guten Tag, ich habe eine Frage.")
    pointer = (await resident.read(wait=5))[-1]
    assert (pointer["author"], pointer["text"]) == ("counsellor", "")
    (reply,) = [item for item in await resident.heard() if item["item"] == pointer["item"]]
    assert (reply["body"], reply["name"]) == ("Guten Tag, ich habe eine Frage.", "Demo-Beratung")
    assert (await resident.state())["status"] == "answered"
    items = await counsellor.read(case["id"])
    assert [item["body"] for item in items[1:]] == [
        "Noch etwas.",
        "Guten Tag, ich habe eine Frage.",
    ]
    assert items[2]["delivery"] == "delivered"

    await counsellor.close(case["id"])
    assert made["number"] in (await resident.read(wait=5))[-1]["text"]
    state = await resident.state()
    assert (state["state"], bool(state["delete_day"])) == ("closed", True)
    assert state["reopens"] is False
    new = await resident.type("Hallo?")
    assert new[-1]["author"] == "bot"


async def test_a_closed_case_goes_on_when_a_human_is_wanted_again(
    resident: Resident, counsellor: Counsellor
) -> None:
    await report(resident)
    made = await resident.open()
    (case,) = await counsellor.queue()
    await counsellor.claim(case)
    await counsellor.close(case["id"])
    await resident.read(wait=5)
    told = await resident.command("human")
    assert made["number"] in told[-1]["text"]
    assert "zu Ende" in told[-1]["text"]
    state = await resident.state()
    assert (state["state"], state["reopens"]) == ("closed", True)
    late = await resident.line("POST", "/items", resident.next_item("text", "Noch etwas."))
    assert late.status_code == 201
    assert "wieder offen" in (await resident.read(wait=5))[-1]["text"]
    state = await resident.state()
    assert (state["state"], state["reopens"], state["counsellor"]) == ("open", False, "")
    (again,) = await counsellor.queue()
    assert (again["id"], again["state"], again["owner"]) == (case["id"], "NEW", None)
    assert (await counsellor.read(case["id"]))[-1]["body"] == "Noch etwas."
    plain = await resident.post(text="offen")
    assert plain.status_code == 409


async def test_the_same_ticket_opens_one_case(resident: Resident, counsellor: Counsellor) -> None:
    await report(resident)
    body = resident.case_for((await resident.offer()).json())
    answers = await asyncio.gather(*(resident.line("POST", "/cases", body) for _ in range(10)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert len(await counsellor.queue()) == 1
    await resident.read()
    arrived = [text for text in resident.texts("bot") if "ist angekommen" in text]
    assert len(arrived) == 1


async def test_two_offers_open_one_case(resident: Resident, counsellor: Counsellor) -> None:
    await report(resident)
    first, second = [(await resident.offer()).json() for _ in range(2)]
    assert (await resident.line("POST", "/cases", resident.case_for(first))).status_code == 201
    resident.receipt = new_receipt()
    answer = await resident.line("POST", "/cases", resident.case_for(second))
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "ticket")
    assert len(await counsellor.queue()) == 1


async def test_no_sends_nothing(resident: Resident, counsellor: Counsellor) -> None:
    await report(resident)
    await resident.tap("Nein, nicht abschicken")
    assert (await resident.state())["state"] == "none"
    answer = await resident.offer()
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_agreed")
    assert await counsellor.queue() == []


async def test_a_human_at_once(resident: Resident, counsellor: Counsellor) -> None:
    await resident.command("human")
    await resident.tap("Ja, abschicken")
    await resident.open()
    await resident.say("Hallo!")
    (case,) = await counsellor.queue()
    assert [item["kind"] for item in await counsellor.read(case["id"])] == ["answers", "text"]


async def test_plain_words_are_refused_while_a_case_is_open(resident: Resident) -> None:
    await opened(resident)
    answer = await resident.post(text="Das ist geheim.")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "seal")


async def test_another_flow_is_added_to_the_open_case(
    resident: Resident, counsellor: Counsellor
) -> None:
    await opened(resident)
    await resident.command("menu")
    await report(resident)
    offer = (await resident.offer()).json()
    assert (offer["adds"], offer["case"]) == (True, resident.case)
    item = resident.next_item("answers", resident.answers_of(offer))
    assert (await resident.line("POST", "/items", {**item, "handoff": True})).status_code == 201
    new = await resident.read()
    assert "dazugegeben" in new[0]["text"]
    assert not (await resident.state())["agreed"]
    (case,) = await counsellor.queue()
    first, second = await counsellor.read(case["id"])
    assert first["body"]["answers"] == second["body"]["answers"]


async def test_a_case_of_which_the_conversation_was_not_told(
    resident: Resident, lotse: Running
) -> None:
    """The server stopped between keeping the case and telling the conversation."""
    await report(resident)
    body = resident.case_for((await resident.offer()).json())
    told = lotse.parts.conversation.receive

    async def stopped(*_: object) -> None:
        raise OSError

    lotse.parts.conversation.receive = stopped  # type: ignore[method-assign]
    assert (await resident.line("POST", "/cases", body)).status_code == 500
    lotse.parts.conversation.receive = told  # type: ignore[method-assign]
    state = await resident.state()
    assert (state["state"], state["case"]) == ("open", resident.case)
    assert "ist angekommen" in (await resident.read())[0]["text"]


# the chain


async def test_a_message_sent_twice_is_there_once(resident: Resident) -> None:
    await opened(resident)
    body = resident.next_item("text", "einmal")
    answers = await asyncio.gather(*(resident.line("POST", "/items", body) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    assert len(await resident.heard()) == 2


async def test_a_chain_that_is_behind_is_told_where_it_goes_on(resident: Resident) -> None:
    await opened(resident)
    late = resident.next_item("text", "zu spät")
    resident.next, resident.prev = late["seq"], late["prev"]
    await resident.say("zuerst")
    answer = await resident.line("POST", "/items", late)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (409, "chain")
    assert (error["next"], error["prev"]) == (resident.next, resident.prev)
    again = {**late, "item": str(uuid.uuid4()), "seq": error["next"]}
    answer = await resident.line("POST", "/items", again)
    assert answer.json()["error"]["code"] == "chain"


# the receipt


async def test_the_receipt_opens_the_case_on_any_device(
    resident: Resident, counsellor: Counsellor, client: httpx.AsyncClient
) -> None:
    await opened(resident)
    other = Resident(client)
    assert (await other.redeem(resident.receipt)).status_code == 201
    (first,) = await other.heard()
    assert report_way.told(first["body"]["answers"]) == STORY
    await other.say("Von einem anderen Telefon.")
    (case,) = await counsellor.queue()
    await counsellor.claim(case)
    await counsellor.reply_safe(case["id"], "Gut.")
    assert (await other.read(wait=5))[-1]["item"]
    assert [item["body"] for item in (await resident.heard())[1:]] == [
        "Von einem anderen Telefon.",
        "Gut.",
    ]
    answer = await resident.line("POST", "/items", resident.next_item("text", "alt"))
    assert answer.json()["error"]["code"] == "chain"


async def test_a_wrong_receipt_finds_nothing(resident: Resident, client: httpx.AsyncClient) -> None:
    await opened(resident)
    answer = await Resident(client).redeem(new_receipt())
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "receipt")


async def test_work_is_done_anew_for_each_receipt(
    resident: Resident, client: httpx.AsyncClient
) -> None:
    body = {"lookup": lookup_of(new_receipt()), "work": await resident.work()}
    assert (await client.post("/chat/api/line/receipts", json=body)).status_code == 404
    answer = await client.post("/chat/api/line/receipts", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "work")
    asked = await resident.work()
    body["work"] = {**asked, "w": asked["w"] + "0"}
    answer = await client.post("/chat/api/line/receipts", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "work")


async def test_withdrawing_takes_the_receipt_and_erases(
    resident: Resident, counsellor: Counsellor, client: httpx.AsyncClient
) -> None:
    await opened(resident)
    other = Resident(client)
    await other.redeem(resident.receipt)
    answer = await resident.withdraw(new_receipt())
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "receipt")
    assert len(await counsellor.queue()) == 1
    assert (await resident.withdraw()).status_code == 200
    assert await counsellor.queue() == []
    assert (await other.state())["state"] == "withdrawn"
    assert (await resident.line("GET", "/items?after=0")).status_code == 404
    assert (await Resident(client).redeem(resident.receipt)).status_code == 404
    assert any("überall gelöscht" in message["text"] for message in await resident.read())
    assert (await resident.state())["state"] == "none"


async def test_clearing_the_phone_keeps_the_case(
    resident: Resident, counsellor: Counsellor, client: httpx.AsyncClient
) -> None:
    await opened(resident)
    new = await resident.command("erase")
    assert new[-1]["erased"] is True
    names = await resident.client.get("/chat/api/vault", headers=resident.headers)
    assert names.json() == {"names": []}
    assert len(await counsellor.queue()) == 1
    assert (await Resident(client).redeem(resident.receipt)).status_code == 201


async def test_the_vault_has_limits(resident: Resident) -> None:
    answer = await resident.put("/vault/big", {"sealed": "A" * (4 * 1024 * 1024 + 4)})
    assert answer.status_code == 413
    for number in range(40):
        await resident.keep(f"entry-{number}", b"x")
    answer = await resident.put("/vault/one-more", {"sealed": "AAAA"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "vault")
    await resident.keep("entry-0", b"again")
    assert await resident.kept("entry-0") == b"again"
    for name in ("a" * 65, "ä", "a.b"):
        assert (await resident.put(f"/vault/{name}", {"sealed": "AAAA"})).status_code == 422
    missing = await resident.client.get("/chat/api/vault/nothing", headers=resident.headers)
    assert missing.status_code == 404


async def test_the_guard_lists_commands_and_danger(client: httpx.AsyncClient) -> None:
    found = (await client.get("/chat/api/guard?lang=en")).json()
    assert "zurück" in [word.strip() for word in found["commands"]["back"]]
    assert "back" in [word.strip() for word in found["commands"]["back"]]
    assert "will sterben" in found["danger"]["phrases"]
    assert set(found["danger"]) == {"phrases", "unless", "ordinary"}


# the desk's side


async def test_words_beside_a_sealed_reply_are_refused(
    resident: Resident, counsellor: Counsellor
) -> None:
    await opened(resident)
    (case,) = await counsellor.queue()
    await counsellor.claim(case)
    body = await counsellor.sealed_reply(case["id"], "Antwort")
    for spoilt in (
        {**body, "text": "Antwort"},
        {**body, "ciphertext": await sealed_for_one(counsellor, case["id"])},
    ):
        answer = await counsellor.send_reply(case["id"], spoilt)
        assert answer.status_code == 422
    assert (await counsellor.send_reply(case["id"], body)).status_code == 201
    assert (await resident.heard())[-1]["body"] == "Antwort"


async def sealed_for_one(counsellor: Counsellor, case_id: str) -> str:
    """A reply that the resident could not open."""
    case = await counsellor.get(f"/cases/{case_id}")
    to = [pyrage.x25519.Recipient.from_str(case["recipient"])]
    return b64(pyrage.encrypt(b"x" * 2048, to))
