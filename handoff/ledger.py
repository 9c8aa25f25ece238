"""The ledger: what may never come back, in a file of its own outside the database.

A backup still knows a case that was erased after it was made, and a colleague who was revoked
since. So both are written down here before the database says so, and whoever puts a backup back
replays the ledger first. It names cases by their random ids and tells no more than a day.

Rules
- One line per entry, with a checksum; lines are only ever added. `append` returns when the line is
  on the disk.
- A last line that was cut off belongs to a transaction that never ended: it is reported and goes
  when the next line is written. Any other damage stops the reader: somebody changed the file.
- An entry may stand there although its transaction failed in the end. It is replayed nevertheless:
  somebody wished it.
"""

from __future__ import annotations

import fcntl
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec
import structlog

from post.errors import SettingsError, StoreAway
from post.ids import CaseId, StaffId
from post.keyfile import sync_folder

_FIRST_LINE = "lotse ledger 1"
_ERASED = "erased"
_REVOKED = "revoked"
_log = structlog.get_logger(__name__)


class Erased(msgspec.Struct, frozen=True):
    case: CaseId
    day: str


class Revoked(msgspec.Struct, frozen=True):
    """`generation` of the person after it: somebody enrolled anew has a higher one."""

    staff: StaffId
    generation: int
    day: str


Entry = Erased | Revoked


class Ledger:
    """Raises SettingsError for a file that was changed, StoreAway when it cannot be written."""

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        self._path = path
        self._now = now

    @property
    def path(self) -> Path:
        return self._path

    @property
    def exists(self) -> bool:
        return self._path.exists()

    def create(self) -> bool:
        """Begin a ledger where there is none. False when there is one."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return False
        except OSError as error:
            raise StoreAway("ledger", error.strerror or type(error).__name__) from error
        with os.fdopen(handle, "wb") as file:
            file.write(_line(_FIRST_LINE))
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self._path.parent)
        return True

    def erase(self, case: CaseId) -> None:
        """To be called within the transaction that erases the case, last before its commit."""
        self._append(f"{_ERASED} {case} {self._day()}")

    def revoke(self, staff: StaffId, generation: int) -> None:
        """To be called within the transaction that revokes, last before its commit."""
        self._append(f"{_REVOKED} {staff} {generation} {self._day()}")

    def add(self, entries: list[Entry]) -> None:
        """Entries that were made elsewhere, with their own days."""
        for entry in entries:
            if isinstance(entry, Erased):
                self._append(f"{_ERASED} {entry.case} {entry.day}")
            else:
                self._append(f"{_REVOKED} {entry.staff} {entry.generation} {entry.day}")

    def size(self) -> int:
        """In bytes: it has grown when something was erased or somebody revoked."""
        try:
            return self._path.stat().st_size
        except OSError as error:
            raise StoreAway("ledger", error.strerror or type(error).__name__) from error

    def entries(self) -> list[Entry]:
        try:
            content = self._path.read_bytes()
        except OSError as error:
            raise SettingsError(
                f"The ledger {self._path} cannot be read: {error.strerror}. It says what was "
                "erased and who was revoked; without it nothing may be put back."
            ) from error
        whole, torn = _whole(content)
        if torn:
            _log.warning("ledger_torn", path=str(self._path))
        lines = whole.decode("utf-8", "replace").split("\n")[:-1]
        texts = [self._checked(number, line) for number, line in enumerate(lines, 1)]
        if texts and texts[0] != _FIRST_LINE:
            raise self._damaged(1)
        return [self._entry(number, text) for number, text in enumerate(texts[1:], 2)]

    def _append(self, text: str) -> None:
        try:
            with self._locked() as handle:
                content = os.pread(handle, os.fstat(handle).st_size, 0)
                whole, torn = _whole(content)
                if torn:
                    _log.warning("ledger_torn", path=str(self._path))
                    os.ftruncate(handle, len(whole))
                new = _line(text) if whole else _line(_FIRST_LINE) + _line(text)
                written = os.pwrite(handle, new, len(whole))
                os.fsync(handle)
        except OSError as error:
            raise StoreAway("ledger", error.strerror or type(error).__name__) from error
        if written != len(new):
            raise StoreAway("ledger", "not written whole")

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """The file must be there: a ledger that vanished is never quietly begun anew."""
        handle = os.open(self._path, os.O_RDWR)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield handle
        finally:
            os.close(handle)

    def _checked(self, number: int, line: str) -> str:
        text, _, checksum = line.rpartition(" ")
        if not text or checksum != _checksum(text):
            raise self._damaged(number)
        return text

    def _entry(self, number: int, text: str) -> Entry:
        match text.split(" "):
            case [word, case, day] if word == _ERASED:
                return Erased(CaseId(case), day)
            case [word, staff, generation, day] if word == _REVOKED and generation.isdecimal():
                return Revoked(StaffId(staff), int(generation), day)
        raise self._damaged(number)

    def _damaged(self, number: int) -> SettingsError:
        return SettingsError(
            f"The ledger {self._path} is damaged in line {number}. Put a copy of it back; without "
            "it erased cases could come back."
        )

    def _day(self) -> str:
        return self._now().date().isoformat()


def _whole(content: bytes) -> tuple[bytes, bool]:
    """Everything up to the last line's end, and whether something cut off follows."""
    end = content.rfind(b"\n") + 1
    return content[:end], end != len(content)


def _line(text: str) -> bytes:
    return f"{text} {_checksum(text)}\n".encode()


def _checksum(text: str) -> str:
    return f"{zlib.crc32(text.encode()):08x}"
