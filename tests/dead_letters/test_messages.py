"""A message that cannot be sent is set aside, or told to the desk; what follows goes out."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.delivery import MAX_BROKEN, MAX_TRIES, Delivery
from post.keyring import KeyRing
from post.messages import Message, Outgoing
from post.outbox import DeliveryError, Outbox, chat_key
from tests.dead_letters.poison import PHONE, letters, tried_again
from tests.running import Running


class Refusing:
    """A channel that says no until it is told otherwise."""

    def __init__(self, error: Exception) -> None:
        self.error: Exception | None = error
        self.sent: list[str] = []

    async def send(self, outgoing: Outgoing) -> list[str]:
        if self.error and outgoing.message.text == "bad":
            raise self.error
        self.sent.append(outgoing.message.text)
        return []

    async def clear(self, native: str, shown: Any) -> None:
        raise AssertionError("nothing is cleared here")


async def deliver(lotse: Running, channel: Refusing, until: int) -> Delivery:
    """Serve the outbox until so many messages are out."""
    worker = Delivery(lotse.parts.outbox, {"telegram": channel}, lotse.parts.desk)
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(60):
        while len(channel.sent) < until:
            await asyncio.sleep(0.02)
    await worker.stop()
    await running
    return worker


async def two(lotse: Running) -> None:
    await lotse.parts.delivery.stop()
    for text in ("bad", "good"):
        await lotse.parts.outbox.put(f"put:{text}", PHONE, [Message(text, "de")])


REFUSALS = {
    "after 20 tries": (DeliveryError("504", permanent=False, retry_after=0), MAX_TRIES),
    "refused": (DeliveryError("message is too long", permanent=True), 1),
    "a bug of ours": (KeyError("planted"), MAX_BROKEN),
}


@pytest.mark.parametrize(("error", "tries"), REFUSALS.values(), ids=REFUSALS.keys())
async def test_a_message_without_receipt_becomes_a_letter_and_goes_out_when_asked_for(
    lotse: Running, error: Exception, tries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery._FIRST_PAUSE", 0.01)
    await two(lotse)
    channel = Refusing(error)
    await deliver(lotse, channel, until=1)
    assert channel.sent == ["good"]
    (letter,) = await letters(lotse)
    assert (letter.kind, letter.tries) == ("message", tries)
    assert letter.why == (str(error) if isinstance(error, DeliveryError) else "KeyError")
    channel.error = None
    assert await tried_again(lotse) == ["sent"]
    await deliver(lotse, channel, until=2)
    assert channel.sent == ["good", "bad"]
    assert await letters(lotse) == []


async def test_nobody_is_there_any_more_is_counted_and_not_kept(lotse: Running) -> None:
    await two(lotse)
    channel = Refusing(DeliveryError("bot was blocked by the user", permanent=True, gone=True))
    worker: Any = await deliver(lotse, channel, until=1)
    assert await letters(lotse) == []
    assert worker._figures.sends["telegram", "gone"] == 1


async def test_a_reply_is_told_to_the_desk_and_is_no_letter(lotse: Running) -> None:
    await lotse.parts.delivery.stop()
    outbox = lotse.parts.outbox
    await outbox.put("reply", PHONE, [Message("bad", "de")], receipt="0" * 32 + "/item")
    await outbox.put("other", PHONE, [Message("good", "de")])
    told = []

    async def undeliverable(receipt: str, why: str) -> None:
        told.append(why)

    desk: Any = lotse.parts.desk
    desk.undeliverable = undeliverable
    await deliver(lotse, Refusing(DeliveryError("no", permanent=True)), until=1)
    assert await letters(lotse) == []
    assert told == ["no"]


async def test_an_entry_that_does_not_open_is_kept_until_its_key_is_back(lotse: Running) -> None:
    await lotse.parts.delivery.stop()
    parts, foreign = lotse.parts, KeyRing.fresh()
    key = chat_key(lotse.keyring, PHONE)
    outbox: Any = Outbox(parts.valkey, foreign)
    outbox._keyring = foreign
    sealed = foreign.seal("outbox", key, b"planted")
    await parts.valkey.client.rpush(f"o:{key}", sealed)
    await parts.valkey.client.zadd("due", {key: 0})
    assert await parts.outbox.claim(10) == []
    (letter,) = await letters(lotse)
    assert (letter.kind, letter.content) == ("sealed", sealed)
    assert await tried_again(lotse) == ["nothing"]
    assert len(await letters(lotse)) == 1
