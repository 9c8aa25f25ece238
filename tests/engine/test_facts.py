"""Facts: what is shown of them to whom."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.engine.book import Book, Language
from bot.engine.facts import Fact, read_facts
from bot.engine.problems import Problem

TODAY = dt.date(2026, 11, 23)
GOOD = "{value: 0511 1, de: Telefon, otherwise: die Zentrale, source: Stadt, checked: 2026-11-01, "


class NoTexts:
    def get(self, lang: str, place: str, source: str) -> str:
        return {"en/facts/a.b/otherwise": "the switchboard"}.get(f"{lang}/{place}", source)


def shown(rest: str, *, demo: bool = False, today: dt.date = TODAY, lang: str = "de") -> str:
    problems: list[Problem] = []
    facts = read_facts(f"a.b: {GOOD}owner: '56', {rest}}}", "facts.yaml", problems)
    assert problems == []
    book = Book({}, facts, {}, (Language("de", "Deutsch"),), NoTexts(), demo)
    return book.text(lang, "x", "Rufen Sie an: {a.b}", today).removeprefix("Rufen Sie an: ")


@pytest.mark.parametrize(
    ("rest", "real", "demo"),
    [
        ("confirmed: true", "0511 1", "0511 1"),
        ("confirmed: false", "die Zentrale", "0511 1 (noch nicht bestätigt)"),
        ("basis: plan", "0511 1", "0511 1"),
        ("basis: emergency", "0511 1", "0511 1"),
        ("confirmed: true, recheck: 90d", "0511 1", "0511 1"),
        ("confirmed: true, recheck: 2d", "0511 1 (Stand: 11/2026)", "0511 1 (Stand: 11/2026)"),
        (
            "recheck: 2d",
            "die Zentrale",
            "0511 1 (noch nicht bestätigt) (Stand: 11/2026)",
        ),
    ],
)
def test_what_may_be_shown(rest: str, real: str, demo: str):
    assert shown(rest) == real
    assert shown(rest, demo=True) == demo


def test_overdue_begins_the_day_after():
    rest = "confirmed: true, recheck: 22d"
    assert shown(rest, today=dt.date(2026, 11, 23)) == "0511 1"
    assert shown(rest, today=dt.date(2026, 11, 24)) == "0511 1 (Stand: 11/2026)"


@pytest.mark.parametrize("value", ["null", "''", "~"])
@pytest.mark.parametrize("demo", [True, False])
def test_an_empty_number_is_never_shown(value: str, demo: bool):
    text = f"a.b: {GOOD}owner: '56', confirmed: true}}".replace("0511 1", value)
    facts = read_facts(text, "facts.yaml", [])
    book = Book({}, facts, {}, (), NoTexts(), demo)
    assert book.text("de", "x", "{a.b}", TODAY) == "die Zentrale"


def test_what_stands_in_is_translated():
    assert shown("confirmed: false", lang="en") == "the switchboard"


def test_what_is_no_fact_stays():
    book = Book({}, {}, {}, (), NoTexts())
    for text in ("{a.b}", "{A.B}", "{}", "{{a.b}}", "}{"):
        assert book.text("de", "x", text, TODAY) == text


def test_a_value_of_a_person_is_never_looked_into(small: Book):
    text = small.word("de", "answered", TODAY, answer="{em.police} {answer}")
    assert text == "Ihre Antwort war: {em.police} {answer}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"police: {GOOD}owner: x}}", 'facts.yaml:1:1: "police" cannot name a fact.'),
        (f"Em.Police: {GOOD}owner: x}}", "small letters"),
        (f"a.b: {GOOD}owner: x, valeu: 1}}", 'Did you mean "value"?'),
        (f"a.b: {GOOD}owner: x, basis: law}}", '"law" is not possible for basis.'),
        (f"a.b: {GOOD}owner: x}}".replace("2026-11-01", "1.11.2026"), "Write it like 2026-11-23."),
        (f"a.b: {GOOD[:-2]}}}", 'needs "owner"'),
        ("a.b: 110", "must be fields with values"),
        ("", "empty"),
    ],
)
def test_what_is_wrong_with_a_fact(text: str, expected: str):
    problems: list[Problem] = []
    read_facts(text, "facts.yaml", problems)
    assert expected in str(problems[0])


def test_a_fact_without_recheck_is_never_overdue():
    (fact,) = read_facts(f"a.b: {GOOD}owner: x}}", "facts.yaml", []).values()
    assert isinstance(fact, Fact)
    assert not fact.overdue(dt.date.max)
