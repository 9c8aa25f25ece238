from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot import po, sheet, sheet_import
from bot.engine.problems import FlowError
from bot.texts import Text

DAY = dt.date(2026, 11, 23)


def text(place: str, source: str, **more) -> Text:
    return Text(place=place, source=source, catalogue="f", file="flows/f.yaml", **more)


ASK = text("f/area/ask", "Wo?\nRufen Sie {em.police} an.")
LABEL = text("f/area/options.work.label", "=Arbeit", kind="label")
TEXTS = [ASK, LABEL, text("f/area/help", "Zum Beispiel in der Schule.")]
FIRST, SECOND, THIRD = 2, 3, 4
"""Rows of these texts."""


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    po.update(tmp_path, "ar", TEXTS)
    file = po.open_file(tmp_path, "ar", "f")
    po.translate(file[2], "=SUM(1;2)")
    po.save(file)
    assert sheet.export(tmp_path, "ar", TEXTS, tmp_path / "ar.xlsx") == 3
    return tmp_path / "ar.xlsx"


def fill(path: Path, *cells: tuple[int, int, str]) -> None:
    book = load_workbook(path)
    for row, column, value in cells:
        book.worksheets[0].cell(row, column).value = value
    book.save(path)


def take_in(path: Path, texts: list[Text] = TEXTS) -> sheet_import.Imported:
    return sheet_import.take_in(path.parent, path, texts, DAY)


def translations(folder: Path) -> dict[str, str]:
    return {entry.msgctxt: entry.msgstr for entry in po.open_file(folder, "ar", "f")}


def test_what_was_not_touched_changes_nothing(exported: Path):
    before = (exported.parent / "ar" / "f.po").read_bytes()
    done = take_in(exported)
    assert (done.changed, done.reviewed, done.findings) == (0, 0, [])
    assert (exported.parent / "ar" / "f.po").read_bytes() == before


def test_no_cell_is_a_formula(exported: Path):
    cells = [cell for row in load_workbook(exported).worksheets[0].iter_rows() for cell in row]
    assert [cell.value for cell in cells if str(cell.value).startswith("=")] == [
        "=Arbeit",
        "=SUM(1;2)",
    ]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith("="))


def test_translations_come_back(exported: Path):
    fill(exported, (FIRST, sheet.TRANSLATION, "أين؟\r\n{em.police}"))
    done = take_in(exported)
    assert (done.changed, done.reviewed, done.findings) == (1, 0, [])
    assert translations(exported.parent)[ASK.place] == "أين؟\n{em.police}"


def test_a_name_makes_a_review(exported: Path):
    fill(exported, (THIRD, sheet.REVIEWER, "Ada"))
    assert take_in(exported).reviewed == 1
    entry = po.open_file(exported.parent, "ar", "f")[2]
    assert po.is_reviewed(entry)
    assert entry.tcomment == "reviewed: Ada, 2026-11-23"


def test_a_blank_cell_never_erases(exported: Path):
    fill(exported, (THIRD, sheet.TRANSLATION, ""), (FIRST, sheet.TRANSLATION, "  "))
    assert take_in(exported).changed == 0
    assert translations(exported.parent)["f/area/help"] == "=SUM(1;2)"


@pytest.mark.parametrize(
    ("row", "value", "what"),
    [
        (FIRST, "112", "The translation lost {em.police}."),
        (SECOND, "x" * 41, "has 41 characters"),
        (SECOND, "\u202ex", "turns the direction"),
        (SECOND, "=1+1", "This cell is a formula."),
    ],
)
def test_what_is_wrong_is_refused_and_the_rest_taken(
    exported: Path, row: int, value: str, what: str
):
    fill(exported, (row, sheet.TRANSLATION, value), (THIRD, sheet.TRANSLATION, "مثلا"))
    done = take_in(exported)
    (finding,) = [finding for finding in done.findings if finding.severity == "error"]
    assert (finding.problem.line, what in finding.problem.what) == (row, True)
    assert done.changed == 1
    found = translations(exported.parent)
    assert (found[ASK.place], found[LABEL.place], found["f/area/help"]) == ("", "", "مثلا")


def test_another_number_is_told_but_taken(exported: Path):
    fill(exported, (THIRD, sheet.TRANSLATION, "مثلا 7"))
    done = take_in(exported)
    assert [finding.severity for finding in done.findings] == ["release"]
    assert done.changed == 1


def test_a_german_text_that_has_changed_since_is_refused(exported: Path):
    changed = [ASK, text(LABEL.place, "Beruf", kind="label"), TEXTS[2]]
    po.update(exported.parent, "ar", changed)
    fill(exported, (SECOND, sheet.TRANSLATION, "عمل"))
    (finding,) = take_in(exported, changed).findings
    assert "has changed since the export" in finding.problem.what
    assert translations(exported.parent)[LABEL.place] == ""


def test_a_place_that_is_gone_is_told(exported: Path):
    (finding,) = take_in(exported, TEXTS[:2]).findings
    assert finding.problem.what == 'Nothing is said at "f/area/help" any more.'


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"not a sheet", "cannot be read"), (b"", "cannot be read")],
)
def test_files_that_are_no_sheets(tmp_path: Path, content: bytes, what: str):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(FlowError) as caught:
        take_in(path)
    assert what in caught.value.problems[0].what


def test_a_sheet_with_other_columns(exported: Path):
    fill(exported, (1, sheet.SOURCE, "English"))
    with pytest.raises(FlowError, match="columns"):
        take_in(exported)


def test_a_sheet_of_an_unknown_language(exported: Path):
    book = load_workbook(exported)
    book.worksheets[0].title = "xx"
    book.save(exported)
    with pytest.raises(FlowError, match='no language "xx"'):
        take_in(exported)


def test_states_are_told(exported: Path):
    rows = load_workbook(exported).worksheets[0].iter_rows(min_row=2, values_only=True)
    assert [row[sheet.STATE - 1] for row in rows] == ["fehlt", "fehlt", "nicht geprüft"]


def test_text_from_right_to_left_reads_from_right_to_left(exported: Path):
    cells = load_workbook(exported).worksheets[0]
    assert cells.cell(FIRST, sheet.TRANSLATION).alignment.readingOrder == 2
    assert cells.cell(FIRST, sheet.SOURCE).alignment.readingOrder == 1
