"""Odd and hostile input on the safe line: a clear answer, nothing kept of it, never a 5xx."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from pyrage import encrypt, passphrase, x25519

from handoff.line_toll import CALM, FEWEST_BITS, MOST_BITS, bits_for
from tests.resident import Resident, b64, lookup_of, new_receipt
from tests.running import Running

Body = dict[str, Any]


@pytest.fixture
async def client(lotse: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=lotse.url, timeout=60) as client:
        yield client


async def asked(client: httpx.AsyncClient) -> Resident:
    """At the moment at which the browser is to seal."""
    resident = Resident(client)
    await resident.begin()
    await resident.command("human")
    await resident.tap("Ja, abschicken")
    return resident


@pytest.fixture
async def resident(client: httpx.AsyncClient) -> Resident:
    return await asked(client)


def stranger() -> x25519.Recipient:
    return x25519.Identity.generate().to_public()


def age(content: bytes, *to: x25519.Recipient) -> str:
    return b64(encrypt(content, list(to)))


def cut(sealed: str, by: int = 40) -> str:
    return b64(base64.b64decode(sealed)[:-by])


def stanzas(number: int) -> str:
    return age(b"x" * 2048, *([stranger()] * number))


def one_wrap(body: Body, wrap: str) -> Body:
    return {**body, "wraps": dict.fromkeys(body["wraps"], wrap)}


def item(body: Body, ciphertext: str) -> Body:
    return {**body, "item": {**body["item"], "ciphertext": ciphertext}}


INNER = b"x" * 300
SEALED_FOR_WORDS = b64(passphrase.encrypt(b"x" * 2048, "words"))
BAD_CASES: dict[str, tuple[Callable[[Body], Body], int, str]] = {
    "wrap of nobody": (lambda b: {**b, "wraps": {}}, 422, "wraps"),
    "wrap of a stranger": (
        lambda b: {**b, "wraps": {**b["wraps"], "0" * 32: next(iter(b["wraps"].values()))}},
        422,
        "wraps",
    ),
    "a recovery wrap in a demo": (
        lambda b: {**b, "recovery_wrap": next(iter(b["wraps"].values()))},
        422,
        "wraps",
    ),
    "wrap cut off": (lambda b: one_wrap(b, cut(next(iter(b["wraps"].values())), 300)), 422, "age"),
    "wrap to two": (lambda b: one_wrap(b, age(INNER, stranger(), stranger())), 422, "age"),
    "wrap with one lock": (lambda b: one_wrap(b, age(b"x" * 74, stranger())), 422, "age"),
    "wrap too long": (lambda b: one_wrap(b, age(b"x" * 5000, stranger())), 422, "age"),
    "wrap for a passphrase": (lambda b: one_wrap(b, SEALED_FOR_WORDS), 422, "age"),
    "wrap of noise": (lambda b: one_wrap(b, b64(b"noise")), 422, "age"),
    "wrap of nothing": (lambda b: one_wrap(b, ""), 422, "age"),
    "item to one": (lambda b: item(b, stanzas(1)), 422, "age"),
    "item to three": (lambda b: item(b, stanzas(3)), 422, "age"),
    "item of 10,000 stanzas": (lambda b: item(b, stanzas(10_000)), 422, "age"),
    "item for a passphrase": (lambda b: item(b, SEALED_FOR_WORDS), 422, "age"),
    "item cut off": (lambda b: item(b, b64(base64.b64decode(stanzas(2))[:300])), 422, "age"),
    "item not filled up": (lambda b: item(b, age(b"x", stranger(), stranger())), 422, "age"),
    "item without an id": (lambda b: {**b, "item": {**b["item"], "item": "../x"}}, 422, "item"),
    "no recipient": (lambda b: {**b, "recipient": "age1x"}, 422, "recipient"),
    "a secret for a recipient": (
        lambda b: {**b, "resident": str(x25519.Identity.generate())},
        422,
        "recipient",
    ),
    "one recipient for both": (lambda b: {**b, "resident": b["recipient"]}, 422, "recipient"),
    "no lookup": (lambda b: {**b, "lookup": "x" * 64}, 422, "lookup"),
    "no work": (lambda b: {**b, "work": "x"}, 422, "work"),
    "a long work": (lambda b: {**b, "work": "x" * 100_000}, 422, "work"),
    "an old roster": (lambda b: {**b, "version": "0" * 16}, 409, "roster"),
    "no ticket": (lambda b: {**b, "ticket": ""}, 409, "ticket"),
    "half a ticket": (lambda b: {**b, "ticket": cut(b["ticket"])}, 409, "ticket"),
    "no base64": (lambda b: {**b, "ticket": "%%%"}, 422, "json"),
    "nothing": (lambda b: {}, 422, "json"),
    "a list": (lambda b: [], 422, "json"),  # type: ignore[arg-type,return-value]
    "too large": (lambda b: {**b, "lookup": "x" * 7_000_000}, 413, "too_long"),
}


@pytest.mark.parametrize(("spoil", "status", "code"), BAD_CASES.values(), ids=BAD_CASES.keys())
async def test_a_spoilt_case_is_refused_and_the_right_one_taken(
    resident: Resident, spoil: Callable[[Body], Body], status: int, code: str
) -> None:
    body = resident.case_for((await resident.offer()).json())
    answer = await resident.line("POST", "/cases", spoil(body))
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert (await resident.line("POST", "/cases", body)).status_code == 201


async def test_a_ticket_is_of_its_conversation(
    resident: Resident, client: httpx.AsyncClient
) -> None:
    body = resident.case_for((await resident.offer()).json())
    other = await asked(client)
    answer = await other.line("POST", "/cases", body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "ticket")
    assert (await resident.state())["state"] == "agreed"


async def test_a_ticket_gets_too_old(resident: Resident, lotse: Running) -> None:
    body = resident.case_for((await resident.offer()).json())
    line: Any = lotse.parts.line
    now = line._now
    line._now = lambda: now().replace(year=now().year + 1)
    answer = await resident.line("POST", "/cases", body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "ticket")


async def test_a_receipt_has_one_case(resident: Resident, client: httpx.AsyncClient) -> None:
    await resident.open()
    other = await asked(client)
    other.receipt = resident.receipt
    answer = await other.line("POST", "/cases", other.case_for((await other.offer()).json()))
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "lookup")


BAD_ITEMS: dict[str, tuple[Callable[[Body], Body], int, str]] = {
    "a gap": (lambda b: {**b, "seq": b["seq"] + 1}, 409, "chain"),
    "a repeat": (lambda b: {**b, "seq": 0, "prev": ""}, 409, "chain"),
    "another past": (lambda b: {**b, "prev": "0" * 64}, 409, "chain"),
    "a negative number": (lambda b: {**b, "seq": -1}, 409, "chain"),
    "to one": (lambda b: {**b, "ciphertext": stanzas(1)}, 422, "age"),
    "for a passphrase": (lambda b: {**b, "ciphertext": SEALED_FOR_WORDS}, 422, "age"),
    "plain": (lambda b: {**b, "ciphertext": b64(b"plain words")}, 422, "age"),
    "cut off": (lambda b: {**b, "ciphertext": cut(b["ciphertext"], 1020)}, 422, "age"),
    "an odd id": (lambda b: {**b, "item": "<script>"}, 422, "item"),
    "no number": (lambda b: {**b, "seq": "x"}, 422, "json"),
    "a huge number": (lambda b: {**b, "seq": 2**70}, 409, "chain"),
    "too large": (lambda b: {**b, "ciphertext": "A" * 12_000_000}, 413, "too_long"),
}


@pytest.mark.parametrize(("spoil", "status", "code"), BAD_ITEMS.values(), ids=BAD_ITEMS.keys())
async def test_a_spoilt_message_is_refused_and_the_right_one_taken(
    resident: Resident, spoil: Callable[[Body], Body], status: int, code: str
) -> None:
    await resident.open()
    body = resident.next_item("text", "Hallo")
    answer = await resident.line("POST", "/items", spoil(body))
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert (await resident.line("POST", "/items", body)).status_code == 201
    assert len(await resident.heard()) == 2


async def test_a_case_grows_by_so_much_a_day(
    resident: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    await resident.open()
    monkeypatch.setattr("handoff.line_toll.BYTES_A_DAY", 2000)
    first, second = (resident.next_item("text", words) for words in ("Eins", "Zwei"))
    assert (await resident.line("POST", "/items", first)).status_code == 201
    answer = await resident.line("POST", "/items", second)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3600")
    assert [item["body"] for item in (await resident.heard())[1:]] == ["Eins"]


async def test_messages_of_other_cases_do_not_pass_for_ones_own(
    resident: Resident, client: httpx.AsyncClient
) -> None:
    """Their ids and chains belong to their case; here they only make a case of their own odd."""
    await resident.open()
    other = await asked(client)
    await other.open()
    body = other.next_item("text", "Für meinen Fall")
    answer = await resident.line("POST", "/items", body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "chain")
    assert (await other.line("POST", "/items", body)).status_code == 201


async def test_without_a_conversation_nothing_is_told(client: httpx.AsyncClient) -> None:
    nobody = Resident(client)
    for token in ("", "A" * 43):
        nobody.token = token
        for method, path in (
            ("GET", ""),
            ("POST", "/offer"),
            ("POST", "/cases"),
            ("GET", "/items"),
            ("POST", "/items"),
            ("POST", "/withdrawal"),
            ("PUT", "/ping"),
        ):
            answer = await nobody.line(method, path, {})
            assert (answer.status_code, path) == (401, path)
        assert (await nobody.put("/vault/x", {"sealed": ""})).status_code == 401


async def test_without_a_case_there_is_none(resident: Resident) -> None:
    for method, path, body in (
        ("GET", "/items", None),
        ("POST", "/items", resident_item()),
        ("POST", "/withdrawal", {"lookup": lookup_of(new_receipt())}),
        ("PUT", "/ping", {"on": True}),
    ):
        answer = await resident.line(method, path, body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "line")


def resident_item() -> Body:
    return {"item": "0" * 32, "seq": 0, "prev": "", "ciphertext": stanzas(2)}


@pytest.mark.parametrize(
    "after", ["x", "-1", "1.5", "٣", "9" * 30, "0" * 20 + "9" * 30, "9" * 5000]
)
async def test_an_odd_cursor_is_refused(resident: Resident, after: str) -> None:
    await resident.open()
    answer = await resident.line("GET", f"/items?after={after}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "cursor")


BAD_RECEIPTS: dict[str, tuple[Body, int]] = {
    "nothing": ({}, 422),
    "short": ({"lookup": "0" * 32, "work": {"challenge": "x", "w": "0"}}, 422),
    "upper case": ({"lookup": "A" * 64, "work": {"challenge": "x", "w": "0"}}, 422),
    "no work": ({"lookup": "0" * 64, "work": {"challenge": "x" * 5000, "w": "0"}}, 422),
}


@pytest.mark.parametrize(("body", "status"), BAD_RECEIPTS.values(), ids=BAD_RECEIPTS.keys())
async def test_odd_receipts(client: httpx.AsyncClient, body: Body, status: int) -> None:
    answer = await client.post("/chat/api/line/receipts", json=body)
    assert answer.status_code == status


async def test_too_many_offers_have_to_wait(resident: Resident) -> None:
    answers = [await resident.offer() for _ in range(31)]
    assert [answer.status_code for answer in answers[:30]] == [200] * 30
    assert answers[30].status_code == 429
    assert int(answers[30].headers["retry-after"]) > 0


def test_work_gets_dearer_with_the_load_and_stays_bearable() -> None:
    assert bits_for(0) == FEWEST_BITS
    assert bits_for(CALM) == FEWEST_BITS + 1
    assert bits_for(10**9) == MOST_BITS
    assert [bits_for(n) for n in range(500)] == sorted(bits_for(n) for n in range(500))


async def test_tries_without_work_shut_nobody_out(
    resident: Resident, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handoff.line.RECEIPTS", 3)
    await resident.open()
    body = {"lookup": "0" * 64, "work": {"challenge": "x", "w": "0"}}
    for _ in range(5):
        answer = await client.post("/chat/api/line/receipts", json=body)
        assert answer.json()["error"]["code"] == "work"
    assert (await Resident(client).redeem(resident.receipt)).status_code == 201
