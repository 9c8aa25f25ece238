"""Takes a spreadsheet's translations over into the PO files.

Rules
- A blank cell never erases anything, and a formula is never taken.
- A row whose German text has changed since the export is refused, so is a translation that lost a
  placeholder. The other rows are taken over.
- A name in the column "Geprüft von" says that this person has read the translation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import msgspec
import polib
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bot import po
from bot.catalogue import language
from bot.catalogue_checks import faults
from bot.engine.problems import FlowError, Problem
from bot.findings import ERROR, RELEASE, WARNING, Finding
from bot.sheet import HEADINGS, PLACE, REVIEWER, SOURCE, TRANSLATION
from bot.texts import Text

MAX_ROWS = 20_000
MAX_BYTES = 20 * 1024 * 1024


class Imported(msgspec.Struct):
    """`findings` name the row of the sheet as their line."""

    lang: str
    changed: int = 0
    reviewed: int = 0
    findings: list[Finding] = []


def take_in(folder: Path, source: Path, texts: Iterable[Text], day: dt.date) -> Imported:
    """Raises FlowError when it is no sheet of ours.

    The language's files must be up to date (`po.update`); reviews get `day`.
    """
    sheet = _open(source)
    lang = str(sheet.title)
    if lang not in po.languages(folder):
        what = f'There is no language "{lang}" here.'
        todo = f"The sheet's name is the language. Or call: lotse translations update {lang}"
        raise FlowError([Problem(str(source), 1, 1, what, todo)])
    intake = _Intake(folder, source, {text.place: text for text in texts}, Imported(lang), day)
    for row in range(2, min(sheet.max_row, MAX_ROWS) + 1):
        intake.take(row, *(sheet.cell(row, column) for column in _COLUMNS))
    intake.save()
    return intake.result


_COLUMNS = (PLACE, SOURCE, TRANSLATION, REVIEWER)


class _Intake:
    """One sheet on its way in."""

    def __init__(
        self, folder: Path, source: Path, known: dict[str, Text], result: Imported, day: dt.date
    ) -> None:
        self.folder = folder
        self.source = source
        self.known = known
        self.result = result
        self.day = day
        self.files: dict[str, polib.POFile] = {}
        self.entries: dict[str, polib.POEntry] = {}

    def take(self, row: int, place: Any, german: Any, cell: Any, reviewer: Any) -> None:
        text = self.known.get(_read(place))
        if text is None:
            if _read(place):
                self._tell(row, f'Nothing is said at "{_read(place)}" any more.')
            return
        entry = self._entry(text)
        new, name = _read(cell), _read(reviewer)
        if cell.data_type == "f" or reviewer.data_type == "f":
            self._tell(row, "This cell is a formula.", "Write text.")
        elif entry is None or entry.msgid != text.source or _read(german) != _bare(text.source):
            if new:
                what = f'The German text of "{text.place}" has changed since the export.'
                todo = "Call: lotse translations update; then export again and compare."
                self._tell(row, what, todo)
        elif new and (new != _bare(entry.msgstr) or name) and self._fits(row, text, new):
            self._change(entry, new, name)

    def save(self) -> None:
        for file in self.files.values():
            po.save(file)

    def _entry(self, text: Text) -> polib.POEntry | None:
        if text.catalogue not in self.files:
            file = po.open_file(self.folder, self.result.lang, text.catalogue)
            self.files[text.catalogue] = file
            self.entries.update({e.msgctxt: e for e in file if not e.obsolete})
        return self.entries.get(text.place)

    def _fits(self, row: int, text: Text, new: str) -> bool:
        found = list(faults(_bare(text.source), new, text.kind, language(self.result.lang).dir))
        for severity, what, todo in found:
            if severity != WARNING:
                self._tell(row, what, todo, error=severity == ERROR)
        return not any(severity == ERROR for severity, _, _ in found)

    def _change(self, entry: polib.POEntry, new: str, reviewer: str) -> None:
        if new != _bare(entry.msgstr):
            po.translate(entry, new)
            self.result.changed += 1
        if reviewer:
            po.review(entry, po.Signature(reviewer, self.day))
            self.result.reviewed += 1

    def _tell(self, row: int, what: str, todo: str = "", *, error: bool = True) -> None:
        problem = Problem(str(self.source), row, 1, what, todo)
        self.result.findings.append(Finding(ERROR if error else RELEASE, problem))


def _open(source: Path) -> Any:
    try:
        if source.stat().st_size > MAX_BYTES:
            raise FlowError([Problem(str(source), 1, 1, "This file is too large.")])
        sheet: Any = load_workbook(source, data_only=False).worksheets[0]
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError, IndexError) as error:
        what = f"This file cannot be read: {error}"
        raise FlowError([Problem(str(source), 1, 1, what, "Save it as XLSX.")]) from None
    found = tuple(_read(sheet.cell(1, column)) for column in range(1, len(HEADINGS) + 1))
    if found[:REVIEWER] != HEADINGS[:REVIEWER]:
        what = "The columns are not those of an exported sheet."
        todo = "Known here: " + ", ".join(HEADINGS) + "."
        raise FlowError([Problem(str(source), 1, 1, what, todo)])
    return sheet


def _read(cell: Any) -> str:
    return "" if cell.value is None else _bare(str(cell.value))


def _bare(text: str) -> str:
    """Without what spreadsheets add or lose: spaces at the ends, another kind of line break."""
    return text.replace("\r\n", "\n").replace("_x000D_", "").strip()
