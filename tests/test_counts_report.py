"""What is shown of the counts, and how little: `lotse flows counts`."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.count_rows import ALL, rows
from bot.counts import Cell
from bot.engine.book import Book
from bot.engine.counting import WHATS
from lotse.counts import Wish, report, written
from lotse.embedded import EmbeddedValkey
from lotse.settings import Settings
from post.errors import NotFound, SettingsError
from post.spreadsheet import harmless
from post.valkey import Valkey
from tests.engine.conftest import small_book

NOW = 1_795_435_200.0
"""2026-11-23 12:00 UTC."""


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def small() -> Book:
    return small_book()


def numbers(**by_step: int) -> dict[Cell, int]:
    """Arrivals in the small book's flow "info", by step, all German."""
    return {Cell("info", step, "de", "arrived"): number for step, number in by_step.items()}


def test_rows_stand_in_the_flows_order_where_conversations_stop(small: Book) -> None:
    found = [row.step for row in rows(small, numbers(bye=9), "info") if row.lang == ALL]
    assert found == ["age", "again", "bye"]


def test_all_flows_in_the_menus_order_then_the_bot(small: Book) -> None:
    counted = numbers(bye=9) | {Cell("bot", "menu", "de", "arrived"): 30}
    flows = list(dict.fromkeys(row.flow for row in rows(small, counted)))
    assert flows[:2] == ["info", "report"]
    assert flows[-1] == "bot"
    assert set(flows) == {*small.flows, "bot"}


def test_a_row_for_all_and_one_for_each_language(small: Book) -> None:
    counted = {
        Cell("info", "age", "de", "arrived"): 40,
        Cell("info", "age", "en", "arrived"): 3,
        Cell("info", "age", "xx", "arrived"): 20,
    }
    spoken = ("de", "en", "xx")
    found = {row.lang: row.cells for row in rows(small, counted, "info") if row.step == "age"}
    arrivals = {lang: cells["arrived"] for lang, cells in found.items() if lang in (ALL, *spoken)}
    assert arrivals == {ALL: 63, "de": 40, "en": "<5", "xx": "."}
    assert all(cells["help"] == "<5" for cells in found.values())


def test_a_step_that_is_gone_shows_only_when_it_tells_nothing_small(small: Book) -> None:
    found = rows(small, numbers(age=10, former=2, older=12), "info")
    gone = {row.step: row.gone for row in found}
    assert gone == {"age": False, "again": False, "bye": False, "older": True}


def report_of(book: Book, counted: dict[Cell, int], **wish: Any) -> str:
    return written(book, Wish(flow="info", **wish), {"2026-10": counted})


def test_the_table(small: Book) -> None:
    table = report_of(small, numbers(age=120, bye=3)).splitlines()
    assert table[0] == "2026-10"
    assert table[2].split() == [*WHATS]
    assert table[3].split() == ["info", "age", "120", "<5", "<5", "<5", "<5", "<5"]
    assert table[5].split() == ["info", "bye", "<5", "<5", "<5", "<5", "<5", "<5"]


def test_nothing_counted_is_said(small: Book) -> None:
    assert report_of(small, {}).startswith("Nothing was counted in 2026-10.")


def test_german_for_who_reads_german(small: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    table = report_of(small, numbers(age=120, older=12))
    assert table.splitlines()[2].split()[0] == "erreicht"
    assert "older (entfernt)" in table
    assert report_of(small, {}).startswith("In 2026-10 wurde nichts gezählt.")


def test_json(small: Book) -> None:
    found = json.loads(report_of(small, numbers(age=120), form="json", languages=True))
    assert found["months"] == ["2026-10"]
    first = found["rows"][0]
    assert first["flow"] == "info"
    assert first["step"] == "age"
    assert first["lang"] == ALL
    assert first["arrived"] == 120
    assert first["left"] == "<5"
    spoken = {language.id for language in small.languages}
    assert {row["lang"] for row in found["rows"]} == {ALL, *spoken}


def test_csv_holds_no_formula(small: Book) -> None:
    evil = {Cell("info", "=cmd|'/C calc'!A0", "de", "arrived"): 9}
    lines = list(csv.reader(io.StringIO(report_of(small, evil, form="csv"))))
    assert lines[0] == ["month", "flow", "step", "lang", *WHATS]
    assert lines[-1][2] == "'=cmd|'/C calc'!A0"
    assert all(not cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1"])
def test_formula_cells_are_texts(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless("report") == "report"


# the command


def test_the_report_reads_the_embedded_valkey_of_a_running_lotse(tmp_path: Path) -> None:
    chosen = Settings(_env_file=None, data=tmp_path / "data", demo=True)
    with pytest.raises(SettingsError, match="lotse up"):
        report(chosen, Wish(), NOW)
    server = EmbeddedValkey(tmp_path / "data")
    server.start()
    try:
        asyncio.run(put(server.url, "c:2026-10", {"report/safe/de/arrived": 12}))
        table = report(chosen, Wish(flow="report"), NOW)
        assert re.search(r"^report +safe +12 ", table, re.MULTILINE)
        assert "Nothing was counted" in report(chosen, Wish(), NOW + 40 * 86_400)
        with pytest.raises(NotFound, match="health"):
            report(chosen, Wish(flow="nix"), NOW)
    finally:
        server.stop()
    with pytest.raises(SettingsError, match="lotse up"):
        report(chosen, Wish(), NOW)


async def put(url: str, key: str, fields: dict[str, int]) -> None:
    valkey = Valkey(url)
    client: Any = valkey.client
    await client.hset(key, mapping=fields)
    await valkey.close()
