"""How much is kept of what was set aside, and for how long."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.engine.events import Commanded, Typed
from bot.update import Update
from post import dead_letters
from post.outbox import chat_key
from tests.dead_letters.poison import (
    PHONE,
    POISON,
    WEB,
    Poisoned,
    aside,
    fail,
    letters,
    start,
    tried_again,
)
from tests.running import Running


async def test_more_than_the_most_make_the_oldest_go_and_that_is_counted(
    lotse: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lotse.parts.delivery.stop()
    monkeypatch.setattr(dead_letters, "MOST", 3)
    for number in range(5):
        await aside(lotse, f"{number}")
        await asyncio.sleep(0.002)  # letters of one millisecond have no order
    kept = [dead_letters.message_of(letter).native for letter in await letters(lotse)]
    assert kept == ["2", "3", "4"]
    assert await lotse.parts.letters.lost() == 2


async def test_more_bytes_than_the_most_as_well(
    lotse: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lotse.parts.delivery.stop()
    monkeypatch.setattr(dead_letters, "MOST_BYTES", 2500)
    for number in range(4):
        await aside(lotse, f"{number}", size=1000)
        await asyncio.sleep(0.002)
    assert len(await letters(lotse)) == 2
    assert await lotse.parts.letters.lost() == 2


async def test_after_their_time_they_are_gone(
    lotse: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lotse.parts.delivery.stop()
    monkeypatch.setattr(dead_letters, "_KEEP_MS", 300)
    await aside(lotse, "1")
    assert await lotse.parts.letters.count() == (1, pytest.approx(0, abs=0.3))
    await asyncio.sleep(0.4)
    assert await letters(lotse) == []
    assert await lotse.parts.letters.count() == (0, 0.0)
    client: Any = lotse.parts.valkey.client
    assert await client.keys("a:*") + await client.keys("ac:*") == []


async def test_the_content_goes_with_the_conversation_and_that_it_was_there_stays(
    lotse: Running, poisoned: Poisoned, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Residents are promised that a conversation is forgotten after a day."""
    client: Any = lotse.parts.valkey.client
    await start(lotse)
    await fail(lotse, Update("web:poison", WEB, Typed(POISON)))
    (content,) = await client.keys("w:*")
    (head,) = await client.keys("a:*")
    session = f"s:{chat_key(lotse.keyring, WEB)}"
    assert 0 < await client.pttl(content) <= await client.pttl(session)
    assert await client.pttl(head) > 13 * 86400 * 1000
    await client.pexpire(content, 1)
    await asyncio.sleep(0.05)
    (letter,) = await letters(lotse)
    assert (letter.kind, letter.error, letter.content) == ("update", "ValueError", b"")
    poisoned.cured = True
    assert await tried_again(lotse) == ["nothing"]


async def test_words_for_a_case_are_kept_as_long_as_the_letter(
    lotse: Running, poisoned: Poisoned
) -> None:
    receive = lotse.parts.conversation.receive
    await start(lotse, PHONE)
    for n, event in enumerate([Commanded("human"), Typed("1")]):
        await receive(Update(f"telegram:{n}", PHONE, event))
    await fail(lotse, Update("telegram:poison", PHONE, Typed(POISON)))
    client: Any = lotse.parts.valkey.client
    (content,) = await client.keys("w:*")
    assert await client.pttl(content) > 13 * 86400 * 1000
