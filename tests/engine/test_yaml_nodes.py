from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.problems import Problem
from bot.engine.yaml_nodes import MAX_BYTES, parse


def problem_of(text: str) -> Problem:
    problems: list[Problem] = []
    parse(text, "x.yaml", problems)
    assert len(problems) == 1, problems
    assert problems[0].file == "x.yaml"
    return problems[0]


def value_of(text: str):
    problems: list[Problem] = []
    root = parse(f"a: {text}", "x.yaml", problems)
    assert root is not None
    assert problems == []
    return root.value["a"].value


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("a: &x 1\nb: 2", (1, 4), "Anchors"),
        ("a: &x [1]\nb: *x", (1, 4), "Anchors"),
        ("a: 1\nb: *x", (2, 4), "Anchors"),
        ("b:\n  a: !include x", (2, 6), "Tags"),
        ("a: !!set {b}", (1, 4), "Tags"),
        ("a: 1\nb: 2\na: 3", (3, 1), "twice"),
        ("a:\n\tb: 1", (2, 1), "tab"),
        ("a: 1\n  b: 2", (2, 4), "not valid YAML"),
        ("a: 'x", (1, 6), "not valid YAML"),
        ("a: 1\n---\nb: 2", (2, 1), "another document"),
        ("options:\n  yes: 1", (2, 3), "quotation marks"),
        ("No: 1", (1, 1), "quotation marks"),
        ("? [a]\n: 1", (1, 3), "name of a field"),
        ("", (1, 1), "empty"),
        ("# nothing", (1, 1), "empty"),
        ("a: \x00", (1, 1), "cannot be read"),
        ('a: "\\ud83d"', (1, 4), "half a character"),
        ("a: " + "[" * 30 + "]" * 30, (1, 23), "nested"),
        ("{" * 200, (1, 21), "nested"),
    ],
)
def test_what_would_surprise_an_editor_is_refused(text: str, place: tuple[int, int], word: str):
    problem = problem_of(text)
    assert (problem.line, problem.column) == place
    assert word in str(problem)


def test_a_quoted_yes_is_a_key():
    problems: list[Problem] = []
    assert parse("\"yes\": 1\n'no': 2", "x.yaml", problems)
    assert problems == []


def test_a_file_that_is_too_large():
    assert "too large" in problem_of("a: " + "ä" * (MAX_BYTES // 2)).what
    assert value_of("x" * 1000) == "x" * 1000


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("112", 112),
        ("-3", -3),
        ("0", 0),
        ("+49 511 1", "+49 511 1"),
        ("+49511", "+49511"),  # a telephone number keeps its plus
        ("0511", "0511"),  # and its nought
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("1.10", "1.10"),
        ("9" * 5000, "9" * 5000),
        ("true", True),
        ("FALSE", False),
        ("yes", "yes"),
        ("null", None),
        ("~", None),
        ("", None),
        ("2026-11-23", "2026-11-23"),
        ('"112"', "112"),
    ],
)
def test_values_are_what_was_written(text: str, value):
    assert value_of(text) == value


def test_places_count_from_one():
    root = parse("a:\n  - b: x\n    c: y", "x.yaml", [])
    assert root is not None
    inner = root.value["a"].value[0]
    assert inner.place == (2, 5)
    assert inner.keys == {"b": (2, 5), "c": (3, 5)}
    assert inner.value["c"].place == (3, 8)


@given(st.text(alphabet="ab:-[]{}&*!?|>#'\"% \n\t\\", max_size=60))
def test_nothing_raises(text: str):
    problems: list[Problem] = []
    assert parse(text, "x.yaml", problems) is not None or problems
