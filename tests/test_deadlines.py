"""Counting deadlines: the vectors that the browser is held to as well, and what always holds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.deadline_rules import as_json, free_days
from post.deadlines import FreeDay, Length, Moves, Unit, count, length_of
from tests.running import shipped_book
from tests.test_vectors import cases, load

VECTORS = load("deadlines")
FREE = {dt.date.fromisoformat(day): FreeDay(**free) for day, free in VECTORS["free"].items()}
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1))
LENGTHS = st.builds(Length, st.integers(1, 60), st.sampled_from(get_args(Unit)))


@pytest.mark.parametrize("one", cases("deadlines", "counted"))
def test_counted_by_the_civil_code(one: dict[str, Any]) -> None:
    event = dt.date.fromisoformat(one["event"])
    found = count(event, Length(**one["length"]), one["moves"], FREE)
    told = {name: getattr(found, name).isoformat() for name in ("first", "plain", "moved", "keep")}
    assert told == {name: one[name] for name in told}


@given(DAYS, LENGTHS, st.sampled_from(get_args(Moves)))
def test_what_always_holds(event: dt.date, length: Length, moves: Moves) -> None:
    found = count(event, length, moves, FREE)
    assert event < found.first <= found.plain <= found.moved
    assert found.keep in (found.plain, found.moved)
    if moves == "no":
        assert found.moved == found.plain
    else:
        assert found.moved.weekday() < 5
        assert found.moved not in FREE
    if moves != "yes":
        assert found.keep == found.plain


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("3 weeks", Length(3, "weeks")),
        ("1 month", Length(1, "months")),
        ("1 year", Length(1, "years")),
        ("14 days", Length(14, "days")),
        ("0 days", None),
        ("999 years", None),
        ("two months", None),
        ("2 Monate", None),
        ("2  months", None),
    ],
)
def test_lengths_as_they_are_written(text: str, wanted: Length | None) -> None:
    assert length_of(text) == wanted


def test_beyond_the_calendar() -> None:
    with pytest.raises(OverflowError):
        count(dt.date(9999, 12, 1), Length(2, "months"), "no", {})


def test_holidays_of_lower_saxony() -> None:
    found = free_days("NI", 2026)
    assert found[dt.date(2026, 10, 31)] == FreeDay("Reformationstag", everywhere=False)
    assert found[dt.date(2026, 10, 3)].everywhere
    assert dt.date(2026, 11, 1) not in found, "All Saints is no holiday there"
    assert found[dt.date(2027, 3, 26)].everywhere, "Good Friday"
    everywhere = free_days("", 2026)
    assert dt.date(2026, 10, 31) not in everywhere
    assert len([day for day in everywhere if day.year == 2026]) == 9


def test_the_shipped_rules() -> None:
    rules = {rule.id: rule for rule in shipped_book(True).deadlines}
    lengths = {name: (rule.length.number, rule.length.unit) for name, rule in rules.items()}
    assert lengths["agg-15-4"] == (2, "months")
    assert lengths["agg-21-5"] == (2, "months")
    assert lengths["arbgg-61b"] == (3, "months")
    assert lengths["kschg-4"] == (3, "weeks")
    assert lengths["vwgo-70"] == (1, "months")
    assert lengths["vwgo-58"] == (1, "years")
    for rule in rules.values():
        assert rule.url.startswith("https://www.gesetze-im-internet.de/")
        assert not rule.confirmed, "the office confirms, in its own copy"
        assert rule.moves == "doubt", "nobody has read the text on free days"
        assert all(rule.doubt.values())
        assert all(rule.begins.values())


def test_what_the_page_gets() -> None:
    rules = shipped_book(True).deadlines
    found = as_json(rules, "NI", dt.date(2026, 11, 23))
    assert (found["from"], found["until"]) == ("2024-01-01", "2032-12-31")
    assert {rule["id"] for rule in found["rules"]} == {rule.id for rule in rules}
    assert found["free"]["2026-10-31"] == {"name": "Reformationstag", "everywhere": False}
    assert "file" not in found["rules"][0]
    assert Path(rules[0].file).name == "deadlines.yaml"
