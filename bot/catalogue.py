"""Catalogues: the German source's words in the other languages, from PO files.

translations/<lang>/<name>.po; msgctxt is the place, msgid the German text. Entries that are fuzzy
or empty do not count: the German source is shown rather than a guess. An entry is reviewed when a
translator's comment says so: `# reviewed: NAME, DAY`.
"""

from __future__ import annotations

import re
from gettext import c2py
from hashlib import blake2b
from io import BytesIO
from pathlib import Path

import msgspec
from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, read_po

from bot.compiled import Kept
from bot.engine.book import Language
from bot.engine.fields import is_identifier
from bot.engine.languages import KNOWN, in_order
from bot.engine.problems import Problem

SOURCE = Language("de", KNOWN["de"].name)
_AS_UTF8 = "Save it as UTF-8 with a tool for PO files."
_PLURALS = re.compile(r'^"Plural-Forms:(.*?)\\n"', re.MULTILINE)
_PLURAL_RULE = re.compile(r"nplurals=(\d+);\s*plural=(.+?);?")
REVIEWED = "reviewed: "
"""Begins the comment that names who has read a translation, and when."""


class Entry(msgspec.Struct, frozen=True):
    """`text` is empty where there is no translation yet; `fuzzy` when the source has changed."""

    place: str
    source: str
    text: str
    file: str
    line: int
    fuzzy: bool
    reviewed: bool


class _Read(msgspec.Struct, frozen=True):
    """What a file held when its content had this digest."""

    digest: bytes
    entries: list[Entry]
    problems: list[Problem]


_Row = tuple[str, str, str, int, bool, bool]
"""An entry's place, source, text, line, fuzzy, reviewed: all but its file."""
_ROWS: Kept[list[_Row]] = Kept(list[_Row], [__file__], ["babel"])
_READ: dict[str, _Read] = {}
_MAX_READ = 1000
"""Files that are remembered; with more of them all are forgotten, and read again."""


class Catalogue:
    """All languages at once; a lookup is one dictionary access."""

    def __init__(self, entries: dict[str, list[Entry]]) -> None:
        self._entries = entries
        self._shown = {
            lang: {(e.place, e.source): e.text for e in listed if e.text and not e.fuzzy}
            for lang, listed in entries.items()
        }

    def get(self, lang: str, place: str, source: str) -> str:
        return self._shown.get(lang, {}).get((place, source), source)

    def languages(self) -> tuple[Language, ...]:
        """Those in which anything can be said yet, in the order in which they are offered."""
        spoken = (lang for lang in self._entries if self._shown[lang])
        return (SOURCE, *(self._language(lang) for lang in in_order(spoken)))

    def _language(self, lang: str) -> Language:
        unread = not any(entry.reviewed for entry in self._entries[lang])
        return msgspec.structs.replace(language(lang), machine=unread)

    def entries(self) -> dict[str, list[Entry]]:
        """All there are, for checks: language → entries in the order of their files."""
        return self._entries


def load(folder: Path, problems: list[Problem]) -> Catalogue:
    """Read translations/*/*.po; a file that cannot be read is a problem, the others still count."""
    entries: dict[str, list[Entry]] = {}
    for path in sorted(folder.glob("*/*.po")):
        found = _read(path, problems) if _named_well(path, problems) else []
        if found:
            entries.setdefault(path.parent.name, []).extend(found)
    return Catalogue(entries)


def _named_well(path: Path, problems: list[Problem]) -> bool:
    """The folder's name is the language's id, and travels on buttons."""
    if is_identifier(path.parent.name):
        return True
    what = f'The folder "{path.parent.name}" cannot name a language.'
    todo = "Use small letters a–z and -, like en or de-simple."
    problems.append(Problem(str(path), 1, 1, what, todo))
    return False


def _read(path: Path, problems: list[Problem]) -> list[Entry]:
    """A file that has not changed since it was read is not taken apart again."""
    name = str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        problems.append(Problem(name, 1, 1, f"This catalogue cannot be read: {error}", _AS_UTF8))
        return []
    digest = blake2b(data, digest_size=16).digest()
    known = _READ.get(name)
    if known is None or known.digest != digest:
        wrong: list[Problem] = []
        known = _Read(digest, _entries(path, data, wrong), wrong)
        if len(_READ) >= _MAX_READ:
            _READ.clear()
        _READ[name] = known
    problems += known.problems
    return known.entries


def _entries(path: Path, data: bytes, problems: list[Problem]) -> list[Entry]:
    """From what was kept of an earlier start, where the file was the same."""
    name = str(path)
    made_from = path.parent.name.encode() + b"\0" + data
    rows = _ROWS.get(made_from)
    if rows is None:
        rows = _parsed(path, data, problems)
        if not problems:
            _ROWS.put(made_from, rows)
    return [
        Entry(place, source, text, name, line, fuzzy, reviewed)
        for place, source, text, line, fuzzy, reviewed in rows
    ]


def _parsed(path: Path, data: bytes, problems: list[Problem]) -> list[_Row]:
    name = str(path)
    try:
        if line := _broken_plurals(data):
            what = 'The line "Plural-Forms" in the header is broken.'
            todo = "Remove it: these texts have no plural forms."
            problems.append(Problem(name, line, 1, what, todo))
            return []
        catalogue = read_po(BytesIO(data), abort_invalid=True)
    except PoFileError as error:
        # Babel counts lines from 0 and says so at the end of its message.
        what = f"This catalogue cannot be read: {str(error.args[0]).rpartition(' on ')[0]}."
        problems.append(Problem(name, error.lineno + 1, 1, what, "Check the quotation marks."))
        return []
    except (ValueError, LookupError) as error:
        problems.append(Problem(name, 1, 1, f"This catalogue cannot be read: {error}", _AS_UTF8))
        return []
    if str(catalogue.locale_identifier).lower() != path.parent.name.replace("-", "_"):
        what = f'The header says Language: "{catalogue.locale_identifier}".'
        todo = f"Write Language: {path.parent.name}, or move the file to its folder."
        problems.append(Problem(name, 1, 1, what, todo))
        return []
    return [_row(message) for message in catalogue if isinstance(message.id, str) and message.id]


def _broken_plurals(data: bytes) -> int:
    """The line of a rule that PO tools would stumble over; 0 for none or a good one."""
    found = _PLURALS.search(data.decode(errors="replace"))
    if found is None:
        return 0
    try:
        rule = _PLURAL_RULE.fullmatch(found[1].strip())
        c2py(rule[2] if rule else "")
    except ValueError:
        return found.string.count("\n", 0, found.start()) + 1
    return 0


def _row(message: Message) -> _Row:
    return (
        str(message.context or ""),
        str(message.id),
        message.string if isinstance(message.string, str) else "",
        message.lineno or 1,
        message.fuzzy,
        any(line.startswith(REVIEWED) for line in message.user_comments),
    )


def language(lang: str) -> Language:
    """As it is called here; one that is not listed as the Unicode tables (CLDR) call it."""
    if known := KNOWN.get(lang):
        return Language(lang, known.name, "rtl" if known.rtl else "ltr")
    try:
        locale = Locale.parse(lang, sep="-")
    except (UnknownLocaleError, ValueError):
        return Language(lang, lang)
    name = locale.get_display_name() or lang
    return Language(lang, name[:1].upper() + name[1:], str(locale.text_direction))
