"""Writes catalogues: translations/<lang>/<name>.po follow the German texts.

Rules
- A translation is never thrown away: what is not said any more stays in its file as obsolete, and
  comes back when the text does.
- A changed source makes its entry fuzzy and keeps the previous text beside it; a review of the
  previous text no longer counts and is kept as history. Where an editor says that the meaning is
  the same, both stay, and the entry names who said so.
- A renamed step's entries move with it. Lists of words are written per language: a changed German
  list never makes one fuzzy.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import msgspec
import polib

from bot.catalogue import REVIEWED
from bot.engine.problems import FlowError, Problem
from bot.texts import Text

WIDTH = 100
"""Characters of a line; a tool that wraps otherwise only moves line breaks."""
_BEFORE = "reviewed before: "
_SAME = "same meaning: "
_MACHINE = "machine: "


class Signature(msgspec.Struct, frozen=True):
    """Who vouches for something, and since when."""

    name: str
    day: dt.date

    def __str__(self) -> str:
        return f"{self.name}, {self.day}"


class Changes(msgspec.Struct):
    """What an update did to one language."""

    added: int = 0
    changed: int = 0
    renamed: int = 0
    obsolete: int = 0

    def __bool__(self) -> bool:
        return any((self.added, self.changed, self.renamed, self.obsolete))


def languages(folder: Path) -> list[str]:
    return sorted({path.parent.name for path in folder.glob("*/*.po")})


def update(
    folder: Path,
    lang: str,
    texts: Iterable[Text],
    same_meaning: Collection[str] = (),
    by: Signature | None = None,
) -> Changes:
    """Bring a language's files up to date; a language without any gets them.

    `same_meaning` are places whose sources changed without changing what they mean, as `by` says.
    """
    changes = Changes()
    grouped: dict[str, list[Text]] = {}
    for text in texts:
        grouped.setdefault(text.catalogue, []).append(text)
    present = {path.stem for path in (folder / lang).glob("*.po")}
    for name in sorted(present | set(grouped)):
        file = open_file(folder, lang, name)
        _head(file, lang)
        _follow(file, grouped.get(name, []), changes)
        if by:
            _vouch(file, same_meaning, by)
        save(file)
    return changes


def open_file(folder: Path, lang: str, name: str) -> polib.POFile:
    """The catalogue, or an empty one where there is none. Raises FlowError."""
    path = folder / lang / f"{name}.po"
    if not path.exists():
        file = polib.POFile(wrapwidth=WIDTH, fpath=str(path), encoding="utf-8")
        file.header = f"Lotse: {name}, {lang}"
        return file
    try:
        return polib.pofile(str(path), wrapwidth=WIDTH, encoding="utf-8")
    except (OSError, ValueError) as error:
        line = re.search(r"line (\d+)", str(error))
        what = f"This catalogue cannot be read: {error}"
        at = int(line[1]) if line else 1
        raise FlowError([Problem(str(path), at, 1, what, "Check the quotation marks.")]) from None


def save(file: polib.POFile) -> None:
    """Write it if it is not on the disk like this already."""
    path = Path(file.fpath)
    new = f"{file}"
    if path.exists() and path.read_text(encoding="utf-8") == new:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(new, encoding="utf-8", newline="\n")


def is_reviewed(entry: polib.POEntry) -> bool:
    return not entry.fuzzy and any(line.startswith(REVIEWED) for line in _comments(entry))


def translate(entry: polib.POEntry, text: str) -> None:
    """A person's new translation: up to date, and not reviewed by anybody yet."""
    entry.msgstr = text
    _settled(entry)
    kept = [line for line in _comments(entry) if not line.startswith((REVIEWED, _MACHINE, _BEFORE))]
    entry.tcomment = "\n".join(kept)


def review(entry: polib.POEntry, by: Signature) -> None:
    """Somebody has read the translation beside the German text."""
    _settled(entry)
    dropped = (REVIEWED, _MACHINE, _BEFORE)
    kept = [line for line in _comments(entry) if not line.startswith(dropped)]
    entry.tcomment = "\n".join([*kept, f"{REVIEWED}{by}"])


def draft(entry: polib.POEntry, text: str, model: str) -> None:
    """A machine's proposal: fuzzy until a person has read it."""
    entry.msgstr = text
    if not entry.fuzzy:
        entry.flags.append("fuzzy")
    kept = [line for line in _comments(entry) if not line.startswith(_MACHINE)]
    entry.tcomment = "\n".join([*kept, f"{_MACHINE}{model}"])


def _head(file: polib.POFile, lang: str) -> None:
    """The fields that PO tools (msgfmt -c) miss, where there are none."""
    today = dt.datetime.now(dt.UTC).date()
    needed = {
        "Project-Id-Version": "Lotse",
        "PO-Revision-Date": f"{today} 12:00+0000",
        "Last-Translator": "none",
        "Language-Team": lang,
        "Language": lang.replace("-", "_"),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    file.metadata = {**needed, **file.metadata}


def _follow(file: polib.POFile, texts: list[Text], changes: Changes) -> None:
    old: dict[str, polib.POEntry] = {}
    for entry in file:
        if entry.msgctxt not in old or old[entry.msgctxt].obsolete:
            old[entry.msgctxt] = entry
    entries = [_entry_for(text, old, changes) for text in texts]
    taken = {id(entry) for entry in entries}
    left = [entry for entry in file if id(entry) not in taken and entry.msgstr]
    for entry in left:
        changes.obsolete += not entry.obsolete
        entry.obsolete = True
    file[:] = [*entries, *left]


def _entry_for(text: Text, old: dict[str, polib.POEntry], changes: Changes) -> polib.POEntry:
    entry = old.get(text.place)
    for former in text.former if entry is None or entry.obsolete else ():
        if former in old:
            entry = old[former]
            changes.renamed += 1
            break
    if entry is None:
        changes.added += 1
        return polib.POEntry(msgctxt=text.place, msgid=text.source)
    entry.msgctxt = text.place
    entry.obsolete = False
    if entry.msgid != text.source:
        changes.changed += 1
        _new_source(entry, text)
    return entry


def _new_source(entry: polib.POEntry, text: Text) -> None:
    before, entry.msgid = entry.msgid, text.source
    if text.kind == "words" or not entry.msgstr:
        return
    if entry.fuzzy and entry.previous_msgid == text.source:
        _settled(entry)
        _replace(entry, _BEFORE, REVIEWED)
    elif not entry.fuzzy:
        entry.flags.append("fuzzy")
        entry.previous_msgid = before
        _replace(entry, REVIEWED, _BEFORE)
    # A second change keeps the first text: that is the one the translation fits.


def _vouch(file: polib.POFile, places: Collection[str], by: Signature) -> None:
    """The meaning is the same: translations and reviews of the previous text count again."""
    for entry in file:
        if entry.msgctxt in places and entry.fuzzy and entry.previous_msgid and not entry.obsolete:
            _settled(entry)
            _replace(entry, _BEFORE, REVIEWED)
            entry.tcomment = "\n".join([*_comments(entry), f"{_SAME}{by}"])


def _settled(entry: polib.POEntry) -> None:
    entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    entry.previous_msgid = None
    entry.previous_msgctxt = None


def _replace(entry: polib.POEntry, old: str, new: str) -> None:
    entry.tcomment = "\n".join(
        new + line.removeprefix(old) if line.startswith(old) else line for line in _comments(entry)
    )


def _comments(entry: polib.POEntry) -> list[str]:
    return [line for line in entry.tcomment.splitlines() if line]


# figures


class Stats(msgspec.Struct, frozen=True):
    """`done` counts translations that are up to date, reviewed ones among them."""

    lang: str
    catalogue: str
    texts: int
    done: int
    reviewed: int
    fuzzy: int

    @property
    def missing(self) -> int:
        return self.texts - self.done - self.fuzzy


def stats(folder: Path, langs: Iterable[str], texts: Iterable[Text]) -> Iterator[Stats]:
    """How far each language is, against the present German texts."""
    grouped: dict[str, list[Text]] = {}
    for text in texts:
        grouped.setdefault(text.catalogue, []).append(text)
    for lang in langs:
        for name, listed in grouped.items():
            file = open_file(folder, lang, name)
            entries = {(e.msgctxt, e.msgid): e for e in file if e.msgstr and not e.obsolete}
            found = [e for text in listed if (e := entries.get((text.place, text.source)))]
            fuzzy = sum(entry.fuzzy for entry in found)
            reviewed = sum(is_reviewed(entry) for entry in found)
            yield Stats(lang, name, len(listed), len(found) - fuzzy, reviewed, fuzzy)
