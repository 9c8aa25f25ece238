"""One run: people write while things fail; then the history is read."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from pathlib import Path

import msgspec

from tests.soak.city import City
from tests.soak.faults import Faults
from tests.soak.history import broken
from tests.soak.people import WAY, Desk, Resident, Talk


class Plan(msgspec.Struct, frozen=True):
    """`words` and `answers` of each chat after its handoff; `pause` in seconds between faults."""

    chats: int
    at_once: int
    words: int
    answers: int
    faults: int
    seed: int
    pause: float = 0.5
    webs: int = 2
    workers: int = 2
    points: str = "before_commit=0.002,after_commit=0.002,after_seal=0.002,after_send=0.002"

    def messages_of(self, chats: int) -> int:
        """What goes in either direction and has an effect of its own."""
        return chats * (1 + len(WAY) + self.words + self.answers)


class Found(msgspec.Struct):
    messages: int
    faults: Counter[str]
    deaths: Counter[str]
    broken: list[str]


async def soak(folder: Path, plan: Plan) -> Found:
    """Raises TimeoutError or AssertionError when something never comes to its end."""
    async with City(folder, webs=plan.webs, workers=plan.workers, points=plan.points) as city:
        desk = Desk(city)
        await desk.sign_in()
        faults = Faults(city, plan.seed)
        failing = asyncio.create_task(faults.run(plan.faults, plan.pause))
        try:
            talks = await _all_talks(city, desk, plan, failing)
        except BaseException as error:
            error.add_note(city.says())
            raise
        await desk.close()
        ambiguous = faults.happened["Telegram hangs up after"] + faults.happened["a worker killed"]
        ambiguous += faults.happened["a worker stood still"] + city.deaths["after_send"]
        found = broken(city, talks, ambiguous=ambiguous)
        return Found(plan.messages_of(len(talks)), faults.happened, city.deaths, found)


async def _all_talks(city: City, desk: Desk, plan: Plan, failing: asyncio.Task[None]) -> list[Talk]:
    """All chats, so many at a time; while faults are left, people go on coming."""
    numbers = itertools.count(1)
    talks: list[Talk] = []

    async def line_up() -> None:
        for chat in numbers:
            if chat > plan.chats and failing.done():
                return
            talks.append(await Resident(city, desk, chat, plan.words, plan.answers).live())

    async with asyncio.TaskGroup() as group:
        for _ in range(plan.at_once):
            group.create_task(line_up())
        await failing
    return talks
