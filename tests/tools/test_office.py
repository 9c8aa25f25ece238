from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import msgspec

from bot.engine.danger import Danger, Listed
from bot.engine.facts import Fact
from bot.engine.teams import Team
from bot.engine.words import WORDS
from bot.library import load_book
from bot.office import to_confirm
from post.hours import Hours
from tests.tools.conftest import ROOT


def fact(fact_id: str, **more) -> Fact:
    values = {
        "file": "flows/facts/x.yaml",
        "line": 7,
        "value": "1|2",
        "otherwise": "Fragen Sie nach.",
        "checked": dt.date(2026, 11, 23),
        "recheck": 180 * 86_400,
        "confirmed": False,
        "basis": "",
        "about": "Telefon",
        "source": "hannover.de",
        "owner": "56.12",
    }
    return Fact(id=fact_id, **{**values, **more})


def listed(*facts: Fact) -> str:
    return to_confirm({one.id: one for one in facts}, Danger())


def test_the_file_in_docs_is_the_present_one(monkeypatch):
    monkeypatch.chdir(ROOT)
    book = load_book(Path("flows"), Path("translations"), demo=True)
    text = (ROOT / "docs" / "for-the-office.md").read_text(encoding="utf-8")
    made = to_confirm(book.facts, book.danger, book.teams, book.deadlines)
    assert text == made, "call: lotse flows facts -o docs/for-the-office.md"


def test_hours_that_a_team_has_not_confirmed_are_listed():
    known = Team("a", "Büro A", "invite", hours=Hours(confirmed=True))
    week = (((9 * 60, 12 * 60), (13 * 60, 16 * 60)), (), (), (), ((8 * 60, 12 * 60),), (), ())
    asked = Team("b", "Büro B", "invite", hours=Hours(week=week, holidays="", promise=1))
    text = to_confirm({}, Danger(), {"a": known, "b": asked})
    assert (
        "| Büro B | Mo 9:00–12:00 und 13:00–16:00, Fr 8:00–12:00 | keine | 1 Werktag | "
        "12 und 24 Arbeitsstunden |\n"
    ) in text
    assert "Büro A" not in text
    assert "Wann die Teams da sind" not in to_confirm({}, Danger(), {"a": known})


def test_deadlines_that_nobody_has_read_are_listed():
    rules = load_book(ROOT / "flows", ROOT / "translations", demo=False).deadlines
    read = msgspec.structs.replace(rules[0], confirmed=True)
    text = to_confirm({}, Danger(), rules=[read, rules[1]])
    assert f"`{rules[1].id}`" in text
    assert rules[1].begins["de"] in text
    assert f"`{read.id}`" not in text
    assert "Fristen, die das Pult" not in to_confirm({}, Danger(), rules=[read])


def test_only_what_is_open_is_listed():
    text = listed(fact("a.one"), fact("a.two", confirmed=True), fact("a.three", value=""))
    assert "Offen: 2 von 3 Angaben, davon 1 ohne Wert." in text
    assert "`a.two`" not in text
    assert text.index("`a.three`") < text.index("`a.one`"), "what has no value comes first"
    assert "| Telefon | Fragen Sie nach. | hannover.de | `a.three` in flows/facts/x.yaml |" in text


def test_a_row_says_all_that_is_needed():
    (row,) = [line for line in listed(fact("a.one")).splitlines() if "`a.one`" in line]
    assert row == ("| Telefon | 1\\|2 | hannover.de; 23.11.2026 | `a.one` in flows/facts/x.yaml |")


def test_at_the_top_stands_how_much_each_has_to_do():
    text = listed(fact("a.one"), fact("a.two", value=""), fact("b.one", owner="7"))
    assert "| 7 | 1 | 0 |\n| 56.12 | 2 | 1 |\n" in text


def test_the_sentence_about_courts_is_the_one_that_people_read():
    (quoted,) = re.findall("„(Sehr selten.*?)“", " ".join(listed(fact("a.one")).split()))
    assert quoted in WORDS["consent_who"]


def test_owners_come_in_their_order():
    text = listed(fact("a.a", owner="Rat"), fact("a.b", owner="56.12"), fact("a.c", owner="7"))
    owners = [line for line in text.splitlines() if line.startswith("## Zuständig")]
    assert owners == ["## Zuständig: 7", "## Zuständig: 56.12", "## Zuständig: Rat"]


def test_emergency_numbers_are_marked_as_shown_already():
    assert "112 (Notruf: wird schon gezeigt)" in listed(fact("a.b", value="112", basis="emergency"))
    assert "1\\|2 (aus dem Plan der Stadt" in listed(fact("a.b", basis="plan"))


def test_who_read_the_words_of_danger():
    entries = [
        Listed("de", 12, "", "flows/danger.yaml", 3),
        Listed("tr", 7, "Test|er, 2026-11-23", "flows/danger.yaml", 9),
    ]
    text = to_confirm({}, Danger(listed=entries))
    assert "| `de` | 12 | **noch niemand** |" in text
    assert "| `tr` | 7 | Test\\|er, 2026-11-23 |" in text
    assert "Wörter der Gefahr" not in to_confirm({}, Danger())
