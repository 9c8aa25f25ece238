"""Delivery: every message out once, in order per chat, whatever the channel says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest

from bot.delivery import MAX_TRIES, Delivery
from post.errors import StoreAway
from post.ids import ChatAddress
from post.keyring import KeyRing
from post.messages import Message, Outgoing
from post.outbox import LEASE_MS, DeliveryError, Outbox
from post.valkey import Valkey

NEVER = 3600.0


class Channel:
    """Writes down what it sent; does what the test told it to for the next sends."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.next: list[Exception | asyncio.Event] = []

    async def send(self, outgoing: Outgoing) -> None:
        todo = self.next.pop(0) if self.next else None
        if isinstance(todo, Exception):
            raise todo
        if todo is not None:
            await todo.wait()
        self.sent.append((outgoing.native, outgoing.message.text))


class Receipts:
    """The part of the desk that delivery talks to."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    async def delivered(self, receipt: str) -> None:
        self.told.append((receipt, ""))

    async def undeliverable(self, receipt: str, why: str) -> None:
        self.told.append((receipt, why))


class Post:
    def __init__(self, valkey: Valkey) -> None:
        self.outbox = Outbox(valkey, KeyRing.fresh())
        self.channel = Channel()
        self.receipts = Receipts()
        self.valkey = valkey

    def worker(self) -> Delivery:
        desk: Any = self.receipts
        return Delivery(self.outbox, {"telegram": self.channel}, desk)

    async def put(self, text: str, chat: str = "1", receipt: str = "") -> bool:
        message = Message(text, "de")
        address = ChatAddress("telegram", chat)
        return await self.outbox.put(f"{chat}:{text}", address, [message], receipt=receipt)

    async def until_sent(self, count: int) -> None:
        async with asyncio.timeout(60):
            while len(self.channel.sent) < count:
                await asyncio.sleep(0.01)

    async def empty(self) -> bool:
        return not await self.valkey.client.keys("o:*")


@pytest.fixture
async def post(valkey_url: str) -> AsyncIterator[Post]:
    valkey = Valkey(valkey_url)
    await valkey.open()
    post = Post(valkey)
    listening = asyncio.create_task(post.outbox.listen())
    yield post
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    await valkey.close()


@pytest.fixture
async def worker(post: Post) -> AsyncIterator[Delivery]:
    worker = post.worker()
    running = asyncio.create_task(worker.run())
    yield worker
    await worker.stop()
    await running


async def test_each_chat_in_order_and_everything_once(post: Post, worker: Delivery) -> None:
    texts = [f"{n}" for n in range(30)]
    for text in texts:
        for chat in ("1", "2", "3"):
            await post.put(text, chat)
    await post.until_sent(90)
    for chat in ("1", "2", "3"):
        assert [text for native, text in post.channel.sent if native == chat] == texts
    assert await post.empty()


async def test_the_same_put_twice_is_sent_once(post: Post, worker: Delivery) -> None:
    assert await post.put("once")
    assert not await post.put("once")
    await post.put("last")
    await post.until_sent(2)
    assert [text for _, text in post.channel.sent] == ["once", "last"]


async def test_two_workers_send_nothing_twice(post: Post, worker: Delivery) -> None:
    second = post.worker()
    running = asyncio.create_task(second.run())
    for n in range(50):
        await post.put(f"{n}", chat=str(n % 5))
    await post.until_sent(50)
    await second.stop()
    await running
    assert len(set(post.channel.sent)) == len(post.channel.sent) == 50


async def test_what_is_temporary_is_tried_again_before_what_follows(
    post: Post, worker: Delivery
) -> None:
    post.channel.next = [DeliveryError("502", permanent=False, retry_after=0.1)] * 2
    await post.put("first")
    await post.put("second")
    await post.until_sent(2)
    assert [text for _, text in post.channel.sent] == ["first", "second"]


async def test_what_is_permanent_is_told_and_the_chat_goes_on(post: Post, worker: Delivery) -> None:
    post.channel.next = [DeliveryError("blocked by the user", permanent=True)]
    await post.put("reply", receipt="r1")
    await post.put("another", receipt="r2")
    await post.until_sent(1)
    await worker.stop()
    assert post.receipts.told == [("r1", "blocked by the user"), ("r2", "")]


async def test_it_gives_up_in_the_end_and_tells(post: Post, worker: Delivery) -> None:
    post.channel.next = [DeliveryError("504", permanent=False, retry_after=0)] * MAX_TRIES
    await post.put("reply", receipt="r1")
    await post.put("after")
    await post.until_sent(1)
    assert post.channel.sent == [("1", "after")]
    assert post.receipts.told == [("r1", "504")]


async def test_stopping_finishes_what_is_on_its_way_and_leaves_the_rest(post: Post) -> None:
    worker = post.worker()
    running = asyncio.create_task(worker.run())
    on_its_way = asyncio.Event()
    post.channel.next = [on_its_way]
    await post.put("first")
    await post.put("second")
    while post.channel.next:
        await asyncio.sleep(0.01)
    stopping = asyncio.create_task(worker.stop())
    await asyncio.sleep(0.05)
    assert not stopping.done()
    on_its_way.set()
    await stopping
    await running
    assert post.channel.sent == [("1", "first")]
    following = post.worker()
    again = asyncio.create_task(following.run())
    await post.until_sent(2)
    await following.stop()
    await again
    assert post.channel.sent[1:] == [("1", "second")]


async def test_what_a_killed_worker_had_claimed_is_due_again(post: Post) -> None:
    await post.put("claimed")
    assert len(await post.outbox.claim(10)) == 1
    assert await post.outbox.claim(10) == []
    assert await post.outbox.unclaim() == 1
    (claimed,) = await post.outbox.claim(10)
    assert claimed.outgoing.message.text == "claimed"


async def test_a_late_worker_cannot_remove_what_it_no_longer_has(post: Post) -> None:
    await post.put("first")
    await post.put("second")
    (late,) = await post.outbox.claim(10)
    following = await post.outbox.done(late)
    assert following is not None
    # The late one marks its entry once more: the head is another entry by now.
    assert await post.outbox.done(late) is None
    assert await post.outbox.done(following) is None
    assert await post.empty()


async def test_without_a_sender_for_its_channel_a_message_waits(post: Post) -> None:
    desk: Any = post.receipts
    worker = Delivery(post.outbox, {}, desk)
    running = asyncio.create_task(worker.run())
    await post.put("waits")
    while not await post.valkey.client.hlen("tries"):
        await asyncio.sleep(0.01)
    await worker.stop()
    await running
    assert not await post.empty()


async def test_a_reply_is_sent_once_while_sql_is_away(post: Post) -> None:
    """Sent, but the desk cannot be told: it is told later, and the reply goes out once."""
    away = 5

    async def delivered(receipt: str) -> None:
        nonlocal away
        if away:
            away -= 1
            raise StoreAway("SQLite")
        post.receipts.told.append((receipt, ""))

    post.receipts.delivered = delivered
    worker = post.worker()
    running = asyncio.create_task(worker.run())
    await post.put("reply", receipt="case/item")
    async with asyncio.timeout(60):
        while not post.receipts.told:
            await asyncio.sleep(0.2)
            await post.outbox.unclaim()  # the lease ran out
            with suppress(StoreAway):
                await worker.settle()
            post.outbox.due.set()
    await worker.stop()
    running.cancel()
    assert len(post.channel.sent) == 1
    assert await post.outbox.receipts() == {}


async def test_one_unreadable_entry_does_not_hold_up_other_chats(post: Post) -> None:
    """It is set aside, and its own chat goes on as well."""
    foreign = Outbox(post.valkey, KeyRing.fresh())
    await foreign.put("odd", ChatAddress("telegram", "7"), [Message("x", "de")])
    await post.put("good", chat="2")
    worker = post.worker()
    running = asyncio.create_task(worker.run())
    try:
        async with asyncio.timeout(LEASE_MS / 1000 - 5):  # what waits for a lease is too late
            while not post.channel.sent:
                await asyncio.sleep(0.05)
    finally:
        await worker.stop()
        running.cancel()


async def test_a_slow_send_is_not_begun_again_beside_itself(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two slow calls in a row take as long as a lease; the chat stays ours meanwhile.

    Here the lease is made short instead of the calls long.
    """
    monkeypatch.setattr("post.outbox.LEASE_MS", 1000)
    begun = []

    async def send(outgoing: Any) -> None:
        begun.append(outgoing.message.text)
        await asyncio.sleep(3.5)

    post.channel.send = send
    worker = post.worker()
    running = asyncio.create_task(worker.run())
    await post.put("slow")
    await asyncio.sleep(5)
    await worker.stop()
    running.cancel()
    assert begun == ["slow"]


async def test_nothing_is_begun_after_stop(post: Post) -> None:
    """A claim that is under way when the stop comes: its entries are handed back."""
    await post.put("late")
    claim, inside, go_on = post.outbox.claim, asyncio.Event(), asyncio.Event()

    async def slow_claim(limit: int) -> Any:
        found = await claim(limit)
        inside.set()
        await go_on.wait()
        return found

    post.outbox.claim = slow_claim
    worker = post.worker()
    running = asyncio.create_task(worker.run())
    await inside.wait()
    stopping = asyncio.create_task(worker.stop())
    await asyncio.sleep(0.05)
    stopped_early = stopping.done()
    go_on.set()
    await stopping
    sent_at_stop = len(post.channel.sent)
    await asyncio.sleep(0.3)
    running.cancel()
    assert not (stopped_early and len(post.channel.sent) > sent_at_stop)


async def test_handing_back_at_the_stop_is_no_failed_try(post: Post) -> None:
    """What follows at the stop is left to the next worker, untried."""
    hold = asyncio.Event()
    post.channel.next = [hold]
    worker = post.worker()
    running = asyncio.create_task(worker.run())
    await post.put("one")
    await post.put("two")
    await asyncio.sleep(0.3)
    stopping = asyncio.create_task(worker.stop())
    await asyncio.sleep(0.05)
    hold.set()
    await stopping
    running.cancel()
    client: Any = post.valkey.client
    assert await client.hgetall("tries") == {}


async def test_what_comes_while_the_last_is_being_marked_goes_out_at_once(post: Post) -> None:
    """The chat is claimed again before the worker has let go of it: no lease is waited for."""
    done, put_between = post.outbox.done, asyncio.Event()

    async def slow_done(*args: Any) -> Any:
        found = await done(*args)
        if not put_between.is_set():
            put_between.set()
            await post.put("second")
            await asyncio.sleep(0.5)
        return found

    post.outbox.done = slow_done
    worker = post.worker()
    running = asyncio.create_task(worker.run())
    await post.put("first")
    async with asyncio.timeout(LEASE_MS / 1000 - 5):
        while len(post.channel.sent) < 2:
            await asyncio.sleep(0.05)
    await worker.stop()
    await running
    assert post.channel.sent == [("1", "first"), ("1", "second")]
