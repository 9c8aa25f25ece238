"""From Telegram to the safe line and back: the link, the ping, a withdrawal that can be undone."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.engine.events import Typed
from bot.engine.session import Session
from bot.passages import SECONDS, Passages, new_token
from bot.update import Update
from post.ids import ChatAddress
from tests import report_way
from tests.counsellor import Counsellor
from tests.resident import Resident
from tests.running import Running
from tests.telegram_server import TelegramServer
from tests.test_safe_line import reasoned, to_consent
from tests.test_telegram_path import CHAT, TO_DOOR, OurPhone, settings

PHONE = ChatAddress("telegram", str(CHAT))


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def office(
    telegram: TelegramServer, valkey_url: str, tmp_path: Path
) -> AsyncIterator[Running]:
    """A real start: what is sensitive is not asked in Telegram."""
    values = settings("webhook", telegram.base_url, telegram.token)
    async with Running(tmp_path, valkey_url, demo=False, **values) as running:
        yield running


@pytest.fixture
async def demo(telegram: TelegramServer, valkey_url: str, tmp_path: Path) -> AsyncIterator[Running]:
    values = settings("webhook", telegram.base_url, telegram.token)
    async with Running(tmp_path, valkey_url, **values) as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=60) as client:
        yield client


def at(running: Running) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=running.url, timeout=60)


def link_in(text: str) -> str:
    found = re.search(r"https?://[^ ]+/#go=([A-Za-z0-9_-]{43})(?:\s|$)", text)
    assert found, text
    return found[1]


async def through(resident: Resident, token: str) -> httpx.Response:
    """The page's part: redeem the link's token."""
    answer = await resident.client.post("/chat/api/doors", json={"token": token})
    if answer.status_code == 201:
        resident.token = answer.json()["token"]
        await resident.read()
    return answer


async def led(telegram: TelegramServer) -> str:
    """A report in Telegram up to the door; the link's token."""
    phone = OurPhone(telegram)
    await phone.send("/start report")
    for label in TO_DOOR:
        await phone.tap(label)
    return link_in((await phone.wait_for("#go=")).text)


async def test_the_link_leads_on_where_the_conversation_stood(
    office: Running, telegram: TelegramServer
) -> None:
    token = await led(telegram)
    async with at(office) as client:
        resident = Resident(client)
        assert (await through(resident, token)).json()["lang"] == "de"
        assert resident.texts()[0].startswith("Willkommen auf der sicheren Seite")
        assert resident.seal["key"] == "grounds"
        await reasoned(resident, "religion")
        await resident.write("Es war im Amt.")
        await to_consent(resident)
        consent = resident.texts("bot")[-1]
        assert report_way.label(("report/area", "housing")) in consent
        assert "🔒" in consent


async def test_the_link_works_once(office: Running, telegram: TelegramServer) -> None:
    token = await led(telegram)
    async with at(office) as client:
        answers = [await through(Resident(client), token) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [201, 410, 410]
        assert answers[1].json()["error"]["code"] == "door"
        for odd in ("", "x", "A" * 43, "ä" * 43, "A" * 5000):
            assert (await through(Resident(client), odd)).status_code == 410


async def test_the_link_is_good_for_a_quarter_of_an_hour_and_unreadable(
    office: Running, telegram: TelegramServer
) -> None:
    token = await led(telegram)
    store: Any = office.parts.valkey.client
    (key,) = await store.keys("g:*")
    assert 0 < await store.ttl(key) <= SECONDS
    assert token.encode() not in key
    assert await office.parts.auth.who(token) is None
    assert await store.ttl(key) <= SECONDS, "asking the desk about it keeps no link alive"
    sealed = await store.get(key)
    assert b"housing" not in sealed
    await store.set("g:" + "0" * 64, sealed)
    async with at(office) as client:
        assert (await through(Resident(client), "A" * 43)).status_code == 410


async def test_a_human_in_telegram_leads_to_the_consent(
    office: Running, telegram: TelegramServer
) -> None:
    phone = OurPhone(telegram)
    await phone.send("/human")
    token = link_in((await phone.wait_for("#go=")).text)
    async with at(office) as client:
        resident = Resident(client)
        await through(resident, token)
        assert "Das geben wir weiter an" in resident.texts("bot")[-1]
        # Nobody works at this office yet: the bot says so by itself.
        await resident.tap("Ja, abschicken")
        answer = await resident.offer()
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "nobody")
        assert any(report_way.nobody_there() in m["text"] for m in await resident.read())


# the ping


async def came_from_telegram(running: Running, client: httpx.AsyncClient) -> Resident:
    """Somebody who came through a link and opened a case."""
    parts = running.parts
    token = new_token()
    await Passages(parts.valkey, parts.keyring).open(token, Session("de", welcomed=True), PHONE)
    resident = Resident(client)
    await through(resident, token)
    await resident.command("human")
    await resident.tap("Ja, abschicken")
    await resident.open()
    return resident


async def test_a_ping_only_where_wished_and_once_until_it_is_read(
    demo: Running, telegram: TelegramServer
) -> None:
    phone = OurPhone(telegram)
    await phone.send("/start")
    await phone.wait_for("Wobei kann ich")
    async with at(demo) as client, at(demo) as desk:
        resident = await came_from_telegram(demo, client)
        assert (await resident.state())["ping"] is False
        counsellor = Counsellor(desk)
        await counsellor.sign_in(demo.name, demo.passphrase)
        (case,) = await counsellor.queue()
        await counsellor.claim(case)
        await counsellor.reply_safe(case["id"], "Noch ohne Ping.")
        assert (await resident.put("/line/ping", {"on": True})).status_code == 204
        assert (await resident.state())["ping"] is True
        for text in ("eins", "zwei"):
            await counsellor.reply_safe(case["id"], text)
        ping = await phone.wait_for("etwas Neues")
        assert "Beratung" not in ping.text.partition("—")[0]
        await resident.heard()
        await counsellor.reply_safe(case["id"], "drei")
        async with asyncio.timeout(60):
            while len(pings(telegram)) < 2:
                await asyncio.sleep(0.05)
        assert len(pings(telegram)) == 2
        assert not any("eins" in message.text for message in telegram.chat(CHAT))


def pings(telegram: TelegramServer) -> list[Any]:
    return [message for message in telegram.chat(CHAT) if "etwas Neues" in message.text]


async def test_nobody_is_pinged_who_did_not_come_from_a_messenger(demo: Running) -> None:
    async with at(demo) as client:
        resident = Resident(client)
        await resident.begin()
        await resident.command("human")
        await resident.tap("Ja, abschicken")
        await resident.open()
        assert (await resident.state())["ping"] is None
        answer = await resident.put("/line/ping", {"on": True})
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "ping")


# taking a case back in Telegram


async def handed_over(telegram: TelegramServer) -> OurPhone:
    phone = OurPhone(telegram)
    await phone.send("/human")
    await phone.tap("✅ Ja, abschicken")
    await phone.wait_for("angekommen")
    await phone.send("/erase")
    await phone.tap("🗑 Alles zurückziehen")
    await phone.wait_for("ist jetzt gesperrt")
    return phone


async def test_a_withdrawal_can_be_undone(demo: Running, telegram: TelegramServer) -> None:
    phone = await handed_over(telegram)
    async with at(demo) as desk:
        counsellor = Counsellor(desk)
        await counsellor.sign_in(demo.name, demo.passphrase)
        line = await demo.parts.desk.line_of(PHONE)
        assert line is not None
        shut = await counsellor.get(f"/cases/{line.case}")
        assert (shut["withdrawing"], shut["share"]) == (True, None)
        await phone.send("Noch etwas")
        await phone.tap("↩ Nicht zurückziehen")
        await phone.wait_for("bleibt bei der Beratung")
        (case,) = await counsellor.queue()
        assert not case["withdrawing"]
        assert [item["kind"] for item in await counsellor.read(case["id"])] == ["answers"]
        await phone.send("Jetzt geht es wieder.")

        async def arrived() -> bool:
            return len(await counsellor.read(case["id"])) == 2

        async with asyncio.timeout(60):
            while not await arrived():
                await asyncio.sleep(0.05)


async def test_a_day_later_the_case_and_the_chat_are_gone(
    demo: Running, telegram: TelegramServer
) -> None:
    await handed_over(telegram)
    line = await demo.parts.desk.line_of(PHONE)
    assert line is not None
    talk: Any = demo.parts.conversation
    talk._now = lambda ahead=talk._now: ahead() + 24 * 3600 + 60
    withdrawals: Any = demo.parts.desk.withdrawals
    erasure_now = withdrawals._erasure._now
    withdrawals._erasure._now = lambda: erasure_now() + dt.timedelta(days=1, minutes=1)
    await withdrawals.erase_due()
    async with asyncio.timeout(60):
        while any("gesperrt" in message.text for message in telegram.chat(CHAT)):
            await asyncio.sleep(0.05)
    assert await demo.parts.desk.line_of(PHONE) is None
    demo.parts.idle._now = talk._now
    await demo.parts.idle.work()
    assert await demo.parts.valkey.client.keys("s:*") == []


async def test_words_that_come_too_late_open_nothing(
    demo: Running, telegram: TelegramServer
) -> None:
    phone = await handed_over(telegram)
    line = await demo.parts.desk.line_of(PHONE)
    assert line is not None
    await demo.parts.desk.withdraw(line.case)
    await demo.parts.conversation.receive(Update("late", PHONE, Typed("nicht zurückziehen")))
    await phone.wait_for("Gespräch mit der Beratung ist zu Ende")
