"""Flows that are changed while somebody is in the middle: no edit breaks a running chat."""

from __future__ import annotations

import msgspec
import pytest

from bot.engine.book import Book
from bot.engine.flow import Say, Step
from bot.engine.play import MAX_STEPS
from tests.engine.talk import Talk


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


@pytest.mark.parametrize("after", [None, Say(id="area", text="Nur noch ein Satz.", next="bye")])
def test_a_question_that_is_gone_leads_to_the_menu(small: Book, at_area: Talk, after: Step | None):
    button = at_area.data("work")
    at_area.book = edited(small, area=after)
    assert at_area.tap_data(button).at == "menu"
    at_area.command("back")
    assert at_area.at == "menu"


def test_typed_words_too(small: Book, at_area: Talk):
    at_area.book = edited(small, area=None)
    assert at_area.type("Arbeit").at == "menu"


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
    assert at_area.command("help").at == "menu"


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
    assert talk.tap_data(button).at == "menu"
    assert talk.said[0].text == talk.word("not_sent")
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
