"""The form of a backup: one JSON value per line, so that any program can read it.

Rules
- First a line that says what this is, of which tables' revision, when and by which version. Then
  the rows, each with its table's name, in an order in which references hold. Last a line with the
  rows of each table counted and the SHA-256 of every byte before it.
- Bytes are {"b64": "…"}; they are what lies in the database: sealed.
- It is written beside its place and moved there when it is whole and on the disk. Mode 0600.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from post.errors import BadInput, SettingsError
from post.keyfile import sync_folder

FORMAT = 1
_LONGEST_LINE = 64 * 1024 * 1024


class Header(msgspec.Struct, frozen=True):
    """`revision` of the tables; `made` is ISO 8601 in UTC."""

    lotse: str
    format: int
    revision: str
    version: str
    made: str
    demo: bool


class _Row(msgspec.Struct, frozen=True):
    table: str
    row: dict[str, Any]


class _End(msgspec.Struct, frozen=True):
    rows: dict[str, int]
    sha256: str


class BackupWriter:
    """`with BackupWriter(path, header) as backup: backup.add("staff", {...})`.

    Raises SettingsError when the file cannot be written; then what was there before stays.
    """

    def __init__(self, path: Path, header: Header) -> None:
        self._path = path
        self._beside = path.with_name(f"{path.name}.part")
        self._header = header
        self._sum = hashlib.sha256()
        self.rows: dict[str, int] = {}

    def __enter__(self) -> Self:
        if self._path.exists() and not _is_backup(self._path):
            raise SettingsError(f"{self._path} is something else than a backup; it stays as it is.")
        with self._told():
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            handle = os.open(self._beside, flags, 0o600)
            os.fchmod(handle, 0o600)
            self._file = os.fdopen(handle, "wb")
        self._line(msgspec.to_builtins(self._header))
        return self

    def add(self, table: str, row: dict[str, Any]) -> None:
        self._line({"table": table, "row": {name: _plain(value) for name, value in row.items()}})
        self.rows[table] = self.rows.get(table, 0) + 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        with self._file:
            if kind is None:
                self._line({"rows": self.rows, "sha256": self._sum.hexdigest()})
                with self._told():
                    self._file.flush()
                    os.fsync(self._file.fileno())
        if kind is not None:
            self._beside.unlink(missing_ok=True)
            return
        with self._told():
            self._beside.replace(self._path)
            sync_folder(self._path.parent)

    def _line(self, value: dict[str, Any]) -> None:
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        self._sum.update(line)
        with self._told():
            self._file.write(line)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._beside.unlink(missing_ok=True)
            raise SettingsError(f"{self._path} cannot be written: {error.strerror}") from error


def check(path: Path) -> Header:
    """Read a backup to its end. Raises BadInput unless it is whole and unchanged."""
    header, summed, counted, end = None, hashlib.sha256(), dict[str, int](), None
    for line in _lines(path):
        if header is None:
            header = _header(path, line)
        elif end is not None:
            raise _damaged(path)
        elif line.startswith(b'{"rows":'):
            end = _decoded(path, line, _End)
            if (end.sha256, end.rows) != (summed.hexdigest(), counted):
                raise _damaged(path)
        else:
            table = _decoded(path, line, _Row).table
            counted[table] = counted.get(table, 0) + 1
        summed.update(line)
    if header is None or end is None:
        raise BadInput(f"{path} ends too early: it was not written to its end.", code="backup")
    return header


def rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a backup that was checked, with their tables."""
    lines = _lines(path)
    next(lines)
    for line in lines:
        if not line.startswith(b'{"rows":'):
            found = _decoded(path, line, _Row)
            yield found.table, {name: _value(path, value) for name, value in found.row.items()}


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while line := file.readline(_LONGEST_LINE):
                yield line
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}", code="backup") from error


def _header(path: Path, line: bytes) -> Header:
    try:
        header = msgspec.json.decode(line, type=Header)
    except msgspec.DecodeError:
        raise BadInput(f"{path} is not a backup of Lotse.", code="backup") from None
    if header.lotse != "backup":
        raise BadInput(f"{path} is not a backup of Lotse.", code="backup")
    if header.format > FORMAT:
        raise BadInput(f"{path} was made by a newer Lotse ({header.version}).", code="newer")
    return header


def _is_backup(path: Path) -> bool:
    try:
        _header(path, next(_lines(path), b""))
    except BadInput:
        return False
    return True


def _decoded(path: Path, line: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(line, type=kind)
    except msgspec.DecodeError:
        raise _damaged(path) from None


def _damaged(path: Path) -> BadInput:
    return BadInput(f"{path} is damaged: its checksum does not fit.", code="backup")


def _plain(value: Any) -> Any:
    return {"b64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _value(path: Path, value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    try:
        return base64.b64decode(value["b64"], validate=True)
    except (KeyError, TypeError, ValueError):
        raise _damaged(path) from None
