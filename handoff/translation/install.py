"""Takes a translation package in: a file from somewhere, not to be trusted until it has been tried.

Rules
- Only what a model needs is unpacked, into a folder that nobody reads yet; it gets its name by one
  rename, after the model has translated something in a process of its own.
- Whatever goes wrong, the packages that are there already stay as they were.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from handoff.translation import packages, trial
from handoff.translation.packages import NotAPackage, Package

LARGEST = 2 << 30
"""Bytes, unpacked. The real ones have 50 to 300 MB."""
MOST_FILES = 2_000
HIGHEST_RATIO = 100
"""Unpacked to packed; weights hardly shrink at all."""
_CHUNK = 1 << 20
_NEEDED = re.compile(
    r"metadata\.json|sentencepiece\.model|bpe\.model|(?:README|LICEN[CS]E)[\w.]{0,20}"
    r"|model/[\w.-]{1,80}"
)


def install(file: Path, folder: Path) -> tuple[Package, bool]:
    """The package, and whether it is new here. Raises NotAPackage, and OSError as of a full disk.

    Other packages of the same pair go once it is in its place; it must not be older than they are.
    """
    if not file.is_file():
        raise NotAPackage("no_file", str(file))
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        _tidy_up(folder)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=folder) as made:
            place = Path(made) / "package"
            _unpack(file, place, shutil.disk_usage(folder).free)
            package = packages.read(place)
            _not_older(package, folder)
            trial.run(place)
            final = folder / _name(package, file)
            new = not final.exists()
            if new:
                place.rename(final)
                _write_through(folder)
        package = packages.read(final)
        for other in list(packages.all_packages(folder)):
            if other.hop == package.hop and other.folder != final:
                shutil.rmtree(other.folder)
    return package, new


def _not_older(package: Package, folder: Path) -> None:
    there = packages.installed(folder).get(package.hop)
    if there and there.age[0] > package.age[0]:
        raise NotAPackage("older", there.version)


def _unpack(file: Path, place: Path, free: int) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            wanted = _wanted(archive.infolist(), free)
            for path, entry in wanted.items():
                target = place / path
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(entry) as source:
                    _copy(source, target, entry.file_size)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
        if isinstance(error, NotAPackage):
            raise
        raise NotAPackage("no_zip") from None
    except RuntimeError:  # what zipfile says of a password
        raise NotAPackage("password") from None


def _wanted(entries: list[zipfile.ZipInfo], free: int) -> dict[str, zipfile.ZipInfo]:
    """Path inside the package → entry. Looks at all names before anything is written."""
    if len(entries) > MOST_FILES:
        raise NotAPackage("too_many_files")
    roots = {_parts(entry)[0] for entry in entries}
    if len(roots) != 1:
        raise NotAPackage("roots", ", ".join(sorted(roots)[:3]))
    wanted: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        path = "/".join(_parts(entry)[1:])
        if not entry.is_dir() and _NEEDED.fullmatch(path):
            if path in wanted:
                raise NotAPackage("twice", path)
            wanted[path] = entry
    size = sum(entry.file_size for entry in wanted.values())
    packed = sum(entry.compress_size for entry in wanted.values())
    if size > LARGEST or size > HIGHEST_RATIO * max(packed, 1):
        raise NotAPackage("too_large")
    if size + _CHUNK > free:
        raise NotAPackage("disk_full", f"{size >> 20} MB")
    return wanted


def _parts(entry: zipfile.ZipInfo) -> tuple[str, ...]:
    name = entry.filename
    path = PurePosixPath(name)
    strange = "\\" in name or "\0" in name or ":" in name or path.is_absolute()
    kind = stat.S_IFMT(entry.external_attr >> 16)
    special = kind not in (0, stat.S_IFREG, stat.S_IFDIR)
    if strange or special or ".." in path.parts or not path.parts:
        raise NotAPackage("path", name[:60])
    return path.parts


def _copy(source: object, target: Path, announced: int) -> None:
    """Never more than the archive announced: that is what was checked."""
    written = 0
    with target.open("xb") as out:
        while chunk := source.read(_CHUNK):  # type: ignore[attr-defined]  # zipfile names no type
            written += len(chunk)
            if written > announced:
                raise NotAPackage("too_large")
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())


def _name(package: Package, file: Path) -> str:
    """Of its own for each content, so that a new package never has to push an old one aside."""
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    source, target = package.hop
    return f"translate-{source}_{target}-{package.version.replace('.', '_')}-{digest[:8]}"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One installation at a time. Raises NotAPackage while another one is under way."""
    import fcntl  # noqa: PLC0415 - the one place that needs it; not there on Windows

    with (folder / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotAPackage("under_way") from None
        yield


def _tidy_up(folder: Path) -> None:
    """What an installation left that was killed."""
    for place in folder.glob(".new-*"):
        shutil.rmtree(place, ignore_errors=True)


def _write_through(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
