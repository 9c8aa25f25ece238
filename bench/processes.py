"""Processes of the benchmark: started in a folder of their own, measured, surely ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.drive import BenchFailed

_ROOT = Path(__file__).resolve().parent.parent
_TICKS = os.sysconf("SC_CLK_TCK")
_END_WITHIN = 40
"""Seconds a process is given to end in order."""
_START_WITHIN = 60
_LOG_SHOWN = 3000
"""Characters from the end of a process's output that are told when a run fails."""

Process = subprocess.Popen[bytes]


@contextmanager
def running(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> Iterator[Process]:
    """`python -m …` with only our own settings. Its output is in `folder`/log."""
    folder.mkdir(parents=True, exist_ok=True)
    # Nobody's settings, and Python as usual: without byte code on disk every start compiles anew.
    ours = ("LOTSE_", "PYTHON")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=folder,
            env={**inherited, "PYTHONPATH": str(_ROOT), **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # Ctrl-C is for us alone; what we started is ended in order, by us.
            start_new_session=True,
        )
    try:
        yield process
    except BenchFailed as error:
        error.add_note((folder / "log").read_text(errors="replace")[-_LOG_SHOWN:])
        raise
    finally:
        _end(process)


def _end(process: Process) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_END_WITHIN)
    # Whatever is left of its group, such as a Valkey whose program had to be killed.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def cpu_seconds(pid: int) -> float:
    """CPU time used so far by all threads of a process, in steps of a clock tick (10 ms)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def memory_mb(pid: int) -> float:
    """Resident memory in MB (10**6 bytes)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise BenchFailed(f"process {pid} is gone")


def wait_until(done: Callable[[], bool], process: Process) -> None:
    """Look every 20 ms. Raises BenchFailed."""
    until = time.monotonic() + _START_WITHIN
    while not done():
        _check_alive(process)
        if time.monotonic() > until:
            raise BenchFailed(f"{_name(process)} does not start")
        time.sleep(0.02)
    _check_alive(process)


def wait_quiet(process: Process) -> None:
    """Until it has nothing to do any more, such as work that it puts off at the start."""
    for _ in range(60):
        before = cpu_seconds(process.pid)
        time.sleep(0.5)
        _check_alive(process)
        if cpu_seconds(process.pid) - before <= 0.02:
            return
    raise BenchFailed(f"{_name(process)} does not come to rest")


def _check_alive(process: Process) -> None:
    if process.poll() is not None:
        raise BenchFailed(f"{_name(process)} ended by itself ({process.returncode})")


def _name(process: Process) -> str:
    assert isinstance(process.args, list)
    return str(process.args[2])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def accepts(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def gets_200(port: int, path: str) -> bool:
    request = f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".encode()
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(request)
        return b" 200 " in line.recv(64)
    return False
