"""Editors' files taken apart, kept between two starts: reading some 180 files anew takes seconds.

Rules
- What is kept is found by the content it was made from and by the program that made it. So it is
  never out of date, wherever the file lies and whatever its time says.
- What is damaged, unreadable or cannot be written is as good as not kept: the file is read anew.
- Only files without a problem are kept; problems are found each time.
- Nothing of a person is in here, only what stands in the editors' files.
- It decides what people read, so it counts only in a folder that nobody else can write to.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from functools import cached_property
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from bot.engine import yaml_nodes
from bot.engine.yaml_nodes import Node

MAX_FILES = 4000
"""With more of them the older half goes, once per process."""
_DIGEST = 16
"""Bytes: the name's, and those that a file begins with."""
T = TypeVar("T")


class _Folder:
    """Where things are kept: nowhere until somebody says so."""

    path: Path | None = None
    counted = False


def use(folder: Path | None) -> None:
    """Keep things here from now on, if the folder can be made and is ours alone."""
    _Folder.path, _Folder.counted = None, False
    if folder is None or not hasattr(os, "getuid"):
        return
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
        if found.st_uid == os.getuid() and not stat.S_IMODE(found.st_mode) & 0o022:
            _Folder.path = folder


class Kept(Generic[T]):
    """Values of one `form`, made by these source files with these packages: with other versions
    of one of them everything is made anew.
    """

    def __init__(self, form: type[T], sources: list[str], packages: list[str]) -> None:
        self._sources, self._packages = [__file__, *sources], packages
        self._decoder = msgspec.msgpack.Decoder(form)

    def get(self, made_from: bytes) -> T | None:
        """What was made from this content; None where that is not known (any more)."""
        if _Folder.path is None:
            return None
        try:
            data = self._path(_Folder.path, made_from).read_bytes()
            if _digest(data[_DIGEST:]) != data[:_DIGEST]:
                return None
            return self._decoder.decode(data[_DIGEST:])
        except (OSError, msgspec.MsgspecError, RecursionError):
            return None

    def put(self, made_from: bytes, value: T) -> None:
        if _Folder.path is None:
            return
        with contextlib.suppress(OSError):
            _make_room(_Folder.path)
            data = msgspec.msgpack.encode(value)
            _write(self._path(_Folder.path, made_from), _digest(data) + data)

    def _path(self, folder: Path, made_from: bytes) -> Path:
        return folder / _digest(self._makers + made_from).hex()

    @cached_property
    def _makers(self) -> bytes:
        versions = "".join(f"{name}={version(name)}\n" for name in ("msgspec", *self._packages))
        return _digest(b"".join(Path(path).read_bytes() for path in self._sources)) + (
            versions.encode()
        )


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=_DIGEST).digest()


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, whoever else writes the same at this moment."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _make_room(folder: Path) -> None:
    if _Folder.counted:
        return
    _Folder.counted = True
    found = sorted((path.stat().st_mtime, path) for path in folder.iterdir())
    for _, path in found[: len(found) // 2] if len(found) > MAX_FILES else ():
        path.unlink(missing_ok=True)


# YAML


class _KeptNode(Node, frozen=True):
    """A node with its value's type written out, so that what is read is what was written."""

    value: bool | int | str | list[_KeptNode] | dict[str, _KeptNode] | None


_NODES: Kept[Node] = Kept(_KeptNode, [yaml_nodes.__file__], ["ruamel.yaml"])


def prepare(text: str) -> None:
    """Call before the engine parses this YAML: it then finds it taken apart already."""
    if yaml_nodes.known(text) is not None:
        return
    data = text.encode("utf-8", "surrogatepass")
    kept = _NODES.get(data)
    if kept is not None:
        yaml_nodes.know(text, kept)
        return
    root = yaml_nodes.parse(text, "", [])
    if root is not None and yaml_nodes.known(text) is root:
        _NODES.put(data, root)
