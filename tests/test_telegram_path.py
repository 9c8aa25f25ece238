"""The whole path on Telegram, by webhook and by polling, against two Bot API servers:

ours, which knows Telegram's rules, and npm's telegram-test-api, which somebody else wrote.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest

from lotse.jobs import optional_jobs
from tests import report_way
from tests.counsellor import Counsellor
from tests.running import Running, free_port
from tests.telegram_server import TelegramServer
from tests.telegram_test_api.fixtures import npm_telegram

CHAT = 4711
OPEN = f"✋ {report_way.title()}"
TO_DOOR = report_way.labels(report_way.TO_GROUNDS)
"""The report up to the first question for the safe line."""
REPORT = (
    OPEN,
    *TO_DOOR,
    f"☐ {report_way.ground('origin')}",
    report_way.done(),
    *report_way.labels(report_way.TO_STORY),
)
"""From the menu to the story."""
AFTER_STORY = (
    f"☐ {report_way.label(report_way.EVIDENCE)}",
    report_way.done(),
    *report_way.labels(report_way.TO_CONSENT),
)
"""From the story to the consent."""
STORY = "planted-story: Der Vermieter hat Nein gesagt."


class Phone(Protocol):
    """What a person can do with Telegram on their phone."""

    async def send(self, text: str) -> None: ...
    async def tap(self, label: str) -> None: ...
    async def wait_for(self, words: str) -> Any: ...


class OurPhone:
    def __init__(self, server: TelegramServer) -> None:
        self.server = server

    async def send(self, text: str) -> None:
        await self.server.user_sends(CHAT, text)

    async def tap(self, label: str) -> None:
        await self.server.wait_for(CHAT, lambda message: message.button(label), timeout=20)
        await self.server.user_taps(CHAT, label)

    async def wait_for(self, words: str) -> Any:
        return await self.server.wait_for(CHAT, words, timeout=20)


class NpmPhone:
    def __init__(self, user: Any) -> None:
        self.user = user

    async def send(self, text: str) -> None:
        await self.user.send(text)

    async def tap(self, label: str) -> None:
        await self.user.wait_for(lambda message: message.button(label), timeout=20)
        await self.user.tap(label)

    async def wait_for(self, words: str) -> Any:
        return await self.user.wait_for(words, timeout=20)


@asynccontextmanager
async def ours() -> AsyncIterator[tuple[Phone, str, str]]:
    async with TelegramServer() as server:
        yield OurPhone(server), server.base_url, server.token


@asynccontextmanager
async def npms() -> AsyncIterator[tuple[Phone, str, str]]:
    async with npm_telegram() as server:
        yield NpmPhone(server.user(CHAT)), server.base_url, server.token


def settings(mode: str, api: str, token: str) -> dict[str, Any]:
    port = free_port()
    return {
        "port": port,
        "public_url": f"http://127.0.0.1:{port}",
        "telegram_mode": mode,
        "telegram_api": api,
        "telegram_token": token,
    }


async def play(phone: Phone, lotse: Running) -> None:
    """A report, a counsellor's answer, one more message, the end."""
    await phone.send("/start")
    for label in REPORT:
        await phone.tap(label)
    await phone.wait_for(report_way.asks(report_way.STORY))
    await phone.send(STORY)
    for label in AFTER_STORY:
        await phone.tap(label)
    consent = await phone.wait_for("Das geben wir weiter an")
    assert STORY in consent.text
    assert "Messenger kann mitlesen" in consent.text
    assert "Demo: nicht für echte Fälle" in consent.text
    await phone.tap("✅ Ja, abschicken")
    await phone.wait_for("Ihr Anliegen ist angekommen")
    async with httpx.AsyncClient(base_url=lotse.url, timeout=60) as client:
        counsellor = Counsellor(client)
        await counsellor.sign_in(lotse.name, lotse.passphrase)
        (case,) = await counsellor.queue()
        await counsellor.claim(case)
        await phone.wait_for("liest jetzt, was Sie geschrieben haben")
        await counsellor.reply(case["id"], "Haben Sie die Absage schriftlich?")
        reply = await phone.wait_for("Haben Sie die Absage schriftlich?")
        assert reply.text.startswith("👤 Demo-Beratung")
        await phone.send("Ja, als E-Mail.")
        await until(lambda: has_item(counsellor, case["id"], "Ja, als E-Mail."))
        items = await counsellor.read(case["id"])
        assert [item["author"].partition(":")[0] for item in items] == ["bot", "staff", "resident"]
        assert items[1]["delivery"] == "delivered"
        await counsellor.close(case["id"])
        await phone.wait_for("Beratung ist zu Ende")
    await phone.send("/menu")
    await phone.tap("👋 Neu in Hannover")


async def has_item(counsellor: Counsellor, case_id: str, body: str) -> bool:
    return any(item["body"] == body for item in await counsellor.read(case_id))


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    for _ in range(400):
        if await condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it never happened")


@pytest.mark.parametrize("mode", ["webhook", "polling"])
@pytest.mark.parametrize("server", [ours, npms], ids=["ours", "npm"])
async def test_a_resident_on_telegram_is_answered(
    server: Callable[[], Any], mode: str, valkey_url: str, tmp_path: Path
) -> None:
    async with server() as (phone, api, token):
        running = Running(tmp_path, valkey_url, **settings(mode, api, token))
        async with running:
            await play(phone, running)


@pytest.fixture
async def telegram(valkey_url: str, tmp_path: Path) -> AsyncIterator[TelegramServer]:
    """Our Bot API server with Lotse behind its webhook."""
    async with TelegramServer() as server:
        values = settings("webhook", server.base_url, server.token)
        async with Running(tmp_path, valkey_url, **values):
            yield server


async def test_questions_follow_each_other_in_one_message(telegram: TelegramServer) -> None:
    phone = OurPhone(telegram)
    await phone.send("/start")
    await phone.tap(OPEN)
    await phone.tap(TO_DOOR[0])
    await telegram.wait_for(CHAT, report_way.asks("report/safe"))
    shown = [message for message in telegram.chat(CHAT) if message.author == "bot"]
    # Welcome, notice, and one message in which the questions replace each other.
    assert len(shown) == 3
    assert shown[-1].text.startswith(f"✓ {TO_DOOR[0]}")
    assert shown[-1].edited


async def test_a_press_is_answered_and_a_double_press_is_one(telegram: TelegramServer) -> None:
    phone = OurPhone(telegram)
    await phone.send("/start")
    menu = await telegram.wait_for(CHAT, lambda m: m.button(OPEN))
    button = menu.button(OPEN)
    assert button is not None
    assert button.data is not None
    first = await telegram.user_presses(CHAT, menu.message_id, button.data)
    second = await telegram.user_presses(CHAT, menu.message_id, button.data)
    await telegram.wait_for(CHAT, report_way.asks("report/age"))
    await until(lambda: answered(telegram, first, second))
    assert len(telegram.calls("editMessageText")) == 1


async def answered(telegram: TelegramServer, *presses: str) -> bool:
    return all(telegram.query(press).answer is not None for press in presses)


async def test_forged_presses_are_harmless(telegram: TelegramServer) -> None:
    phone = OurPhone(telegram)
    await phone.send("/start")
    menu = await telegram.wait_for(CHAT, lambda m: m.button(OPEN))
    for data in ("o1.f-nothing", "o9zzz.yes", "c.rm", "💥", "o1.f-report\n", "x"):
        await telegram.user_presses(CHAT, menu.message_id, data)
    await phone.tap(OPEN)
    await telegram.wait_for(CHAT, report_way.asks("report/age"), timeout=20)


async def test_what_is_temporary_is_tried_again_in_order(telegram: TelegramServer) -> None:
    telegram.fail_next("sendMessage", 502, "Bad Gateway", times=2)
    telegram.fail_next("sendMessage", 429, "Too Many Requests", retry_after=1)
    await telegram.user_sends(CHAT, "/start")
    await telegram.wait_for(CHAT, "Wobei kann ich Ihnen helfen?", timeout=30)
    texts = [m.text.split()[0] for m in telegram.chat(CHAT) if m.author == "bot"]
    assert texts == ["Willkommen!", "Bitte", "Wobei"]


async def test_an_edit_that_is_not_possible_becomes_a_message(telegram: TelegramServer) -> None:
    phone = OurPhone(telegram)
    await phone.send("/start")
    await telegram.wait_for(CHAT, "Wobei")
    telegram.fail_next("editMessageText", 400, "Bad Request: message can't be edited")
    await phone.tap(OPEN)
    await telegram.wait_for(CHAT, report_way.asks("report/age"))


async def test_a_blocked_bot_is_shown_to_the_counsellor(valkey_url: str, tmp_path: Path) -> None:
    async with TelegramServer() as server:
        values = settings("webhook", server.base_url, server.token)
        async with Running(tmp_path, valkey_url, **values) as running:
            phone = OurPhone(server)
            await phone.send("/human")
            await phone.tap("✅ Ja, abschicken")
            await phone.wait_for("angekommen")
            server.block(CHAT)
            async with httpx.AsyncClient(base_url=running.url, timeout=60) as client:
                counsellor = Counsellor(client)
                await counsellor.sign_in(running.name, running.passphrase)
                (case,) = await counsellor.queue()
                await counsellor.claim(case)
                await counsellor.reply(case["id"], "Sind Sie noch da?")

                async def told() -> bool:
                    items = await counsellor.read(case["id"])
                    return bool(items[-1]["delivery"] == "undeliverable")

                await until(told)
                assert "blocked" in (await counsellor.read(case["id"]))[-1]["delivery_why"]


async def test_a_real_start_sends_what_is_sensitive_to_the_web_chat(
    valkey_url: str, tmp_path: Path
) -> None:
    async with TelegramServer() as server:
        values = settings("webhook", server.base_url, server.token)
        running = Running(tmp_path, valkey_url, demo=False, **values)
        async with running:
            phone = OurPhone(server)
            await phone.send("/start report")
            for label in TO_DOOR:
                await phone.tap(label)
            door = await phone.wait_for("#go=")
            assert f"{running.settings.public_url}/" in door.text
            await phone.send("/human")
            await phone.wait_for("#go=")


async def test_the_profile_is_announced(valkey_url: str, tmp_path: Path) -> None:
    async with TelegramServer() as server:
        values = settings("webhook", server.base_url, server.token)
        async with Running(tmp_path, valkey_url, **values) as running:
            (job,) = optional_jobs(running.parts)
            await job()
        assert {call.method for call in server.calls()} >= {"setWebhook", "setMyCommands"}
