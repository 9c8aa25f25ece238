"""The common parts (emergency, interpreter, duties, goodbye), called by a flow written here."""

from __future__ import annotations

import msgspec
import pytest

from bot.engine.book import Book
from bot.engine.checks import check
from bot.engine.events import OpenCase
from bot.engine.problems import Problem
from bot.engine.reader import read_flow
from tests.engine.talk import Talk
from tests.running import shipped_book

COMMON = ("emergency", "interpreter", "duties", "goodbye")
CALLER = """
lotse: 1
title: Probe
flow: caller
start: safe
triggers: {deeplink: caller}
steps:
  safe:
    ask: Sicher?
    options:
      "yes": {label: Ja, next: human}
      "no": {label: Nein, next: danger}
  danger:
    call: emergency
    next: after
  after:
    branch:
      - {when: {emergency.now: safe}, next: further}
      - {when: {emergency.now: human}, next: human}
      - {else: bye}
  further:
    ask: Weiter?
    options:
      ok: {label: Gut, next: human}
  human:
    call: interpreter
    next: before_talk
  before_talk:
    call: duties
    next: agreed
  agreed:
    branch:
      - {when: {duties.go: "yes"}, next: talk}
      - {else: bye}
  talk:
    handoff: {team: ads, consent: [interpreter.needed]}
    next: bye
  bye:
    call: goodbye
    next: over
  over:
    end: true
"""


@pytest.fixture(scope="module")
def calling() -> Book:
    book = shipped_book(True)
    problems: list[Problem] = []
    flow = read_flow(CALLER, "test.yaml", problems)
    assert flow is not None
    flows = {**{key: book.flows[key] for key in COMMON}, flow.id: flow}
    assert [*problems, *check(flows, book.facts, book.teams)] == []
    return msgspec.structs.replace(book, flows=flows)


@pytest.fixture
def caller(calling: Book) -> Talk:
    return Talk(calling).start("caller")


def test_they_stand_in_no_menu_and_open_by_no_word(calling: Book):
    for key in COMMON:
        flow = calling.flows[key]
        assert (flow.menu, flow.deeplink, flow.words) == (None, "", ())


def test_the_risky_ones_clear_the_chat(calling: Book):
    assert [key for key in COMMON if calling.flows[key].risk == "high"] == ["emergency", "duties"]


def test_the_card_shows_who_to_call(caller: Talk):
    caller.tap("no")
    for number in ("110", "112", "116 016", "0800 1110111", "116 111"):
        assert number in caller.text
    assert "keine Hilfe zu Ihnen schicken" in caller.text


@pytest.mark.parametrize(
    ("option", "at"), [("safe", "further"), ("human", "needed"), ("stop", "understood")]
)
def test_from_the_card_three_ways_lead_on(caller: Talk, option: str, at: str):
    assert caller.tap("no").tap(option).at == at


def test_the_duties_are_complete(caller: Talk):
    caller.tap("yes").tap("no")
    for said in ("gehört zur Stadt", "keine Rechtsberatung", "keine Frist an", "keinen Namen"):
        assert said in caller.text


def test_who_agrees_hands_over_whether_they_need_an_interpreter(caller: Talk):
    caller.tap("yes").tap("yes").tap("yes").tap("yes")
    (opening,) = caller.effects
    assert isinstance(opening, OpenCase)
    assert [(answer.id, answer.answer) for answer in opening.answers] == [
        ("interpreter.needed", "🗣 Ja, bitte")
    ]
    assert caller.at == "understood"


def test_who_does_not_agree_sends_nothing(caller: Talk):
    assert caller.tap("yes").tap("no").tap("no").at == "understood"
    assert caller.effects == []


def test_goodbye_keeps_no_answer(caller: Talk):
    caller.tap("no").tap("stop").tap("yes")
    assert caller.session.answers == {}
    assert (caller.session.flow, caller.session.screen) == ("", "menu")


def test_who_did_not_understand_can_ask_a_human(caller: Talk):
    caller.tap("no").tap("stop").tap("no")
    assert caller.at == "not_clear"
    caller.tap("yes").tap("yes")
    assert isinstance(caller.effects[0], OpenCase)


def test_what_is_not_an_answer_to_goodbye_ends_it_kindly(caller: Talk):
    caller.tap("no").tap("stop").type("xyz").type("xyz")
    assert caller.session.flow == ""
