"""The program as a process: starting, stopping, being killed, and saying what is wrong."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from tests.running import ROOT, Visitor, free_port

LOTSE = Path(sys.executable).with_name("lotse")
PATIENCE = 60
"""Seconds: only so that a hanging test ends; nothing here measures time."""


class Program:
    """`lotse …` in a folder of its own, with nothing of this machine's settings."""

    def __init__(self, folder: Path, *command: str, **settings: str) -> None:
        self.folder = folder
        self.command = command
        self.port = int(settings.get("LOTSE_PORT", 0)) or free_port()
        names = ("PATH", "HOME", "TMPDIR", "LOTSE_CACHE")
        kept = {name: os.environ[name] for name in names if name in os.environ}
        self.environment = {**kept, "LOTSE_PORT": str(self.port), **settings}
        self.output = ""

    async def __aenter__(self) -> Program:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.process.returncode is None:
            await self.end(signal.SIGTERM)

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(
            LOTSE,
            *self.command,
            cwd=self.folder,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self._reading = asyncio.create_task(self._read())

    async def says(self, pattern: str) -> re.Match[str]:
        found: list[re.Match[str]] = []

        async def said() -> bool:
            found[:] = [match] if (match := re.search(pattern, self.output)) else []
            return bool(found) or self.process.returncode is not None

        await until(said)
        assert found, self.output
        return found[0]

    async def end(self, number: signal.Signals | None = None) -> int:
        if number is not None:
            self.process.send_signal(number)
        async with asyncio.timeout(PATIENCE):
            code = await self.process.wait()
            await self.read_to_the_end()
        return code

    async def read_to_the_end(self) -> None:
        """What an ended process still had to say is in `output`."""
        await self._reading

    async def _read(self) -> None:
        assert self.process.stdout
        async for line in self.process.stdout:
            self.output += line.decode()

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=60)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await condition():
            await asyncio.sleep(0.05)


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Program]:
    async with Program(tmp_path, "up") as program:
        await program.says("Lotse is ready")
        yield program


async def test_up_is_ready_and_prints_the_two_addresses(demo: Program) -> None:
    await demo.says(rf"Residents write here: +http://localhost:{demo.port}/")
    await demo.says(rf"Counsellors work here: +http://localhost:{demo.port}/desk/")
    await demo.says(r"passphrase: +(\w+ ){6}\w+")
    async with demo.client() as client:
        assert (await client.get("/readyz")).status_code == 200
    assert await demo.end(signal.SIGTERM) == 0
    assert "Traceback" not in demo.output


async def test_stopping_ends_waiting_polls_and_valkey(demo: Program) -> None:
    async with demo.client() as client:
        visitor = Visitor(client)
        await visitor.begin()
        waiting = asyncio.create_task(visitor.read(wait=25))
        await asyncio.sleep(0.3)
        assert await demo.end(signal.SIGTERM) == 0
        assert await waiting == []
    assert not (demo.folder / "data" / "valkey" / "valkey.sock").exists()


async def test_a_killed_program_begins_where_it_was(demo: Program) -> None:
    async with demo.client() as client:
        visitor = Visitor(client)
        await visitor.begin("en")
        await visitor.tap("New in Hannover")
        await demo.end(signal.SIGKILL)
        assert (demo.folder / "data" / "valkey" / "valkey.sock").exists()
        demo.output = ""
        await demo.start()
        await demo.says("Lotse is ready")
        again = Visitor(client)
        again.token = visitor.token
        await again.read()
        assert again.messages == visitor.messages
        await again.command("back")
        assert again.texts()[-1] == "What can I help you with?"


async def test_a_second_program_on_the_same_folder_is_refused(demo: Program) -> None:
    async with Program(demo.folder, "up") as second:
        assert await second.end() == 1
        assert "Another Lotse is working on" in second.output


async def test_a_port_in_use_is_said(demo: Program, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    async with Program(other, "up", LOTSE_PORT=str(demo.port)) as second:
        assert await second.end() == 1
        assert "Set LOTSE_PORT to a free port" in second.output
        assert "Traceback" not in second.output


async def test_a_flow_with_an_error_stops_the_first_start(tmp_path: Path) -> None:
    flows = tmp_path / "flows"
    shutil.copytree(ROOT / "flows", flows)
    text = (flows / "welcome.yaml").read_text()
    (flows / "welcome.yaml").write_text(text.replace("next:", "nxet:", 1))
    line = text[: text.index("next:")].count("\n") + 1
    async with Program(tmp_path, "up", LOTSE_FLOWS=str(flows)) as program:
        assert await program.end() == 1
        assert re.search(rf"flows/welcome\.yaml:{line}:\d+: ", program.output), program.output
        assert 'Did you mean "next"?' in program.output
        assert "Traceback" not in program.output


async def test_a_real_start_prints_a_link_for_the_first_lead(tmp_path: Path) -> None:
    async with Program(tmp_path, "up", LOTSE_PUBLIC_URL="https://lotse.example.org") as program:
        link = await program.says(r"https://lotse\.example\.org/desk/#setup=(\S+)")
        assert "passphrase" not in program.output
        async with program.client() as client:
            answer = await client.post(
                "/desk/api/invitations/look",
                json={"token": link[1]},
                headers={"x-lotse-desk": "1"},
            )
            wanted = {"kind": "setup", "role": "lead", "team": "ads", "needs_recovery": True}
            assert answer.json() | wanted == answer.json()


async def test_demo_data_is_not_taken_for_real(demo: Program) -> None:
    await demo.end(signal.SIGTERM)
    async with Program(demo.folder, "up", LOTSE_PUBLIC_URL="https://lotse.example.org") as real:
        assert await real.end() == 1
        assert "was made by a demo start" in real.output


WRONG = {
    "demo in public": (
        {"LOTSE_DEMO": "1", "LOTSE_PUBLIC_URL": "https://a.example"},
        "LOTSE_DEMO=1",
    ),
    "demo on all addresses": ({"LOTSE_HOST": "0.0.0.0"}, "this machine only"),
    "no public address": ({"LOTSE_DEMO": "0"}, "LOTSE_PUBLIC_URL"),
    "a path in the address": ({"LOTSE_PUBLIC_URL": "https://a.example/x"}, "without a path"),
    "keys among the data": ({"LOTSE_SECRET_FILE": "data/keys"}, "LOTSE_SECRET_FILE"),
    "no number": ({"LOTSE_PORT": "eighty"}, "LOTSE_PORT"),
}


@pytest.mark.parametrize(("settings", "said"), WRONG.values(), ids=WRONG.keys())
async def test_settings_that_cannot_work_are_said(
    tmp_path: Path, settings: dict[str, str], said: str
) -> None:
    program = Program(tmp_path, "up")
    program.environment |= settings
    async with program:
        assert await program.end() == 1
        assert said in program.output
        assert "Traceback" not in program.output


@pytest.mark.parametrize("command", ["serve", "work"])
async def test_apart_they_refuse_the_embedded_stores(tmp_path: Path, command: str) -> None:
    async with Program(tmp_path, command) as program:
        assert await program.end() == 1
        assert "LOTSE_VALKEY_URL" in program.output


def shared(tmp_path: Path, valkey: str) -> dict[str, str]:
    return {
        "LOTSE_VALKEY_URL": valkey,
        "LOTSE_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/shared.sqlite3",
        "LOTSE_DEMO": "1",
    }


async def test_serve_and_work_share_their_stores(tmp_path: Path, valkey_url: str) -> None:
    stores = shared(tmp_path, valkey_url)
    async with Program(tmp_path, "migrate", **stores) as migrating:
        assert await migrating.end() == 0
    async with (
        Program(tmp_path, "serve", **stores) as web,
        Program(tmp_path, "work", **stores) as worker,
    ):
        await web.says("Lotse is ready")
        async with web.client() as client:
            visitor = Visitor(client)
            await visitor.begin()
            assert visitor.texts()[-1] == "Wobei kann ich Ihnen helfen?"
        assert await worker.end(signal.SIGTERM) == 0
        assert await web.end(signal.SIGTERM) == 0


async def test_a_missing_store_is_named_and_everything_waits(
    tmp_path: Path, valkey_url: str
) -> None:
    stores = shared(tmp_path, f"redis://127.0.0.1:{free_port()}")
    async with Program(tmp_path, "serve", **stores) as program:
        await program.says("waiting for a store.*Valkey")
        async with program.client() as client:
            assert (await client.get("/healthz")).status_code == 200
            for answer in (await client.get("/readyz"), await client.post("/chat/api/sessions")):
                assert answer.status_code == 503
                assert answer.json()["error"]["code"] == "store_away"
        assert await program.end(signal.SIGTERM) == 0
