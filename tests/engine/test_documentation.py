"""The files of deadlines and of the documentation: what is wrong in them is told with its place."""

from __future__ import annotations

import pytest

from bot.engine.deadline_rules import read_rules
from bot.engine.documentation import read_documentation
from bot.engine.problems import Problem
from bot.problem_words import german
from tests.engine.conftest import ROOT
from tests.running import shipped_book

RULE = """agg:
  norm: § 15 Abs. 4 AGG
  length: 2 months
  moves: doubt
  title: {de: Arbeit, en: Work}
  begins: {de: Tag, en: Day}
  text: {de: Was, en: What}
  source: Gesetz
  url: https://example.org
  checked: 2026-11-23
"""
FIELDS = """version: 2026-1
default: ads
sets:
  ads:
    area:
      label: {de: Bereich, en: Area}
      values:
        work: {de: Arbeit, en: Work}
      suggest:
        report.area: {work: work}
"""


def told(problems: list[Problem]) -> list[str]:
    for problem in problems:
        assert german(problem.what), problem.what
    return [f"{one.line}:{one.column} {one.what}" for one in problems]


def rules_told(old: str, new: str) -> list[str]:
    assert old in RULE
    problems: list[Problem] = []
    read_rules(RULE.replace(old, new), "deadlines.yaml", problems)
    return told(problems)


def fields_told(old: str, new: str) -> list[str]:
    assert old in FIELDS
    problems: list[Problem] = []
    read_documentation(
        FIELDS.replace(old, new), "documentation.yaml", shipped_book(True).flows, problems
    )
    return told(problems)


def test_whole_files_are_read() -> None:
    problems: list[Problem] = []
    (rule,) = read_rules(RULE, "deadlines.yaml", problems)
    assert (rule.id, rule.length.number, rule.length.unit, rule.confirmed) == (
        "agg",
        2,
        "months",
        False,
    )
    assert (rule.title, rule.doubt) == ({"de": "Arbeit", "en": "Work"}, {})
    found = read_documentation(FIELDS, "x", shipped_book(True).flows, problems)
    assert problems == []
    (field,) = found.scheme("any team").fields
    wanted = {"work": ("work",), "💼 Arbeit, Bewerbung": ("work",)}
    assert field.suggest == {"report.area": wanted, "area": wanted}


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("2 months", "two months", '3:3 "two months" is not a length of time.'),
        ("2 months", "999 years", '3:3 "999 years" is not a length of time.'),
        ("moves: doubt", "moves: maybe", '4:3 "maybe" is not possible for moves.'),
        ("https://example.org", "javascript:x", '9:3 "javascript:x" is not an address.'),
        ("2026-11-23", "23.11.2026", '10:3 "23.11.2026" is not a day.'),
        (", en: Work", "", '5:3 "title" needs "en".'),
        ("  norm: § 15 Abs. 4 AGG\n", "", '1:1 Deadline "agg" needs "norm".'),
        ("  source:", "  sauce:", '8:3 "sauce" is not known in deadline "agg".'),
        ("agg:", "AGG:", '1:1 "AGG" cannot be an id.'),
    ],
)
def test_what_is_wrong_with_a_rule(old: str, new: str, wanted: str) -> None:
    assert wanted in rules_told(old, new)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("default: ads", "default: abs", '2:1 There is no set "abs".'),
        ("{work: work}", "{wrok: work}", '10:23 There is no option "wrok".'),
        ("{work: work}", "{work: wrok}", '10:23 There is no value "wrok".'),
        (
            "report.area",
            "report.story",
            '10:9 No question with options is saved as "report.story".',
        ),
        ("report.area", "nowhere.x", '10:9 No question with options is saved as "nowhere.x".'),
        (", en: Area", "", '6:7 "label" needs "en".'),
        (
            "        work: {de: Arbeit, en: Work}\n",
            "        {}\n",
            '5:5 Field "area" needs "values".',
        ),
        ("      label:", "      lable:", '6:7 "lable" is not known in field "area".'),
        ("version: 2026-1\n", "", '1:1 The documentation file needs "version".'),
    ],
)
def test_what_is_wrong_with_the_documentation(old: str, new: str, wanted: str) -> None:
    assert wanted in fields_told(old, new)


def test_what_answers_suggest_is_not_looked_up_in_flows_that_could_not_be_read() -> None:
    problems: list[Problem] = []
    text = FIELDS.replace("report.area", "nowhere.x")
    read_documentation(text, "documentation.yaml", {}, problems)
    assert problems == []


def test_every_shipped_code_has_words_and_every_needed_field_a_way_out() -> None:
    fields = shipped_book(True).documentation.scheme("ads").fields
    assert {field.id for field in fields if not field.needed} == {"age_group", "gender", "district"}
    six = list(next(field for field in fields if field.id == "grounds").values)[:6]
    assert six == ["racism", "gender", "religion", "disability", "age", "sexuality"]
    for field in fields:
        for words in (field.label, *field.values.values()):
            assert set(words) == {"de", "en"}, field.id
        assert (ROOT / "flows" / "documentation.yaml").exists()
