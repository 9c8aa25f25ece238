"""Plays every golden conversation of tests/flows in every language it is for."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from bot import golden
from bot.engine.book import Book
from bot.engine.problems import Problem
from bot.engine.session import Session, load
from tests.engine.conftest import ROOT
from tests.engine.written import written

FILES = sorted((ROOT / "tests" / "flows").glob("*.yaml"))


def read(path: Path) -> golden.Test:
    problems: list[Problem] = []
    test = golden.read_test(path.read_text(encoding="utf-8"), path.name, problems)
    assert test is not None, "\n".join(map(str, problems))
    return test


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_golden_conversations(book: Book, path: Path):
    test = read(path)
    langs = golden.languages(book, test)
    assert langs, "played in no language at all"
    problems = [problem for lang in langs for problem in golden.play(book, test, lang)]
    assert problems == [], "\n".join(map(str, problems))


def is_expected(move: golden.Move) -> bool:
    return move.kind == "expect"


def test_every_flow_has_two_and_somebody_changes_an_answer_and_asks_for_a_human(book: Book):
    tests = [read(path) for path in FILES]
    for flow in book.flows.values():
        itself = [test for test in tests if test.flow == flow.id]
        stops = [move.value.get("at") for test in tests for move in test.play if is_expected(move)]
        called = [at for at in stops if at in flow.steps]
        assert len(called if flow.menu is None else itself) >= 2, flow.id
    moves = {
        (test.name, move.value) for test in tests for move in test.play if move.kind == "command"
    }
    assert {"back", "human"} <= {command for _, command in moves}
    assert {lang for test in tests for lang in golden.languages(book, test)} >= {"de", "en"}


# the player itself

GROUNDS = """
flow: grounds
start: ask
triggers: {deeplink: grounds}
data:
  grounds: {type: choice}
steps:
  ask:
    ask: Warum?
    save: grounds
    many: true
    options:
      a: {label: A}
      b: {label: B}
      c: {label: C}
    next: more
  more:
    ask: Noch etwas?
    options:
      "no": {label: Nein, next: bye}
  bye: {say: Ende., end: true}
"""

PLAY = """
test: tells it
flow: report
in: all
play:
  - start: report
  - tap: "yes"
  - expect: {at: area, options: [work, office, school], chosen: ""}
  - tap: work
  - back
  - expect: {at: area, chosen: work, saved: {area: work}}
  - tap: work
  - human
  - expect: {at: consent, handoff: ads}
  - tap: "yes"
  - expect: {at: case, handoff: ads, options: [], saved: {area: work}}
  - type: Hallo
  - expect: {handoff: ""}
"""


def of(text: str) -> golden.Test:
    problems: list[Problem] = []
    test = golden.read_test(text, "t.yaml", problems)
    assert test is not None, problems
    return test


def test_a_test_that_passes(small: Book):
    test = of(PLAY)
    assert golden.languages(small, test) == ["de", "ar", "en"]
    assert [golden.play(small, test, lang) for lang in ("de", "ar", "en")] == [[], [], []]


@pytest.mark.parametrize(
    ("old", "new", "line", "found"),
    [
        ("tap: work", "tap: shop", 9, '"shop" cannot be tapped here. At area, options: work,'),
        ("at: area, options", "at: safe, options", 8, "expected at safe, found area."),
        ("chosen: work", "chosen: office", 11, "expected chosen office, found work."),
        ("[work, office, school]", "[work]", 8, "found ['work', 'office', 'school']"),
        (
            "saved: {area: work}}\n  - tap",
            "saved: {area: x}}\n  - tap",
            11,
            "found {'area': 'work'}",
        ),
        ("at: consent, handoff: ads", "handoff: other", 14, "expected handoff other, found ads."),
        ("  - human", "  - menu", 14, "expected at consent, found menu."),
        ("  - start: report", "  - start: nowhere", 6, 'there is no flow "nowhere".'),
        ("  - start: report", "  - start: info", 7, '"yes" cannot be tapped here. At age'),
    ],
)
def test_a_test_that_fails_says_where_and_what(
    small: Book, old: str, new: str, line: int, found: str
):
    (problem,) = golden.play(small, of(PLAY.replace(old, new, 1)), "de")
    assert (problem.file, problem.line) == ("t.yaml", line)
    assert problem.what.startswith("tells it (de): ")
    assert found in problem.what


def test_waiting_too_long_begins_anew(small: Book):
    waits = "{start: report}, {wait: WAIT}, {tap: 'yes'}, {expect: {at: AT}}"
    text = f"test: x\nflow: report\nplay: [{waits}]"
    for wait, at in (("2h", "area"), ("11h", "area"), ("12h", "menu")):
        assert golden.play(small, of(text.replace("WAIT", wait).replace("AT", at)), "de") == []


@pytest.mark.parametrize(
    ("wait", "reminded", "forgotten", "cleared", "at"),
    [
        ("5h", "false", "false", "false", "safe"),
        ("6h", "true", "false", "false", "again"),
        ("11h", "true", "false", "false", "again"),
        ("12h", "true", "true", "true", "''"),
    ],
)
def test_what_falls_due_while_they_wait_happens(
    small: Book, wait: str, reminded: str, forgotten: str, cleared: str, at: str
):
    saw = f"reminded: {reminded}, forgotten: {forgotten}, cleared: {cleared}, at: {at}"
    text = (
        f"test: x\nflow: report\nplay: [{{start: report}}, {{wait: {wait}}}, {{expect: {{{saw}}}}}]"
    )
    assert golden.play(small, of(text), "de") == []
    other = (
        text.replace("cleared: false", "cleared: true")
        if wait != "12h"
        else text.replace("forgotten: true", "forgotten: false")
    )
    (problem,) = golden.play(small, of(other), "de")
    assert "expected" in problem.what


def test_nobody_is_reminded_while_a_counsellor_is_asked(small: Book):
    play = "{start: report}, human, {tap: 'yes'}, {wait: 3d}, {expect: {at: case, reminded: false}}"
    assert golden.play(small, of(f"test: x\nflow: report\nplay: [{play}]"), "de") == []


def test_what_was_answered_is_gone_with_the_rest(small: Book):
    taps = "{start: report}, {tap: 'yes'}, {tap: work}"
    ends = "{wait: 12h}, {expect: {forgotten: true, saved: {area: ''}}}"
    text = f"test: x\nflow: report\nplay: [{taps}, {ends}]"
    assert golden.play(small, of(text), "de") == []


def test_several_answers_are_a_list():
    book = written(GROUNDS)
    taps = "{start: grounds}, {tap: a}, {tap: c}, {tap: done}"
    for listed, passes in (("[a, c]", True), ("[a]", False)):
        text = (
            f"test: x\nflow: grounds\nplay: [{taps}, {{expect: {{saved: {{grounds: {listed}}}}}}}]"
        )
        assert (golden.play(book, of(text), "de") == []) is passes


def test_the_session_is_stored_between_any_two_turns(small: Book, monkeypatch: pytest.MonkeyPatch):
    loaded: list[bytes] = []

    def spy(stored: bytes) -> Session:
        loaded.append(stored)
        return load(stored)

    monkeypatch.setattr(golden, "load", spy)
    assert golden.play(small, of(PLAY), "de") == []
    turns = [move for move in of(PLAY).play if move.kind != "expect"]
    assert len(set(loaded)) >= len(turns)


def test_what_may_never_happen_is_seen(small: Book):
    class Silent:
        def get(self, lang: str, place: str, source: str) -> str:
            return "" if place == "report/area/ask" else source

    silent = msgspec.structs.replace(small, texts=Silent())
    (problem,) = golden.play(silent, of(PLAY), "de")
    assert "an empty message was sent" in problem.what


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("test: x\nflow: report\nplay: [jump]", "t.yaml:3:8: A line of play is one move."),
        ("test: x\nflow: report\nplay: [{tab: x}]", 'Did you mean "tap"?'),
        ("test: x\nflow: report\nplay: [{tap: x, type: y}]", "one move"),
        ("test: x\nflow: report\nplay: [{wait: long}]", "Write it like 30m"),
        ("test: x\nflow: report\nplay: [{expect: {step: x}}]", '"step" is not known in expect.'),
        (
            "test: x\nflow: report\nplay: [{expect: {reminded: often}}]",
            '"reminded" is true or false',
        ),
        ("test: x\nflow: report", '"play" is a list'),
        ("flow: report\nplay: [back]", 'A test needs "test"'),
        ("- x", "A test must be fields"),
        ("'x", "not valid YAML"),
    ],
)
def test_what_is_wrong_with_a_test(text: str, expected: str):
    problems: list[Problem] = []
    assert golden.read_test(text, "t.yaml", problems) is None
    assert any(expected in str(problem) for problem in problems), problems
