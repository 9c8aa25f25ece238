"""Broken flow files: each says in its first line where its error is found, and what is said."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.engine.book import Book
from bot.engine.checks import check
from bot.engine.flow import Flow
from bot.engine.problems import FlowError, Problem
from bot.engine.reader import read_flow
from bot.engine.teams import read_teams
from bot.library import load_book
from tests.engine.conftest import ROOT

BROKEN = ROOT / "tests" / "flows_broken"
FILES = sorted(BROKEN.glob("*.yaml"))
EXPECT = re.compile(r"# expect: (\d+):(\d+) (.+)")


def problems_of(text: str, book: Book) -> list[Problem]:
    problems: list[Problem] = []
    flow = read_flow(text, "broken.yaml", problems)
    assert (flow is None) == bool(problems)
    return check({flow.id: flow}, book.facts, book.teams) if flow else problems


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_broken_flow_is_told_where_and_what(small: Book, path: Path):
    text = path.read_text(encoding="utf-8")
    expected = EXPECT.match(text)
    assert expected, "the first line says what is expected"
    line, column, words = int(expected[1]), int(expected[2]), expected[3]
    problems = problems_of(text, small)
    found = [problem for problem in problems if words in str(problem)]
    assert found, "\n".join(map(str, problems))
    assert (found[0].line, found[0].column) == (line, column)
    assert str(found[0]).startswith(f"broken.yaml:{line}:{column}: ")


def test_there_are_many():
    assert len(FILES) >= 100


@pytest.mark.parametrize("name", ["latin_1", "utf_16"])
def test_another_encoding_is_told(name: str, tmp_path: Path):
    folder = shutil.copytree(ROOT / "tests" / "engine" / "small", tmp_path / "small") / "flows"
    shutil.copy(BROKEN / "encodings" / f"{name}.yaml", folder)
    with pytest.raises(FlowError) as caught:
        load_book(folder, folder.parent / "translations", demo=True)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.todo) == (1, 1, "Save it as UTF-8.")
    assert problem.file.endswith(f"{name}.yaml")


def test_a_mark_at_the_beginning_and_the_line_ends_of_windows_are_harmless(small: Book):
    text = (ROOT / "tests/engine/small/flows/info.yaml").read_text(encoding="utf-8")
    problems: list[Problem] = []
    flow = read_flow("\ufeff" + text.replace("\n", "\r\n"), "x.yaml", problems)
    assert problems == []
    assert flow is not None
    assert flow.steps == small.flows["info"].steps


def test_what_they_are_made_of_is_not_broken(small: Book):
    """Each differs from this flow by its error alone."""
    whole = """
lotse: 1
flow: broken
title: Ein Ablauf
start: hello
data:
  area: {type: choice, keep: case}
steps:
  hello:
    ask: Wo ist es passiert?
    save: area
    options:
      work: {label: Arbeit, next: sort}
      home: {label: Wohnung, next: sort}
  sort:
    branch:
      - {when: {area: work}, next: talk}
      - {else: talk}
  talk:
    handoff: {team: ads, consent: [area]}
    next: bye
  bye:
    say: "Danke. {ads.email}"
    end: true
"""
    assert problems_of(whole, small) == []


def test_a_place_that_is_not_known_is_that_of_what_is_around_it():
    places = {"steps": (5, 1), "steps.area": (6, 3)}
    flow = Flow(id="x", file="x", title="x", start="x", steps={}, places=places)
    assert flow.place("steps.area.options.work.next") == (6, 3)
    assert flow.place("steps.other") == (5, 1)
    assert flow.place("title") == (1, 1)


@pytest.mark.parametrize(
    ("field", "most"),
    [
        ("keep_days: 0", "1 to 3650"),
        ("keep_days: 3651", "1 to 3650"),
        ("lock_minutes: 4", "5 to 60"),
    ],
)
def test_a_team_beyond_what_is_promised_is_told(field: str, most: str, tmp_path: Path):
    folder = shutil.copytree(ROOT / "tests" / "engine" / "small", tmp_path / "small") / "flows"
    teams = folder / "teams.yaml"
    before = teams.read_text(encoding="utf-8")
    teams.write_text(before + f"more: {{name: Noch eine, de: Berät., {field}}}\n", encoding="utf-8")
    with pytest.raises(FlowError) as caught:
        load_book(folder, folder.parent / "translations", demo=True)
    (problem,) = caught.value.problems
    assert problem.line == before.count("\n") + 1
    assert problem.todo == f"Take a number from {most}."


def test_a_team_says_how_long_it_keeps_and_when_it_locks():
    problems: list[Problem] = []
    text = "ads: {name: A, keep_days: 3650, lock_minutes: 5}\nother: {name: B}\n"
    teams = read_teams(text, "teams.yaml", problems)
    assert problems == []
    assert [(t.keep_days, t.lock_minutes) for t in teams.values()] == [(3650, 5), (90, 15)]
