"""Branches: equal to one of, below, above, from … to; numbers, days, several answers."""

from __future__ import annotations

import pytest

from bot.engine.conditions import Condition, limit
from tests.engine.talk import Talk
from tests.engine.written import written


def way(question: str, condition: str, *typed: str) -> str:
    """Which way somebody goes who answers so: "yes" or "else"."""
    flow = f"""
flow: sorted
start: q
triggers: {{deeplink: sorted}}
data:
  key: {{keep: session}}
steps:
  q:
    ask: Frage?
    save: key
{question}
  sort:
    branch:
      - {{when: {{key: {condition}}}, next: "yes"}}
      - {{else: otherwise}}
  "yes": {{ask: Ja?, accepts: text, next: bye}}
  otherwise: {{ask: Nein?, accepts: text, next: bye}}
  bye: {{end: true}}
"""
    talk = Talk(written(flow)).start("sorted")
    for text in typed:
        talk.type(text)
    return talk.at


NUMBER = "    accepts: number\n    next: sort"
DAY = "    accepts: date\n    next: sort"
ONE = "    options: {a: {label: A, next: sort}, b: {label: B, next: sort}}"
MANY = "    many: true\n    min: 0\n    options: {a: {label: A}, b: {label: B}}\n    next: sort"
TEXT = "    accepts: text\n    next: sort"


@pytest.mark.parametrize(
    ("condition", "goes", "otherwise"),
    [
        ("6", ["6", "6,0"], ["5", "60"]),
        ("[6, 7]", ["6", "7"], ["8"]),
        ("{below: 6}", ["5", "5,9", "-1"], ["6", "7"]),
        ("{above: 6}", ["7", "6,1", "10"], ["6", "5"]),
        ("{from: 6}", ["6", "7"], ["5"]),
        ("{to: 6}", ["6", "5"], ["7"]),
        ("{from: 6, to: 10}", ["6", "8", "10"], ["5", "11"]),
        ("{above: 6, below: 10}", ["7", "9"], ["6", "10"]),
        ("{below: 0.5}", ["0"], ["1"]),
    ],
)
def test_numbers(condition: str, goes: list[str], otherwise: list[str]):
    for typed in goes:
        assert way(NUMBER, condition, typed) == "yes"
    for typed in otherwise:
        assert way(NUMBER, condition, typed) == "otherwise"


@pytest.mark.parametrize(
    ("condition", "goes", "otherwise"),
    [
        ("{below: 2026-11-01}", ["31.10.2026", "1.1.1999"], ["1.11.2026", "heute"]),
        ("{from: 2026-11-01, to: 2026-11-30}", ["1.11.2026", "30.11.2026"], ["1.12.2026"]),
        ("2026-11-23", ["heute"], ["gestern"]),
    ],
)
def test_days(condition: str, goes: list[str], otherwise: list[str]):
    for typed in goes:
        assert way(DAY, condition, typed) == "yes"
    for typed in otherwise:
        assert way(DAY, condition, typed) == "otherwise"


def test_options():
    assert way(ONE, "a", "A") == "yes"
    assert way(ONE, "[b]", "A") == "otherwise"
    assert way(ONE, "[a, b]", "B") == "yes"


def test_of_several_answers_one_is_enough():
    assert way(MANY, "b", "A und B") == "yes"
    assert way(MANY, "[b]", "A") == "otherwise"
    assert way(MANY, "[a, b]", "fertig") == "otherwise", "nothing was chosen"


def test_own_words():
    assert way(TEXT, "ja", "ja") == "yes"
    assert way(TEXT, "a", "a,b") == "otherwise", "a comma in a text divides nothing"


def test_what_was_not_answered_fulfils_nothing():
    assert not Condition(("a",)).holds([])
    assert not Condition(below=("number", 6.0)).holds([])


def test_what_cannot_be_compared_fulfils_nothing():
    number, day = Condition(below=("number", 6.0)), Condition(below=("day", 800_000.0))
    assert not number.holds(["kein"])
    assert not number.holds(["2026-11-23"])
    assert not day.holds(["5"])
    assert day.holds(["2026-11-23"])


@pytest.mark.parametrize("text", ["", "x", "1e5", "nan", "inf", "0x1", "1_000", "²", "2026-13-01"])
def test_what_is_no_limit(text: str):
    assert limit(text) is None
