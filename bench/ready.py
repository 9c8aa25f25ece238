"""How long Lotse takes to start: from exec to the first 200 on /readyz."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec

from bench.peers.started import lotse_settings, valkey_pid
from bench.processes import cpu_seconds, free_port, gets_200, memory_mb, running, wait_until
from lotse.embedded import socket_path


class Ready(msgspec.Struct):
    """Seconds by the clock and of CPU; memory in MB when ready."""

    seconds: float
    cpu: float
    memory: float
    valkey_memory: float


def measure(folder: Path) -> Ready:
    """A demo as `make run` starts it, on an empty data folder."""
    port = free_port()
    began = time.monotonic()
    with running(folder, "lotse", "up", env=lotse_settings(folder, port)) as process:
        wait_until(lambda: gets_200(port, "/readyz"), process)
        seconds, cpu = time.monotonic() - began, cpu_seconds(process.pid)
        valkey = valkey_pid(socket_path(folder / "data" / "valkey"))
        return Ready(seconds, cpu, memory_mb(process.pid), memory_mb(valkey))
