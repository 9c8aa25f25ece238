"""One case per step kind: its EXAMPLE reads as what it says. A kind without a case fails."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from bot.engine.conditions import Condition
from bot.engine.fields import Fields
from bot.engine.flow import (
    AskOptions,
    AskText,
    Branch,
    Call,
    Case,
    End,
    Handoff,
    Option,
    Say,
    Unclear,
    Urgent,
    targets,
)
from bot.engine.problems import Problem
from bot.engine.steps import COMMON, KINDS, Kind, ask_options, ask_text, read_step
from bot.engine.yaml_nodes import parse

CASES = {
    "options": AskOptions(
        id="area",
        text="Wo ist es passiert?",
        help="Zum Beispiel bei der Arbeit, in der Schule oder in einem Amt.",
        save="area",
        options=(
            Option("work", "💼 Arbeit", "story", ("chef", "firma", "job")),
            Option("skip", "Möchte ich nicht sagen", "story"),
        ),
        unclear=Unclear(2, "talk"),
    ),
    "text": AskText(
        id="story",
        text="Was ist passiert?",
        save="story",
        next="choose",
        accepts=("text", "voice", "photo", "document"),
    ),
    "branch": Branch(
        id="sort",
        cases=(
            Case(
                {
                    "area": Condition(("work", "office")),
                    "age": Condition(since=("number", 6.0), until=("number", 9.0)),
                },
                "deadline",
            ),
            Case({"age": Condition(below=("number", 6.0))}, "small"),
            Case({}, "bye"),
        ),
    ),
    "handoff": Handoff(
        id="talk",
        team="ads",
        consent=("area", "story"),
        urgency=(
            Urgent("danger", {"emergency.now": Condition(("human",))}),
            Urgent("soon", {"days_left": Condition(below=("number", 7.0))}),
        ),
        next="bye",
    ),
    "call": Call(id="interpreter", flow="interpreter", next="talk"),
    "say": Say(
        id="office",
        text="Das Büro ist im Rathaus. Am Freitag ist es geschlossen.",
        link="https://www.example.org/rathaus",
        image="rathaus.jpg",
        audio="rathaus.mp3",
        since=dt.date(2026, 11, 23),
        until=dt.date(2026, 12, 31),
        next="bye",
    ),
    "end": End(id="over"),
}
WAYS = {
    "options": ["story", "story", "talk"],
    "text": ["choose"],
    "branch": ["deadline", "small", "bye"],
    "handoff": ["bye"],
    "call": ["talk"],
    "say": ["bye"],
    "end": [],
}


def read(text: str) -> tuple[object, list[Problem]]:
    problems: list[Problem] = []
    node = parse(text, "x.yaml", problems)
    assert node is not None
    ((step_id, child),) = node.items()
    return read_step(Fields(child, "x.yaml", problems, f'step "{step_id}"'), step_id), problems


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_example_reads_as_what_it_says(kind: Kind):
    step, problems = read(kind.example)
    assert problems == []
    assert step == CASES[kind.name]
    assert targets(step) == WAYS[kind.name]


def test_a_question_with_several_answers_reads_as_what_it_says():
    step, problems = read(ask_options.EXAMPLE_MANY)
    assert problems == []
    assert step == AskOptions(
        id="grounds",
        text="Warum ist es passiert?",
        save="grounds",
        options=(
            Option("origin", "Herkunft", "", ("pass",)),
            Option("age", "Alter", ""),
            Option("other", "Etwas anderes", ""),
        ),
        many=True,
        next="story",
        at_least=1,
        at_most=2,
    )
    assert targets(step) == ["story"]


def test_a_question_for_a_number_reads_as_what_it_says():
    step, problems = read(ask_text.EXAMPLE_NUMBER)
    assert problems == []
    assert step == AskText(
        id="age",
        text="Wie alt ist Ihr Kind?",
        save="age",
        next="sort",
        accepts=("number",),
        at_least=0,
        at_most=25,
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_takes_what_steps_have_in_common(kind: Kind):
    text = kind.example + "  checkpoint: true\n  renamed_from: [before]\n"
    step, problems = read(text if "help:" in text else text + "  help: So geht es.\n")
    assert problems == []
    assert isinstance(step, msgspec.Struct)
    assert (step.checkpoint, step.renamed_from, bool(step.help)) == (True, ("before",), True)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_refuses_what_it_does_not_know(kind: Kind):
    _, problems = read(kind.example + "  lable: x\n")
    assert [problem.what for problem in problems] == [
        f'"lable" is not known in step "{CASES[kind.name].id}".'
    ]


def test_kinds_can_be_told_apart():
    assert len({kind.name for kind in KINDS}) == len(KINDS) == len(CASES)
    for kind in KINDS:
        assert kind.marks <= kind.fields
        assert not kind.fields & COMMON
