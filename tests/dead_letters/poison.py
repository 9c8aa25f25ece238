"""What fails again and again, and how to see what became of it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.engine.events import Started, Typed
from bot.update import Update
from post.dead_letters import MAX_FAILURES, Letter, of_message
from post.ids import ChatAddress
from post.messages import Message, Outgoing
from post.outbox import chat_key
from tests.running import Running

WEB = ChatAddress("web", "d" * 64)
PHONE = ChatAddress("telegram", "7")
POISON = "planted poison"
SORRY = "Entschuldigung, hier ist etwas schiefgegangen."
ANEW = "Entschuldigung, hier geht etwas nicht."


class Poisoned:
    """The engine breaks on one text, as a bug would; `cured` is the next release."""

    def __init__(self, running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
        self.tries = 0
        self.everything = self.cured = False
        talk: Any = running.parts.conversation
        play = talk._play

        async def broken(update: Update, *args: Any) -> Any:
            poison = isinstance(update.event, Typed) and POISON in update.event.text
            if (poison or self.everything) and not self.cured:
                self.tries += 1
                raise ValueError(f"no idea what {update.event} is")
            return await play(update, *args)

        monkeypatch.setattr(talk, "_play", broken)


async def start(lotse: Running, chat: ChatAddress = WEB) -> None:
    await lotse.parts.conversation.receive(Update(f"start:{chat.native}", chat, Started(), "de"))


async def fail(lotse: Running, update: Update) -> None:
    """All attempts that a channel makes before the update is set aside."""
    for _ in range(MAX_FAILURES - 1):
        with pytest.raises(ValueError, match="no idea"):
            await lotse.parts.conversation.receive(update)
    await lotse.parts.conversation.receive(update)


async def said(lotse: Running, chat: ChatAddress) -> list[str]:
    """What lies in the outbox, whichever it is."""
    parts, key = lotse.parts, chat_key(lotse.keyring, chat)
    client, outbox = parts.valkey.client, parts.outbox
    if chat.channel == "web":
        return [entry.outgoing.message.text for entry in await outbox.fetch(chat, "0")]
    sealed: Any = outbox
    return [sealed._open(key, e).message.text for e in await client.lrange(f"o:{key}", 0, -1)]


async def letters(lotse: Running) -> list[Letter]:
    found = await lotse.parts.letters.listed()
    assert all(one.letter for one in found)
    return [one.letter for one in found if one.letter]


async def tried_again(lotse: Running) -> list[str]:
    """Ask for all letters to be tried again, as an operator does; what became of each."""
    ids = [found.id for found in await lotse.parts.letters.listed()]
    await lotse.parts.letters.ask_again(ids)
    async with asyncio.timeout(60):
        while len(told := await lotse.parts.letters.told(ids)) < len(ids):
            await asyncio.sleep(0.05)
    return [told[one] for one in ids]


async def aside(lotse: Running, chat: str, size: int = 10) -> None:
    address = ChatAddress("telegram", chat)
    key = chat_key(lotse.keyring, address)
    letter = of_message(key, Outgoing("telegram", chat, Message("x" * size, "de"), 0.0), "", "", 1)
    await lotse.parts.outbox.put(f"put:{chat}", address, [Message("x", "de")])
    entry = await lotse.parts.valkey.client.lindex(f"o:{key}", 0)
    assert entry
    assert await lotse.parts.letters.keep_message(letter, entry[:16])
