"""The web chat over HTTP: conversations, what goes wrong, headers. (The desk: test_safe_line.py)"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from post.outbox import Fetched, Outbox
from tests.running import Running, Visitor


@pytest.fixture
async def client(lotse: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=lotse.url, timeout=60) as client:
        yield client


@pytest.fixture
async def visitor(client: httpx.AsyncClient) -> Visitor:
    visitor = Visitor(client)
    await visitor.begin("de")
    return visitor


async def test_a_repeated_send_has_one_effect(visitor: Visitor) -> None:
    body = {"id": "the-same-send", "text": "Nur einmal"}
    answers = await asyncio.gather(
        *(
            visitor.client.post("/chat/api/messages", json=body, headers=visitor.headers)
            for _ in range(20)
        )
    )
    assert {answer.status_code for answer in answers} == {202}
    await visitor.read()
    assert visitor.texts("resident").count("Nur einmal") == 1


@pytest.mark.parametrize(("wait", "seconds"), [("nan", 0), ("-inf", 0), ("-1", 0), ("inf", 25)])
async def test_an_odd_wait_is_bounded(
    visitor: Visitor, wait: str, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a number would stand anywhere among the event loop's timers."""
    waited: list[float] = []

    async def fetched(_self: Outbox, _chat: object, _after: str, given: float) -> list[Fetched]:
        waited.append(given)
        return []

    monkeypatch.setattr(Outbox, "fetch_waiting", fetched)
    asked = {"after": visitor.messages[-1]["cursor"], "wait": wait}
    answer = await visitor.client.get("/chat/api/messages", params=asked, headers=visitor.headers)
    assert (answer.status_code, waited) == (200, [seconds])


async def test_typed_words_cannot_pass_for_what_is_sealed(visitor: Visitor) -> None:
    answer = await visitor.post(text="\0" + "Wort\0e")
    assert answer.status_code == 202
    await visitor.read()
    assert visitor.texts("resident")[-1] == "Worte"
    refused = await visitor.post(text="\0 \0")
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "empty")


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


BAD_SENDS = {
    "no JSON": (b"{", 422, "json"),
    "two things": (b'{"id":"12345678","text":"a","tap":"b"}', 422, "one_of"),
    "nothing": (b'{"id":"12345678"}', 422, "one_of"),
    "only blanks": (b'{"id":"12345678","text":"  "}', 422, "empty"),
    "odd id": (b'{"id":"a b c d e","text":"a"}', 422, "client_id"),
    "sealed and text": (
        b'{"id":"12345678","text":"a","sealed":{"turn":1,"kind":"text"}}',
        422,
        "one_of",
    ),
    "odd seal": (b'{"id":"12345678","sealed":{"turn":"1"}}', 422, "json"),
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
