"""Recordings: flows/media/<lang>/<name>.mp3, beside each what was read, as <name>.txt.

What lies in flows/media itself is in the flows' own language. A file that cannot be played, or that
would cost people too much, is left out with a reason; the rest counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from bot.engine.book import Recording
from bot.engine.languages import SOURCE
from bot.engine.problems import Problem
from bot.engine.steps.common import AUDIOS

MAX_BYTES = 2 * 1024 * 1024
"""Four minutes at 64 kbit/s: many people pay for every megabyte."""
_SCRIPT = ".txt"
_MP3_SYNC = 0xE0
Recordings = dict[str, dict[str, Recording]]


def load(folder: Path, langs: Collection[str]) -> tuple[Recordings, list[Problem]]:
    """The recordings of these languages, and what is wrong with the files that were left out."""
    problems: list[Problem] = []
    found: Recordings = {}
    for lang in langs:
        known = dict(_of(folder, "", problems)) if lang == SOURCE else {}
        known |= dict(_of(folder / lang, f"{lang}/", problems))
        if known:
            found[lang] = known
    return found, problems


def _of(folder: Path, before: str, problems: list[Problem]) -> Iterator[tuple[str, Recording]]:
    for path in sorted(folder.glob("*")):
        if path.suffix not in AUDIOS or not path.is_file():
            continue
        if what := _unfit(path):
            todo = "Save it as a short MP3 with 64 kbit/s or less, one channel."
            problems.append(Problem(str(path), 1, 1, what, todo))
        else:
            yield path.stem, Recording(f"{before}{path.name}", _script(path, problems))


def _unfit(path: Path) -> str:
    """Why a file is not played; "" where it is."""
    what = ""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(12)
    except OSError as error:
        what = f"This file cannot be read: {error}"
    else:
        if size > MAX_BYTES:
            what = f"This recording has {size / 1024 / 1024:.1f} MB, at most 2 are possible."
        elif not _is_sound(path.suffix, head):
            what = f"This is not what its name says: no {path.suffix} file."
    return what


def _is_sound(ending: str, head: bytes) -> bool:
    if ending == ".ogg":
        return head.startswith(b"OggS")
    if ending == ".m4a":
        return head[4:8] == b"ftyp"
    frame = len(head) > 1 and head[0] == 0xFF and head[1] & _MP3_SYNC == _MP3_SYNC
    return head.startswith(b"ID3") or frame


def _script(path: Path, problems: list[Problem]) -> str | None:
    script = path.with_suffix(_SCRIPT)
    try:
        return script.read_text(encoding="utf-8-sig") if script.is_file() else None
    except (OSError, UnicodeDecodeError) as error:
        what = f"This file cannot be read: {error}"
        problems.append(Problem(str(script), 1, 1, what, "Save it as UTF-8."))
        return ""  # nothing reads aloud what nobody can compare
