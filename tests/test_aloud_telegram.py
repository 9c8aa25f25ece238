"""Recordings on Telegram: sent when they are asked for, and taken back with the chat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.recorded import record, silence, speak
from tests.running import Running
from tests.telegram_server import TelegramServer, VisibleMessage
from tests.test_telegram_path import CHAT, settings


class Listener:
    def __init__(self, server: TelegramServer, media: Path) -> None:
        self.server = server
        self.media = media

    async def says(self, text: str) -> None:
        await self.server.user_sends(CHAT, text)

    async def hears(self) -> VisibleMessage:
        return await self.server.wait_for(CHAT, lambda message: bool(message.attached), timeout=20)

    async def menu(self) -> VisibleMessage:
        await self.says("/start")
        return await self.server.wait_for(
            CHAT, lambda message: message.text.startswith("Wobei kann ich"), timeout=20
        )


@pytest.fixture
async def listener(valkey_url: str, tmp_path: Path) -> AsyncIterator[Listener]:
    """Somebody on Telegram, where the menu can be heard in German."""
    media = tmp_path / "media"
    record(media, "de/bot-menu.mp3", "Wobei kann ich Ihnen helfen?")
    async with TelegramServer() as server:
        values = settings("webhook", server.base_url, server.token)
        async with Running(tmp_path, valkey_url, **values) as lotse:
            speak(lotse, media)
            delivery: Any = lotse.parts.delivery
            delivery._senders["telegram"]._media = media
            yield Listener(server, media)


async def test_it_comes_at_a_tap_and_goes_with_the_chat(listener: Listener) -> None:
    menu = await listener.menu()
    assert menu.labels[-1] == "🔊 Vorlesen"
    assert not any(message.attached for message in listener.server.chat(CHAT))
    await listener.server.user_taps(CHAT, "🔊 Vorlesen")
    voice = await listener.hears()
    assert voice.attached == ("voice", "bot-menu.mp3", silence())
    assert voice.text == "Demo: nicht für echte Fälle"
    assert menu in listener.server.chat(CHAT)  # the question stands where it stood
    await listener.says("/erase")
    await listener.server.wait_for(CHAT, lambda message: bool(message.button("🗑 Chat löschen")))
    await listener.server.user_taps(CHAT, "🗑 Chat löschen")
    await listener.server.wait_until(
        CHAT, lambda messages: not any(message.attached for message in messages), timeout=20
    )


async def test_it_comes_at_a_word(listener: Listener) -> None:
    await listener.menu()
    await listener.says("lies vor")
    assert (await listener.hears()).attached is not None


async def test_who_takes_no_voice_messages_gets_a_file(listener: Listener) -> None:
    await listener.menu()
    listener.server.world.known_chat(CHAT).refuses_voice = True
    await listener.says("vorlesen")
    assert (await listener.hears()).attached == ("document", "bot-menu.mp3", silence())


async def test_a_failure_sends_it_once(listener: Listener) -> None:
    await listener.menu()
    listener.server.fail_next("sendVoice", 500, "Internal Server Error")
    await listener.says("vorlesen")
    await listener.hears()
    assert sum(bool(message.attached) for message in listener.server.chat(CHAT)) == 1


async def test_a_file_that_is_gone_is_said_in_words(listener: Listener) -> None:
    await listener.menu()
    (listener.media / "de" / "bot-menu.mp3").unlink()
    await listener.says("vorlesen")
    said = await listener.server.wait_for(CHAT, "Dazu gibt es noch nichts zum Hören", timeout=20)
    assert said.attached is None
