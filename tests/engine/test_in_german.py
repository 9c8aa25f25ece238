"""The German text of the open question, where the way to it is not what it was."""

from __future__ import annotations

import msgspec
import pytest

from bot.engine.book import Book
from bot.engine.flow import Option, Say, Step
from tests.engine.talk import Talk
from tests.engine.written import written


def at_office(talk: Talk) -> Talk:
    return talk.start("report").tap("yes").tap("office")


def edited(talk: Talk, target: str, *steps: Step) -> None:
    """What an editor does meanwhile: the option that led here leads elsewhere now."""
    flow = talk.book.flows["report"]
    area = flow.steps["area"]
    options = tuple(
        Option(option.id, option.label, target if option.id == "office" else option.next)
        for option in area.options
    )
    changed = {"area": msgspec.structs.replace(area, options=options)}
    changed |= {step.id: step for step in steps}
    flow = msgspec.structs.replace(flow, steps={**flow.steps, **changed})
    talk.book = msgspec.structs.replace(talk.book, flows={**talk.book.flows, "report": flow})


LONG = [Say(id=f"l{at}", text=f"Satz {at}.", next=f"l{at + 1}") for at in range(60)]


@pytest.mark.parametrize(
    ("target", "steps"),
    [
        ("bye", []),
        ("emergency", []),
        ("l0", [*LONG, Say(id="l60", text="Zuletzt.", next="office")]),
    ],
    ids=["to the end", "to another question", "too long a way"],
)
def test_an_edit_that_leads_elsewhere_says_nothing_but_the_question(
    talk: Talk, target: str, steps: list[Step]
):
    edited(at_office(talk), target, *steps)
    talk.command("german")
    assert (talk.text, talk.at) == ("Welches Amt?", "office")


def test_two_unclear_answers_led_here_and_not_the_answer(talk: Talk):
    at_office(talk)
    talk.session.path[-2].chosen = ""
    assert talk.command("german").text == "Welches Amt?"


def test_it_stands_aside_and_the_conversation_goes_on_in_its_language(small: Book):
    talk = Talk(small, "en").start("report").tap("no").command("german")
    assert [(said.lang, said.aside) for said in talk.said] == [("de", True)] * 2
    assert (talk.tapped, talk.session.lang) == (talk.word("german_button"), "en")
    assert [said.aside for said in talk.tap("work").said] == [False]


def test_in_german_it_is_no_aside(talk: Talk):
    assert [said.aside for said in at_office(talk).command("german").said] == [False]


CALLS = """
flow: outer
start: friend
triggers: {deeplink: outer}
steps:
  friend: {call: inner, next: bye}
  bye: {say: Ende., end: true}
"""
INNER = """
flow: inner
start: first
data:
  first: {type: choice}
steps:
  first:
    ask: Zuerst?
    save: first
    options:
      a: {label: A, next: second}
  second:
    ask: Danach?
    options:
      a: {label: A, next: bye}
  bye: {say: Innen zu Ende., end: true}
"""


def test_walking_into_a_called_flow_again_keeps_what_was_answered_in_it():
    talk = Talk(written(CALLS, INNER)).start("outer").tap("a").command("back")
    talk.command("german")
    assert talk.text.endswith("Zuerst?")
    assert talk.session.answers == {"inner": {"first": "a"}}
