"""Many conversations at once: is every message read exactly once, and how soon.

Each counsellor's page listens to the desk's events and reads what is new of its own cases by their
cursors, as the console does. Residents write as fast as they get their answers.
"""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections import Counter
from collections.abc import Awaitable, Iterable
from pathlib import Path

import msgspec

from bench.desk_office import Office, office, percentile
from bench.drive import BenchFailed
from bench.processes import cpu_seconds
from post.sealing import open_with
from tests.counsellor import Counsellor
from tests.resident import Resident

_OPENED_AT_ONCE = 8
_ALL_READ_WITHIN = 300
"""Seconds after the last message was taken."""


class Talks(msgspec.Struct):
    """`lost` and `twice` count messages; times in ms from the resident's request to the opened
    text at the counsellor's; `cpu` of the program, ms per message.
    """

    counsellors: int
    chats: int
    sent: int
    lost: int
    twice: int
    p50: float
    p95: float
    per_second: float
    cpu: float


class _Page:
    """A counsellor's open page."""

    def __init__(self, counsellor: Counsellor, seen: Counter[str], read_at: dict[str, float]):
        self._counsellor = counsellor
        self._cursors: dict[str, int] = {}
        self._keys: dict[str, str] = {}
        self._seen, self._read_at = seen, read_at
        self._new: asyncio.Queue[str] = asyncio.Queue()
        self.listening = asyncio.Event()

    async def take(self, case_id: str) -> None:
        case = await self._counsellor.get(f"/cases/{case_id}")
        await self._counsellor.claim(case)
        _, self._keys[case_id] = await self._counsellor.open(case_id)
        self._cursors[case_id] = 0
        await self._read(case_id)

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen())
            group.create_task(self._follow())

    async def _listen(self) -> None:
        client = self._counsellor.client
        while True:
            async with client.stream("GET", "/desk/api/events", timeout=None) as events:
                # Whatever happened while nobody listened is asked for.
                for case_id in self._cursors:
                    self._new.put_nowait(case_id)
                self.listening.set()
                async for line in events.aiter_lines():
                    if line.startswith('data: {"id"'):
                        self._new.put_nowait(json.loads(line[6:])["id"])

    async def _follow(self) -> None:
        while True:
            wanted = {await self._new.get()}
            while not self._new.empty():
                wanted.add(self._new.get_nowait())
            for case_id in wanted & self._keys.keys():
                await self._read(case_id)

    async def _read(self, case_id: str) -> None:
        after = self._cursors[case_id]
        found = await self._counsellor.get(f"/cases/{case_id}/items?after={after}")
        for item in found["items"]:
            open_with(base64.b64decode(item["ciphertext"]), self._keys[case_id])
            self._seen[item["item"]] += 1
            self._read_at[item["item"]] = time.perf_counter()
            self._cursors[case_id] = item["n"]


async def measure(folder: Path, counsellors: int, chats: int, messages: int) -> Talks:
    with office(folder) as running:
        return await _measure(running, counsellors, chats, messages)


async def _measure(running: Office, counsellors: int, chats: int, messages: int) -> Talks:
    seen: Counter[str] = Counter()
    read_at: dict[str, float] = {}
    lead = await running.lead()
    people = [await running.colleague(lead, f"c{n}") for n in range(counsellors)]
    residents = await _at_once(_OPENED_AT_ONCE, (running.resident() for _ in range(chats)))
    pages = [_Page(person, seen, read_at) for person in people]
    for number, resident in enumerate(residents):
        await pages[number % counsellors].take(resident.case)
    seen.clear()
    listening = [asyncio.create_task(page.run()) for page in pages]
    await asyncio.gather(*(page.listening.wait() for page in pages))
    sent_at: dict[str, float] = {}
    before, began = cpu_seconds(running.process.pid), time.perf_counter()
    await asyncio.gather(*(_write(resident, messages, sent_at) for resident in residents))
    await _until_all_read(sent_at, read_at)
    cpu = cpu_seconds(running.process.pid) - before
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    clients = [person.client for person in (lead, *people)] + [each.client for each in residents]
    await asyncio.gather(*(client.aclose() for client in clients))
    took = [(read_at[item] - at) * 1000 for item, at in sent_at.items() if item in read_at]
    return Talks(
        counsellors=counsellors,
        chats=chats,
        sent=len(sent_at),
        lost=len(sent_at.keys() - seen.keys()),
        twice=sum(many > 1 for item, many in seen.items() if item in sent_at),
        p50=percentile(took, 50),
        p95=percentile(took, 95),
        per_second=len(took) / (max(read_at.values()) - began),
        cpu=cpu * 1000 / len(sent_at),
    )


async def _write(resident: Resident, messages: int, sent_at: dict[str, float]) -> None:
    for number in range(messages):
        item = resident.next_item("text", f"Nachricht {number}: sie haben mich weggeschickt.")
        sent_at[item["item"]] = time.perf_counter()
        answer = await resident.line("POST", "/items", item)
        if answer.status_code != 201:
            raise BenchFailed(f"a message was refused: {answer.status_code} {answer.text[:200]}")


async def _until_all_read(sent_at: dict[str, float], read_at: dict[str, float]) -> None:
    until = time.monotonic() + _ALL_READ_WITHIN
    while sent_at.keys() - read_at.keys() and time.monotonic() < until:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    # What would be read a second time has had its chance now.
    await asyncio.sleep(1)


async def _at_once(many: int, doing: Iterable[Awaitable[Resident]]) -> list[Resident]:
    gate = asyncio.Semaphore(many)

    async def one(what: Awaitable[Resident]) -> Resident:
        async with gate:
            return await what

    return await asyncio.gather(*(one(what) for what in doing))
