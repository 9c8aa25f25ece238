"""The driver: many residents hold the same conversation, each waiting for the bot's answer.

A step is done when the webhook has answered and the bot's message with the next buttons (always
the last message of a step) has reached the stub. Whatever differs from the script stops the run.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NoReturn

import msgspec

from bench.connections import Feed, Webhook
from bench.resident import Resident
from bench.stub_api import Call
from bench.talk import OPTIONS, STEPS, Script, Step

_ANSWER_WITHIN = 30.0
"""Seconds a step may take before the run is given up."""
_LISTEN_AFTER = 0.3
"""Seconds after the last step in which a message too many would still be noticed."""
_CALLBACK = b"answerCallbackQuery"

Pick = Callable[[int, Resident], int]
"""(number of the step, the resident) → which button of the open question is tapped."""


class BenchFailed(Exception):
    """What was measured did not do what it should; there are no figures then."""


class Target(msgspec.Struct, frozen=True):
    """A bot under load; `feed` is the stub's socket."""

    name: str
    port: int
    secret: str
    feed: Path


class Load(msgspec.Struct):
    """What the driver saw: seconds per webhook answer and until the reply, one per update."""

    seconds: float
    answers: list[float]
    replies: list[float]

    @property
    def updates(self) -> int:
        return len(self.answers)


class Driver:
    """All methods raise BenchFailed."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._residents: dict[int, Resident] = {}
        self._update_ids = itertools.count(100_000)
        self._numbers = itertools.count(1_000_000)
        self._strangers = 0
        self._seen = Load(0, [], [])

    async def record(self) -> Script:
        """One conversation, tapping the options by their ids, written down."""
        async with self._listening():
            hook = await self._connect()
            steps = await self._talk(hook, self._by_option)
            hook.close()
        self._check(residents=1)
        return Script(steps)

    async def load(self, script: Script, residents: int, at_once: int) -> Load:
        """All residents, `at_once` of them at a time."""
        self._seen = Load(0, [], [])
        turns = iter(range(residents))
        async with self._listening():
            hooks = [await self._connect() for _ in range(min(at_once, residents))]
            began = time.monotonic()
            await _all_of([self._one_by_one(hook, script, turns) for hook in hooks])
            self._seen.seconds = time.monotonic() - began
            for hook in hooks:
                hook.close()
        self._check(residents)
        return self._seen

    async def _one_by_one(self, hook: Webhook, script: Script, turns: Iterator[int]) -> None:
        wanted = [step.outline() for step in script.steps]
        for _ in turns:
            steps = await self._talk(hook, lambda at, resident: script.steps[at].button)
            for at, step in enumerate(steps):
                if step.outline() != wanted[at]:
                    self._fail(f"step {at + 1} was {step.outline()}, not {wanted[at]}")

    async def _talk(self, hook: Webhook, pick: Pick) -> list[Step]:
        """One resident, from /start to the end."""
        number = next(self._numbers)
        resident = self._residents[number] = Resident(number)
        steps = []
        for at in range(STEPS):
            update_id = next(self._update_ids)
            button = pick(at, resident) if at else -1
            update = resident.tap(update_id, button) if at else resident.start(update_id)
            try:
                async with asyncio.timeout(_ANSWER_WITHIN):
                    await self._step(hook, resident, update, tapped=at > 0)
            except TimeoutError:
                self._fail(f"no answer in step {at + 1}")
            except OSError as error:
                self._fail(f"connection lost in step {at + 1}: {error}")
            steps.append(Step(button, resident.said))
        return steps

    async def _step(
        self, hook: Webhook, resident: Resident, update: bytes, *, tapped: bool
    ) -> None:
        answered = resident.expect()
        sent = time.monotonic()
        status, body, done = await hook.post(update)
        if status != 200 or (tapped and _CALLBACK not in body):
            self._fail(f"the webhook answered {status}: {body[:200]!r}")
        arrived = await answered
        self._seen.answers.append(done - sent)
        self._seen.replies.append(arrived - sent)

    def _by_option(self, at: int, resident: Resident) -> int:
        wanted = OPTIONS[at - 1]
        options = [data.partition(".")[2] for data in resident.data]
        if wanted not in options:
            self._fail(f"step {at + 1} has no option {wanted!r}")
        return options.index(wanted)

    def _check(self, residents: int) -> None:
        """Every resident got each answer once, and nobody anything else."""
        got = len(self._seen.replies)
        if got != residents * STEPS:
            self._fail(f"{got} answers instead of {residents * STEPS}")
        surplus = sum(resident.surplus for resident in self._residents.values())
        if surplus or self._strangers:
            self._fail(f"{surplus + self._strangers} messages nobody had asked for")
        self._residents.clear()

    def _fail(self, why: str) -> NoReturn:
        raise BenchFailed(f"{self._target.name}: {why}")

    def _take(self, call: Call) -> None:
        resident = self._residents.get(call.chat)
        if resident is None:
            self._strangers += 1
        else:
            resident.take(call)

    async def _connect(self) -> Webhook:
        return await Webhook.connect(self._target.port, self._target.secret)

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[None]:
        feed = await Feed.connect(str(self._target.feed), self._take)
        try:
            yield
            await asyncio.sleep(_LISTEN_AFTER)
        finally:
            feed.close()


async def _all_of(work: list[Coroutine[None, None, None]]) -> None:
    """Run side by side; the first failure ends the others and is the one that is told."""
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
