"""Flows that are changed while somebody is in the middle: no edit breaks a running chat."""

from __future__ import annotations

import msgspec
import pytest

from bot.engine import answers, play, screens
from bot.engine.book import Book
from bot.engine.flow import AskText, Say, Step
from bot.engine.play import MAX_STEPS
from bot.engine.session import Visit
from bot.engine.turn import Turn
from tests.engine.talk import Talk
from tests.engine.written import written


def edited(book: Book, **steps: Step | None) -> Book:
    """The report with some steps replaced, or taken away (None)."""
    flow = book.flows["report"]
    kept = {**flow.steps, **steps}
    kept = {key: step for key, step in kept.items() if step is not None}
    flow = msgspec.structs.replace(flow, steps=kept)
    return msgspec.structs.replace(book, flows={**book.flows, "report": flow})


@pytest.fixture
def at_area(talk: Talk) -> Talk:
    return talk.start("report").tap("yes")


def test_texts_follow_the_live_file(small: Book, at_area: Talk):
    step = small.flows["report"].steps["area"]
    at_area.book = edited(small, area=msgspec.structs.replace(step, text="Wo war das?"))
    assert at_area.command("help").said[-1].text == "Wo war das?"


def test_a_question_that_is_gone_leads_to_the_one_before(small: Book, at_area: Talk):
    button = at_area.data("work")
    at_area.book = edited(small, area=None)
    assert at_area.tap_data(button).at == "safe"
    assert at_area.said[0].text == at_area.word("moved")
    assert at_area.command("back").at == "menu"


def test_a_question_that_asks_nothing_now_is_gone_on_from(small: Book, at_area: Talk):
    button = at_area.data("work")
    at_area.book = edited(small, area=Say(id="area", text="Nur noch ein Satz.", next="bye"))
    assert at_area.tap_data(button).at == "menu"
    assert at_area.said[0].text == "Nur noch ein Satz."


def test_typed_words_too(small: Book, at_area: Talk):
    at_area.book = edited(small, area=None)
    assert at_area.type("Arbeit").at == "safe"


def test_a_whole_flow_that_is_gone(small: Book, at_area: Talk):
    flows = {key: flow for key, flow in small.flows.items() if key != "report"}
    at_area.tap("office")
    at_area.book = msgspec.structs.replace(small, flows=flows)
    assert at_area.command("back").at == "menu"
    assert at_area.command("human").at == "consent"
    assert at_area.tap("yes").at == "case"


def test_a_menu_item_that_is_gone(small: Book, talk: Talk):
    button = talk.data("f-report")
    flows = {key: flow for key, flow in small.flows.items() if key != "report"}
    talk.book = msgspec.structs.replace(small, flows=flows)
    talk.tap_data(button)
    assert talk.said[0].text == talk.word("old_button")
    assert list(talk.buttons) == ["f-info", "human", "language"]


def test_a_change_that_is_no_longer_possible(small: Book, at_area: Talk):
    area = small.flows["report"].steps["area"]
    old = at_area.data("work")
    at_area.tap("office").tap_data(old)
    fewer = msgspec.structs.replace(area, options=area.options[1:])
    at_area.book = edited(small, area=fewer)
    at_area.command("help")
    assert "Bisher: 🏛 Amt. Neu: –." in at_area.text
    assert at_area.tap("yes").at == "menu"


def test_a_change_of_a_question_that_is_gone(small: Book, at_area: Talk):
    old = at_area.data("work")
    at_area.tap("office").tap_data(old)
    at_area.book = edited(small, area=None)
    assert at_area.command("help").at == "office"


def test_an_old_button_of_a_question_that_is_gone(small: Book, at_area: Talk):
    old = at_area.data("work")
    at_area.tap("office")
    at_area.book = edited(small, area=None)
    assert at_area.tap_data(old).at == "office"
    assert at_area.said[0].text == at_area.word("old_button")


@pytest.mark.parametrize("choice", ["yes", "no"])
def test_a_consent_whose_step_is_gone_sends_nothing(small: Book, talk: Talk, choice: str):
    talk.start("report").tap("yes").tap("work").tap("good").tap("skip").type("Text")
    button = talk.data(choice)
    talk.book = edited(small, talk=None)
    assert talk.tap_data(button).at == "story"
    assert [message.text for message in talk.said[:2]] == [
        talk.word("not_sent"),
        talk.word("moved"),
    ]
    assert talk.effects == []


def test_a_flow_that_goes_round_ends_with_an_apology(small: Book, at_area: Talk):
    at_area.book = edited(small, emergency=Say(id="emergency", text="Rund.", next="emergency"))
    at_area.command("back").tap("no")
    assert [message.text for message in at_area.said] == [
        *["Rund."] * MAX_STEPS,
        at_area.word("lost"),
        at_area.word("more"),
    ]
    assert at_area.at == "menu"


@pytest.mark.parametrize("choice", ["yes", "no", "help"])
def test_a_change_of_a_question_that_takes_own_words_now(small: Book, at_area: Talk, choice: str):
    old = at_area.data("work")
    at_area.tap("office").tap_data(old)
    assert at_area.at == "change"
    button = at_area.data("yes").replace(".yes", f".{choice}")
    own = AskText(id="area", text="Wo war das?", save="area", next="sort")
    at_area.book = edited(small, area=own)
    at_area.tap_data(button)
    assert at_area.at in ("area", "office", "menu")
    assert at_area.said


def test_going_back_over_what_is_gone_raises_nothing(small: Book, at_area: Talk):
    """Landing comes before it; by itself it says that nobody can stand there."""
    gone = Visit(7, "report", "gone")
    turn = Turn(small, at_area.session, at_area.context, screens)
    turn.session.path += [gone, Visit(8, "no_flow", "gone", "x")]
    assert play.stand_at(turn, gone) is False
    play.go_back_to(turn, 0)
    assert [visit.step for visit in turn.session.path] == ["safe"]
    turn.session.path.append(Visit(9, "no_flow", "gone", "x"))
    answers.forget(turn, [])
    assert turn.session.answers.get("no_flow") is None


def test_handing_over_answers_of_a_flow_that_is_gone_raises_nothing(small: Book, at_area: Talk):
    flow = small.flows["report"]
    step = msgspec.structs.replace(flow.steps["talk"], consent=("area", "gone.key"))
    turn = Turn(small, at_area.session, at_area.context, screens)
    turn.session.answers = {"report": {"area": "work"}}
    assert [answer.id for answer in answers.to_hand_over(turn, flow, step)] == ["area"]
    answers.handed_over(turn, flow, step)
    assert turn.session.answers == {}


def test_several_ticks_whose_option_is_gone_are_dropped(small: Book):
    book = written(MANY)
    talk = Talk(book).start("many").tap("a").tap("b")
    flow = book.flows["many"]
    q = flow.steps["q"]
    fewer = msgspec.structs.replace(q, options=q.options[1:])
    changed = msgspec.structs.replace(flow, steps={**flow.steps, "q": fewer})
    talk.book = msgspec.structs.replace(book, flows={**book.flows, "many": changed})
    talk.tap("done")
    assert talk.session.answers == {"many": {"q": "b"}}


MANY = """
flow: many
start: q
triggers: {deeplink: many}
data:
  q: {type: choice, keep: case}
steps:
  q:
    ask: Was?
    save: q
    many: true
    options: {a: {label: A}, b: {label: B}, c: {label: C}}
    next: r
  r: {ask: Und?, accepts: text, next: e}
  e: {end: true}
"""
