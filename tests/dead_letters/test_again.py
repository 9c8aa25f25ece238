"""What was set aside is tried again where it still fits, and thrown away."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.engine.events import Commanded, Started, Typed
from bot.update import Update
from post.dead_letters import MAX_FAILURES, Found
from post.keyring import KeyRing
from tests.dead_letters.poison import (
    PHONE,
    POISON,
    WEB,
    Poisoned,
    aside,
    fail,
    letters,
    said,
    start,
    tried_again,
)
from tests.running import Running
from tests.test_webhook import HEADERS, message


async def test_an_update_is_played_when_the_bug_is_gone(lotse: Running, poisoned: Poisoned) -> None:
    await start(lotse)
    await fail(lotse, Update("web:poison", WEB, Typed(f"{POISON} menü"), ref="echo-0001"))
    assert await tried_again(lotse) == ["failed"]
    assert len(await letters(lotse)) == 1
    poisoned.cured = True
    assert await tried_again(lotse) == ["played"]
    assert await letters(lotse) == []
    assert f"{POISON} menü" in await said(lotse, WEB)


async def test_an_update_that_failed_again_stays_acknowledged(
    lotse: Running, poisoned: Poisoned
) -> None:
    await start(lotse)
    poison = Update("web:poison", WEB, Typed(POISON))
    await fail(lotse, poison)
    assert await tried_again(lotse) == ["failed"]
    before = poisoned.tries
    await lotse.parts.conversation.receive(poison)
    assert poisoned.tries == before


async def test_where_the_conversation_went_on_an_old_answer_is_not_played(
    lotse: Running, poisoned: Poisoned
) -> None:
    await start(lotse)
    await fail(lotse, Update("web:poison", WEB, Typed(POISON)))
    await lotse.parts.conversation.receive(Update("web:menu", WEB, Commanded("menu")))
    poisoned.cured = True
    before = await said(lotse, WEB)
    assert await tried_again(lotse) == ["went_on"]
    assert await said(lotse, WEB) == before
    assert len(await letters(lotse)) == 1


async def test_words_for_an_open_case_reach_it_even_later_and_once(
    lotse: Running, poisoned: Poisoned
) -> None:
    receive = lotse.parts.conversation.receive
    await start(lotse, PHONE)
    for n, event in enumerate([Commanded("human"), Typed("1")]):
        await receive(Update(f"telegram:{n}", PHONE, event))
    assert (await lotse.parts.conversation.session(PHONE)).case
    await fail(lotse, Update("telegram:poison", PHONE, Typed(POISON)))
    await receive(Update("telegram:later", PHONE, Typed("Noch etwas")))
    line = await lotse.parts.desk.line_of(PHONE)
    assert line
    desk: Any = lotse.parts.desk
    before = len(await desk._items.items(line.case, 0))
    poisoned.cured = True
    assert await tried_again(lotse) == ["played"]
    assert len(await desk._items.items(line.case, 0)) == before + 1
    # Told a second time, as after a lost answer: there is nothing to do any more.
    await receive(Update("telegram:poison", PHONE, Typed(POISON)))
    assert len(await desk._items.items(line.case, 0)) == before + 1


async def test_what_could_not_be_read_is_read_by_the_next_release(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with httpx.AsyncClient(base_url=bot.url, timeout=60) as client:
        broken = {**message("/start"), "message": {**message()["message"], "text": 5}}
        for _ in range(MAX_FAILURES):
            await client.post("/telegram/webhook", json=broken, headers=HEADERS)
    assert await tried_again(bot) == ["failed"]
    again: Any = bot.parts.again
    readers = {"telegram": lambda body: Update("telegram:1", PHONE, Started(), "de")}
    monkeypatch.setattr(again, "_readers", readers)
    assert await tried_again(bot) == ["played"]
    assert any(text.startswith("Willkommen") for text in await said(bot, PHONE))


async def test_a_letter_can_be_dropped(lotse: Running, poisoned: Poisoned) -> None:
    await start(lotse)
    await fail(lotse, Update("web:poison", WEB, Typed(POISON)))
    (found,) = await lotse.parts.letters.listed()
    before = await lotse.parts.valkey.erasures()
    assert await lotse.parts.letters.drop(found)
    assert not await lotse.parts.letters.drop(found)
    assert await letters(lotse) == []
    # It stands in the append-only file still, which is to be written anew.
    assert await lotse.parts.valkey.erasures() != before


async def test_a_letter_under_a_lost_key_is_listed_and_can_be_dropped(lotse: Running) -> None:
    await lotse.parts.delivery.stop()
    await aside(lotse, "1")
    ring: Any = lotse.parts.letters
    ring._keyring = KeyRing.fresh()
    (found,) = await lotse.parts.letters.listed()
    assert found == Found(found.id, None)
    assert await lotse.parts.letters.drop(found)
