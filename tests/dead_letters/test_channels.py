"""The same by webhook, by polling and from a browser: what follows waits, and then goes on."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from post.dead_letters import MAX_FAILURES
from tests.dead_letters.poison import PHONE, POISON, SORRY, Poisoned, letters, said
from tests.running import Running, Visitor, free_port, polls
from tests.telegram_server import TelegramServer
from tests.test_webhook import HEADERS, message


async def test_on_the_webhook_what_follows_waits_and_then_goes_on(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    poisoned = Poisoned(bot, monkeypatch)
    async with httpx.AsyncClient(base_url=bot.url, timeout=60) as client:

        async def post(text: str, number: int) -> int:
            answer = await client.post(
                "/telegram/webhook", json=message(text, number), headers=HEADERS
            )
            return answer.status_code

        assert await post("/start", 1) == 200
        statuses = [await post(POISON, 2) for _ in range(MAX_FAILURES)]
        assert statuses == [500] * (MAX_FAILURES - 1) + [200]
        assert await post("/menu", 3) == 200
    texts = await said(bot, PHONE)
    assert texts[-2].startswith(SORRY)
    assert texts[-1] == "Wobei kann ich Ihnen helfen?"
    assert poisoned.tries == MAX_FAILURES


async def test_what_nobody_can_read_is_set_aside_as_well(bot: Running) -> None:
    body = {**message(), "message": {"message_id": "planted", "chat": {"id": 7, "type": "private"}}}
    async with httpx.AsyncClient(base_url=bot.url, timeout=60) as client:
        statuses = [
            (await client.post("/telegram/webhook", json=body, headers=HEADERS)).status_code
            for _ in range(MAX_FAILURES + 1)
        ]
    assert statuses == [400] * (MAX_FAILURES - 1) + [200, 200]
    (letter,) = await letters(bot)
    assert (letter.kind, letter.error) == ("unread", "BadInput")
    assert b"planted" in letter.content
    (apology,) = await said(bot, PHONE)
    assert apology.startswith(SORRY)


async def test_polling_goes_on_after_a_poisoned_update_in_order(
    valkey_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.polling._PAUSE_AFTER_ERROR", 0.2)
    async with TelegramServer() as server:
        running = Running(
            tmp_path,
            valkey_url,
            port=free_port(),
            **polls(server),
        )
        async with running as lotse:
            poisoned = Poisoned(lotse, monkeypatch)
            await server.user_sends(1, "/start")
            await server.wait_for(1, "Willkommen", timeout=60)
            # All three are in one batch.
            await server.user_sends(1, POISON)
            await server.user_sends(1, "/help")
            await server.user_sends(2, "/start")
            await server.wait_for(2, "Willkommen", timeout=60)
            await server.wait_for(1, SORRY, timeout=60)
            await server.wait_for(1, lambda shown: "Menü" in shown.text, timeout=60)
            assert poisoned.tries == MAX_FAILURES
            seen = [shown.text for shown in server.chat(1)]
            at = next(n for n, text in enumerate(seen) if text.startswith(SORRY))
            assert not any(text.startswith(SORRY) for text in seen[at + 1 :])
            assert len(seen) > at + 1


async def test_a_browser_that_sends_again_reads_the_apology(
    lotse: Running, poisoned: Poisoned
) -> None:
    async with httpx.AsyncClient(base_url=lotse.url, timeout=60) as client:
        visitor = Visitor(client)
        await visitor.begin()
        body = {"id": "the-same-id", "text": POISON}
        statuses = [
            (
                await client.post("/chat/api/messages", json=body, headers=visitor.headers)
            ).status_code
            for _ in range(MAX_FAILURES)
        ]
        assert statuses == [500] * (MAX_FAILURES - 1) + [202]
        (apology,) = await visitor.read()
        assert apology["text"].startswith(SORRY)
