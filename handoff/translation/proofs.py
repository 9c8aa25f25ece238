"""Which ways between languages were tried on this machine, and how that went: `proofs.json`.

A proof says that the models run, keep what must stay, and how much they cost. How good the language
is, only a person who speaks it can say.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path

import msgspec

from handoff.translation import trial
from handoff.translation.packages import Hop, NotAPackage, installed, route
from handoff.translation.trial import Tried

_FILE = "proofs.json"


class Proof(msgspec.Struct, frozen=True):
    """`models` are named with their versions: after a new one the proof no longer counts."""

    models: tuple[str, ...]
    day: dt.date
    sentences: int
    kept: int
    cpu: float


def ways(folder: Path) -> dict[Hop, tuple[Path, ...]]:
    """All languages that can be reached from one another, with the packages on the way."""
    packages = installed(folder)
    langs = sorted({lang for hop in packages for lang in hop})
    found = {}
    for source, target in itertools.permutations(langs, 2):
        way = route(packages, source, target)
        if way:
            found[Hop(source, target)] = tuple(packages[hop].folder for hop in way)
    return found


def prove(folder: Path, today: dt.date) -> Iterator[tuple[Hop, Tried | NotAPackage]]:
    """Try every way and keep what came out; one that fails does not stop the others."""
    proofs = read(folder)
    for hop, folders in ways(folder).items():
        try:
            tried = trial.run(*folders)
        except NotAPackage as error:
            proofs.pop(str(hop), None)
            yield hop, error
        else:
            names = models_of(folder, hop)
            proofs[str(hop)] = Proof(
                names, today, len(tried.sentences), tried.masks_kept, tried.cpu
            )
            yield hop, tried
        _write(folder, proofs)


def models_of(folder: Path, hop: Hop) -> tuple[str, ...]:
    """Empty if no way leads there."""
    packages = installed(folder)
    return tuple(packages[one].name for one in route(packages, *hop) or ())


def read(folder: Path) -> dict[str, Proof]:
    """By way, like de-tr. A file that cannot be read counts as none: proofs can be made again."""
    try:
        return msgspec.json.decode((folder / _FILE).read_bytes(), type=dict[str, Proof])
    except (OSError, msgspec.MsgspecError):
        return {}


def _write(folder: Path, proofs: dict[str, Proof]) -> None:
    new = folder / f".{_FILE}"
    new.write_bytes(msgspec.json.format(msgspec.json.encode(proofs), indent=1))
    new.replace(folder / _FILE)
