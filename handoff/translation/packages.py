"""The translation packages on this machine: which there are, and which way leads where.

A package is a folder as Argos Translate lays it out: metadata.json, sentencepiece.model, model/.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import structlog

PIVOT = "en"
"""Argos trains every model from or to English; two others meet there."""
TOKENIZER = "sentencepiece.model"
WEIGHTS = "model/model.bin"
_CODE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,8})?")
_VERSION = re.compile(r"\d{1,6}(?:\.\d{1,6}){0,3}")
_LICENCE = re.compile(r"^\W*licen[cs]e\W+(\S.{0,78}\S)\s*$", re.I | re.M)
_LARGEST_METADATA = 1 << 20
log = structlog.get_logger()


class Hop(NamedTuple):
    """From one language straight into another."""

    source: str
    target: str

    def __str__(self) -> str:
        return f"{self.source}-{self.target}"


Route = tuple[Hop, ...]


class Package(msgspec.Struct, frozen=True):
    """`licence` is empty where the package names none; `placed`: when, in ns since 1970."""

    hop: Hop
    version: str
    folder: Path
    licence: str
    placed: int

    @property
    def age(self) -> tuple[tuple[int, ...], int]:
        """To be compared: versions first; of two equal ones the later placed is newer."""
        return tuple(int(part) for part in self.version.split(".")), self.placed

    @property
    def name(self) -> str:
        """As it is told to people and written to a draft: de-en 1.9."""
        return f"{self.hop} {self.version}"


class NotAPackage(ValueError):
    """`reason` is stable and made for programs; `lotse.commands.models` says it in words."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason = reason
        self.detail = detail


class _Metadata(msgspec.Struct):
    from_code: str
    to_code: str
    package_version: str = "0"
    type: str = "translate"
    license: str = ""
    licence: str = ""


def installed(folder: Path) -> dict[Hop, Package]:
    """The newest package of each pair; what is no package is passed over and named in the log."""
    found: dict[Hop, Package] = {}
    for package in all_packages(folder):
        other = found.get(package.hop)
        if other is None or package.age > other.age:
            found[package.hop] = package
    return found


def all_packages(folder: Path) -> Iterator[Package]:
    """Older versions too. Folders that begin with a point are still being installed."""
    places = sorted(folder.iterdir()) if folder.is_dir() else []
    for place in places:
        if place.is_dir() and not place.name.startswith("."):
            try:
                yield read(place)
            except NotAPackage as error:
                log.warning("translation package left out", folder=place.name, why=error.reason)


def read(folder: Path) -> Package:
    """Raises NotAPackage."""
    path = folder / "metadata.json"
    try:
        placed = folder.stat().st_mtime_ns
        if path.stat().st_size > _LARGEST_METADATA:
            raise NotAPackage("metadata")
        about = msgspec.json.decode(path.read_bytes(), type=_Metadata)
    except FileNotFoundError:
        raise NotAPackage("no_metadata") from None
    except (OSError, msgspec.MsgspecError, UnicodeError):
        raise NotAPackage("metadata") from None
    if about.type != "translate":
        raise NotAPackage("type", about.type[:40])
    codes = (about.from_code, about.to_code)
    if not all(map(_CODE.fullmatch, codes)) or about.from_code == about.to_code:
        raise NotAPackage("languages")
    if not _VERSION.fullmatch(about.package_version):
        raise NotAPackage("version", about.package_version[:40])
    _complete(folder)
    licence = about.license or about.licence or _licence(folder)
    return Package(Hop(*codes), about.package_version, folder, licence[:80], placed)


def route(hops: Collection[Hop], source: str, target: str) -> Route | None:
    """Straight if possible, else through English; None if there is no way, or nowhere to go."""
    if source == target:
        return None
    for way in ((Hop(source, target),), (Hop(source, PIVOT), Hop(PIVOT, target))):
        if all(hop in hops for hop in way):
            return way
    return None


def _complete(folder: Path) -> None:
    if not (folder / TOKENIZER).is_file():
        raise NotAPackage("bpe" if (folder / "bpe.model").is_file() else "incomplete", TOKENIZER)
    if not (folder / WEIGHTS).is_file():
        raise NotAPackage("incomplete", WEIGHTS)


def _licence(folder: Path) -> str:
    """What the README says in a line "License: …"."""
    for path in sorted(folder.glob("README*")):
        text = path.read_bytes()[:_LARGEST_METADATA].decode(errors="replace")
        if found := _LICENCE.search(text):
            return found[1]
    return ""
