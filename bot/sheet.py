"""Translations as a spreadsheet (XLSX), for people who have no tool for PO files.

Whatever a text begins with, it is text: no cell is ever a formula. `sheet_import.py` takes a filled
sheet in again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import polib
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from bot import po
from bot.catalogue import language
from bot.texts import Text

HEADINGS = ("Ort", "Deutsch", "Deutsch vorher", "Übersetzung", "Geprüft von", "Stand")
PLACE, SOURCE, BEFORE, TRANSLATION, REVIEWER, STATE = range(1, 7)
_WIDTHS = (34, 60, 40, 60, 18, 16)
_STATES = {
    "missing": "fehlt",
    "fuzzy": "veraltet",
    "done": "nicht geprüft",
    "reviewed": "geprüft",
}
_TO_FILL = PatternFill("solid", fgColor="FFF3C4")


def export(folder: Path, lang: str, texts: Iterable[Text], target: Path) -> int:
    """Write the sheet; the number of its rows."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = lang
    for column, (heading, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True), 1):
        cell = sheet.cell(1, column, heading)
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = "C2"
    rows = 0
    right_to_left = language(lang).dir == "rtl"
    for text, entry in _entries(folder, lang, texts):
        rows += 1
        _row(sheet, rows + 1, text, entry, right_to_left=right_to_left)
    sheet.auto_filter.ref = sheet.dimensions
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return rows


def _entries(
    folder: Path, lang: str, texts: Iterable[Text]
) -> Iterator[tuple[Text, polib.POEntry | None]]:
    files: dict[str, dict[str, polib.POEntry]] = {}
    for text in texts:
        if text.catalogue not in files:
            file = po.open_file(folder, lang, text.catalogue)
            files[text.catalogue] = {e.msgctxt: e for e in file if not e.obsolete}
        yield text, files[text.catalogue].get(text.place)


def _row(sheet: Any, row: int, text: Text, entry: Any, *, right_to_left: bool) -> None:
    state = _state(text, entry)
    translated = entry.msgstr if entry is not None else ""
    before = entry.previous_msgid or "" if entry is not None else ""
    if entry is not None and entry.msgid != text.source:
        before = before or entry.msgid
    values = (text.place, text.source, before, translated, "", _STATES[state])
    for column, value in enumerate(values, 1):
        cell = sheet.cell(row, column)
        _put(cell, value)
        mirrored = right_to_left and column == TRANSLATION
        order = 2 if mirrored else 1 if column <= BEFORE else 0
        cell.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=order)
    if state in ("missing", "fuzzy"):
        sheet.cell(row, TRANSLATION).fill = _TO_FILL


def _put(cell: Any, value: str) -> None:
    """As text, even if it begins like a formula; the mark keeps it text when it is edited."""
    cell.value = value or None
    if value:
        cell.data_type = "s"
        cell.quotePrefix = value[0] in "=+-@"


def _state(text: Text, entry: Any) -> str:
    if entry is None or not entry.msgstr:
        return "missing"
    if entry.fuzzy or entry.msgid != text.source:
        return "fuzzy"
    return "reviewed" if po.is_reviewed(entry) else "done"
