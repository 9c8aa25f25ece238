"""Choosing a language in Telegram: by its own setting, from two pages, and when it is offered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.engine.languages import KNOWN
from tests.engine.tongues import in_all
from tests.running import Running
from tests.telegram_server import TelegramServer
from tests.test_telegram_path import CHAT, settings

NAMES = [known.name for known in KNOWN.values()]
MORE = "🌐 Mehr Sprachen / More"


@asynccontextmanager
async def telegram(valkey_url: str, folder: Path) -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        running = Running(folder, valkey_url, **settings("webhook", server.base_url, server.token))
        async with running:
            running.parts.live.book = in_all(running.parts.live.book)
            yield server


async def rows(server: TelegramServer, words: str) -> list[list[str]]:
    message = await server.wait_for(CHAT, words, timeout=20)
    return [[button.label for button in row] for row in message.buttons]


@pytest.mark.parametrize("setting", [None, "zh-hans"])
async def test_a_stranger_turns_the_pages(
    valkey_url: str, tmp_path: Path, setting: str | None
) -> None:
    async with telegram(valkey_url, tmp_path) as server:
        await server.user_sends(CHAT, "/start report", setting)
        assert await rows(server, "🌐 Sprache") == [[name] for name in [*NAMES[:8], MORE]]
        await server.user_taps(CHAT, MORE)
        await server.wait_for(CHAT, lambda message: message.button("Русский"), timeout=20)
        assert await rows(server, "🌐 Sprache") == [[name] for name in [*NAMES[8:], MORE]]
        assert len([m for m in server.chat(CHAT) if m.author == "bot"]) == 1, "in one message"
        await server.user_taps(CHAT, "Русский")
        greeting = await server.wait_for(CHAT, "[ru] Willkommen!", timeout=20)
        assert greeting.text.startswith("✓ Русский")
        await server.wait_for(CHAT, lambda message: message.button("[ru] ↩ Zurück"), timeout=20)


async def test_a_number_counts_on_both_pages(valkey_url: str, tmp_path: Path) -> None:
    async with telegram(valkey_url, tmp_path) as server:
        await server.user_sends(CHAT, "/start", "de")
        await server.wait_for(CHAT, "Wobei kann ich", timeout=20)
        await server.user_sends(CHAT, "/language", "de")
        await rows(server, "Welche Sprache")
        await server.user_sends(CHAT, "9", "de")
        await server.wait_for(CHAT, "[ru] Wir schreiben jetzt", timeout=20)


async def test_the_setting_of_the_telephone_is_taken(valkey_url: str, tmp_path: Path) -> None:
    async with telegram(valkey_url, tmp_path) as server:
        await server.user_sends(CHAT, "/start", "hr")
        await server.wait_for(CHAT, "[sr] Wobei kann ich", timeout=20)


async def test_first_words_in_another_language(valkey_url: str, tmp_path: Path) -> None:
    async with telegram(valkey_url, tmp_path) as server:
        await server.user_sends(CHAT, "Patronum maaşımı ödemiyor ne yapabilirim", "de")
        offered = await rows(server, "[tr] Möchten Sie in dieser Sprache schreiben?")
        assert offered == [
            ["[tr] ✅ Ja · Türkçe"],
            ["[tr] Nein · Deutsch"],
            ["🌐 Sprache / Language"],
        ]
        await server.user_taps(CHAT, "[tr] ✅ Ja · Türkçe")
        await server.wait_for(CHAT, "[tr] Wobei kann ich", timeout=20)
