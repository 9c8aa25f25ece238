"""The server never holds the words of a safe-line case: on the wire, in memory, at rest.

A server process of its own is driven by a resident and a counsellor who seal as browsers do. What
arrives there is recorded on the way, its memory is read through /proc, and all its files are read.
"""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from handoff.demo import DEMO_NAME
from tests import report_way
from tests.counsellor import Counsellor
from tests.resident import Resident
from tests.running import Visitor, free_port
from tests.test_safe_line import to_consent, told
from tests.test_up import Program

MARK = "Silberdistel9Qf"
"""All planted words begin with it; this process holds it, the server's must not."""
OPEN_WORD = "Heckenrose3Kd"
"""Typed at an ordinary question: the search finds what does pass through."""
MAPPED = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw")


class Wire:
    """A relay between the browser's side and the server that keeps every byte it passes on."""

    def __init__(self, port: int, to: int) -> None:
        self.port, self._to = port, to
        self.sent, self.answered = bytearray(), bytearray()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Wire]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        async with server:
            yield self

    async def _serve(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, onward = await asyncio.open_connection("127.0.0.1", self._to)
        await asyncio.gather(
            self._pump(near, onward, self.sent), self._pump(far, back, self.answered)
        )

    async def _pump(
        self, source: asyncio.StreamReader, to: asyncio.StreamWriter, record: bytearray
    ) -> None:
        while part := await source.read(65536):
            record += part
            to.write(part)
            await to.drain()
        to.close()


def forms(word: str) -> list[bytes]:
    """How the word may look: as UTF-8 and UTF-16, and in the middle of base64."""
    raw = word.encode()
    inner = [base64.b64encode(b"\0" * shift + raw)[4:-4] for shift in range(3)]
    return [raw, word.encode("utf-16-le"), *inner]


def memory(pid: int) -> bytes:
    """Everything a process can write to: its heap, its stacks, its buffers."""
    found = bytearray()
    with Path(f"/proc/{pid}/mem").open("rb", 0) as file:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            if mapped := MAPPED.match(line):
                start, end = (int(part, 16) for part in mapped.groups())
                try:
                    file.seek(start)
                    found += file.read(end - start)
                except (OSError, ValueError):
                    continue
    return bytes(found)


def readable(pid: int) -> bool:
    try:
        with Path(f"/proc/{pid}/mem").open("rb", 0):
            return True
    except OSError:
        return False


def found_in(pid: int, word: str) -> list[bytes]:
    held = memory(pid)
    return [form for form in forms(word) if form in held]


async def played(url: str, passphrase: str, look: Callable[[], None]) -> None:
    """Sensitive answers of both kinds, messages both ways, the vault; `look` after each."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        resident = Resident(client)
        await resident.begin("de")
        await told(resident)
        await resident.answer("choice", {"answer": f"{MARK} ground", "options": ["origin"]})
        look()
        for label in report_way.labels(report_way.TO_STORY):
            await resident.tap(label)
        await resident.write(f"{MARK} story")
        look()
        await resident.keep("receipt", f"{MARK} receipt".encode())
        await to_consent(resident)
        await resident.tap("Ja, abschicken")
        await resident.open()
        look()
        await resident.say(f"{MARK} message")
        look()
        async with httpx.AsyncClient(base_url=url, timeout=60) as desk:
            counsellor = Counsellor(desk)
            await counsellor.sign_in(DEMO_NAME, passphrase)
            (case,) = await counsellor.queue()
            bodies = str([item["body"] for item in await counsellor.read(case["id"])])
            assert bodies.count(MARK) == 3
            await counsellor.claim(case)
            await counsellor.reply_safe(case["id"], f"{MARK} reply")
        look()
        assert str(await resident.heard()).count(MARK) == 4


async def passed_through(url: str) -> None:
    """What does go through the server's memory: words at an ordinary question."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        visitor = Visitor(client)
        await visitor.begin("de")
        for _ in range(20):
            await visitor.type(OPEN_WORD)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="reads a process through /proc")
async def test_the_servers_process_never_holds_what_was_sealed(tmp_path: Path) -> None:
    async with Program(tmp_path, "up") as program:
        passphrase = (await program.says(r"passphrase: +((?:\w+ ){6}\w+)"))[1]
        await program.says("Lotse is ready")
        pid = program.process.pid
        if not readable(pid):
            pytest.skip("this system lets nobody read another process")
        held: list[bytes] = []
        async with Wire(free_port(), program.port).listening() as wire:
            url = f"http://localhost:{wire.port}"
            await played(url, passphrase, lambda: held.extend(found_in(pid, MARK)))
            await passed_through(url)
            # The search works: what is not sealed is found on the wire and in memory.
            assert OPEN_WORD.encode() in wire.sent
            assert found_in(pid, OPEN_WORD)
        stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert held == []
    assert len(stored) > 10_000
    for name, where in {"sent": wire.sent, "answered": wire.answered, "files": stored}.items():
        assert [form for form in forms(MARK) if form in where] == [], name
    assert OPEN_WORD.encode() not in stored
