"""POST /telegram/webhook: bad input gets a clear status and stores nothing."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from lotse import log
from post.errors import StoreAway
from tests.running import Running, free_port

SECRET = "a-secret-of-this-test"
HEADERS = {"x-telegram-bot-api-secret-token": SECRET}


def message(text: str = "/start", update_id: int = 1, **fields: Any) -> dict[str, Any]:
    sender = {"id": 7, "is_bot": False, "first_name": "A", "language_code": "de"}
    chat = {"id": 7, "type": "private", "first_name": "A"}
    content = {"message_id": 1, "date": 1_700_000_000, "chat": chat, "from": sender, "text": text}
    return {"update_id": update_id, "message": {**content, **fields}}


@pytest.fixture
async def bot(valkey_url: str, tmp_path: Path) -> AsyncIterator[Running]:
    """Lotse behind a webhook; the Bot API it calls is a closed port."""
    running = Running(
        tmp_path,
        valkey_url,
        port=(port := free_port()),
        public_url=f"http://127.0.0.1:{port}",
        telegram_token="1:planted-token",
        telegram_secret=SECRET,
        telegram_mode="webhook",
        telegram_api=f"http://127.0.0.1:{free_port()}",
    )
    async with running:
        yield running


@pytest.fixture
async def client(bot: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=bot.url, timeout=60) as client:
        yield client


async def keys(bot: Running) -> list[bytes]:
    return sorted(await bot.parts.valkey.client.keys("*"))


async def test_an_update_is_acknowledged_after_its_commit(
    bot: Running, client: httpx.AsyncClient
) -> None:
    answer = await client.post("/telegram/webhook", json=message(), headers=HEADERS)
    assert (answer.status_code, answer.json()) == (200, {})
    names = [name[:2] for name in await keys(bot)]
    assert names.count(b"s:") == names.count(b"o:") == names.count(b"u:") == 1


@pytest.mark.parametrize(
    "headers",
    [{}, {"x-telegram-bot-api-secret-token": "wrong"}],
    ids=["missing", "wrong"],
)
async def test_a_wrong_secret_is_401_and_stores_nothing(
    bot: Running, client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await client.post("/telegram/webhook", json=message(), headers=headers)
    assert answer.status_code == 401
    assert await keys(bot) == []


async def test_a_secret_that_is_not_ascii_is_401(client: httpx.AsyncClient) -> None:
    headers = [(b"x-telegram-bot-api-secret-token", "ü".encode())]
    answer = await client.post("/telegram/webhook", json=message(), headers=headers)
    assert answer.status_code == 401


BROKEN = {
    "no JSON": b"hello",
    "cut off": b'{"update_id": 1, "message": {',
    "an array": b"[]",
    "a text as id": b'{"update_id": "one"}',
    "2^63": b'{"update_id": 9223372036854775808123}',
    "NaN": b'{"update_id": NaN}',
    "deep": b"[" * 100_000,
    "no text in UTF-8": b'{"update_id": 1, "message": {"text": "\xff"}}',
    "empty": b"",
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
async def test_what_is_no_update_is_400(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/telegram/webhook", content=body, headers=HEADERS)
    assert answer.status_code == 400
    assert answer.json() == {"error": {"code": "not_an_update"}}


async def test_more_than_a_megabyte_is_413(bot: Running, client: httpx.AsyncClient) -> None:
    body = json.dumps(message("x" * 1_100_000))
    answer = await client.post("/telegram/webhook", content=body, headers=HEADERS)
    assert answer.status_code == 413

    async def in_pieces() -> AsyncIterator[bytes]:
        for _ in range(1100):
            yield b" " * 1024

    answer = await client.post("/telegram/webhook", content=in_pieces(), headers=HEADERS)
    assert answer.status_code == 413
    assert await keys(bot) == []


OTHERS = {
    "unknown kind": {"update_id": 5, "something_new": {"a": 1}},
    "a group": message(chat={"id": -5, "type": "group", "title": "x"}),
    "a channel post": {"update_id": 6, "channel_post": {"message_id": 1}},
    "nothing known in it": message() | {"message": {"message_id": 1, "chat": {"id": 7}}},
    "a press without its message": {
        "update_id": 8,
        "callback_query": {"id": "1", "from": {"id": 7}, "data": "o1.x"},
    },
}


@pytest.mark.parametrize("update", OTHERS.values(), ids=OTHERS.keys())
async def test_updates_that_are_not_for_us_are_200_and_change_nothing(
    bot: Running, client: httpx.AsyncClient, update: dict[str, Any]
) -> None:
    answer = await client.post("/telegram/webhook", json=update, headers=HEADERS)
    assert answer.status_code == 200
    assert await keys(bot) == []


async def test_the_answer_to_a_press_carries_nothing_of_the_person(
    client: httpx.AsyncClient,
) -> None:
    press = {
        "update_id": 9,
        "callback_query": {
            "id": "4711",
            "from": {"id": 7, "language_code": "de"},
            "message": {"message_id": 3, "chat": {"id": 7, "type": "private"}},
            "data": '"},"method":"leaveChat',
        },
    }
    answer = await client.post("/telegram/webhook", json=press, headers=HEADERS)
    assert answer.status_code == 200
    assert answer.json() == {"method": "answerCallbackQuery", "callback_query_id": "4711"}


async def test_a_store_that_is_away_is_503_so_that_the_update_comes_again(
    bot: Running, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise StoreAway("Valkey")

    with monkeypatch.context() as patched:
        patched.setattr(bot.parts.valkey, "call", away)
        answer = await client.post("/telegram/webhook", json=message(), headers=HEADERS)
        assert answer.status_code == 503
    answer = await client.post("/telegram/webhook", json=message(), headers=HEADERS)
    assert answer.status_code == 200


async def test_other_methods_are_refused(client: httpx.AsyncClient) -> None:
    assert (await client.get("/telegram/webhook", headers=HEADERS)).status_code == 405


async def test_a_bug_of_ours_is_500_and_the_log_holds_no_words(
    bot: Running,
    client: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def broken(*_: object) -> None:
        raise ValueError("planted words of a person")

    log.configure()
    monkeypatch.setattr(bot.parts.conversation, "_play", broken)
    answer = await client.post("/telegram/webhook", json=message(), headers=HEADERS)
    assert answer.status_code == 500
    logged = capsys.readouterr()
    assert "ValueError" in logged.out + logged.err
    assert "planted" not in logged.out + logged.err
    assert [name[:2] for name in await keys(bot)] == [b"f:"]  # that it failed, and nothing else
