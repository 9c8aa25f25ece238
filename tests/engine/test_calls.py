"""Flows that call other flows: there and back, answers under their own names, the way back."""

from __future__ import annotations

import msgspec
import pytest

from bot.engine.checks import check
from bot.engine.events import OpenCase
from bot.engine.reader import read_flow
from bot.engine.session import Frame
from tests.engine.conftest import small_book
from tests.engine.talk import NOON, Context, Talk
from tests.engine.written import written

HOME = """
flow: home
start: first
triggers: {deeplink: home}
data:
  first: {type: choice, keep: case}
steps:
  first:
    ask: Zuerst?
    save: first
    options:
      a: {label: A, next: ring}
      b: {label: B, next: last}
  ring:
    call: helper
    next: sort
  sort:
    branch:
      - {when: {helper.need: "yes"}, next: noted}
      - {else: last}
  noted:
    say: Wir suchen jemanden.
    next: last
  last:
    ask: Zuletzt?
    options:
      ok: {label: Gut, next: talk}
      anew: {label: Noch einmal, next: ring}
  talk:
    handoff: {team: ads, consent: [first, helper.need, helper.which]}
    next: bye
  bye:
    say: Danke.
    end: true
"""
HELPER = """
flow: helper
start: need
data:
  need: {type: choice, keep: case}
  which: {type: text, keep: case}
steps:
  need:
    ask: Brauchen Sie Hilfe beim Übersetzen?
    save: need
    options:
      "yes": {label: Ja, next: which}
      "no": {label: Nein, next: over}
  which:
    ask: Welche Sprache?
    accepts: text
    save: which
    next: over
  over:
    end: true
"""


@pytest.fixture
def home() -> Talk:
    return Talk(written(HOME, HELPER)).start("home")


def test_a_called_flow_is_played_and_comes_back(home: Talk):
    home.tap("a")
    assert (home.session.flow, home.at) == ("helper", "need")
    assert home.session.path[-1].calls == (Frame("home", "ring"),)
    assert home.tap("yes").type("Dari").said[0].text == "Wir suchen jemanden."
    assert (home.session.flow, home.at) == ("home", "last")
    assert home.session.path[-1].calls == ()


def test_its_answers_stand_under_its_own_name_and_are_handed_over(home: Talk):
    home.tap("a").tap("yes").type("Dari")
    assert home.session.answers == {
        "home": {"first": "a"},
        "helper": {"need": "yes", "which": "Dari"},
    }
    home.tap("ok")
    assert "• Brauchen Sie Hilfe beim Übersetzen? Ja\n• Welche Sprache? Dari" in home.text
    (opening,) = home.tap("yes").effects
    assert isinstance(opening, OpenCase)
    assert [(answer.id, answer.answer) for answer in opening.answers] == [
        ("first", "A"),
        ("helper.need", "Ja"),
        ("helper.which", "Dari"),
    ]
    assert home.session.answers == {}, "all of it is with the office now"


def test_a_branch_sees_its_answers(home: Talk):
    assert [message.text for message in home.tap("a").tap("no").said] == ["Zuletzt?"]


def test_back_leads_into_it_and_out_of_it(home: Talk):
    home.tap("a").tap("yes").type("Dari").command("back")
    assert (home.session.flow, home.at) == ("helper", "which")
    assert home.word("answered", answer="Dari") in home.text
    home.command("back").command("back")
    assert (home.session.flow, home.at) == ("home", "first")
    assert home.session.answers == {"home": {"first": "a"}, "helper": {}}
    assert home.tap("b").at == "last"


def test_back_into_it_it_still_knows_where_to_return(home: Talk):
    home.tap("a").tap("no").command("back").tap("yes").type("Farsi")
    assert (home.session.flow, home.at) == ("home", "last")


def test_an_old_button_of_a_called_flow(home: Talk):
    old = home.tap("a").data("yes")
    home.tap("no").tap_data(old).tap("yes").type("Dari")
    assert home.at == "last"
    assert home.session.answers["helper"] == {"need": "yes", "which": "Dari"}


def test_called_once_more_it_begins_anew(home: Talk):
    home.tap("a").tap("yes").type("Dari").tap("anew").tap("no")
    assert home.at == "last"
    assert home.session.answers["helper"] == {"need": "no"}


def test_a_human_from_within_gets_the_answers_of_the_flow_that_was_begun(home: Talk):
    home.tap("a").command("human")
    assert "• Zuerst? A" in home.text
    home.tap("yes")
    (opening,) = home.effects
    assert isinstance(opening, OpenCase)
    assert (opening.flow, [answer.id for answer in opening.answers]) == ("home", ["first"])
    assert home.session.answers == {}


def test_who_is_told_decides_whether_it_may_be_told_here():
    secret = HELPER.replace("which: {type: text,", "which: {sensitive: true, type: text,")
    behind_door = Talk(
        written(HOME, secret, demo=False), context=Context(now=NOON, messenger=True)
    ).start("home")
    assert behind_door.tap("a").tap("yes").at == "menu", "the team invites to the safe line"
    allowed = HOME.replace("team: ads", "team: open")
    here = Talk(written(allowed, secret, demo=False), context=Context(now=NOON, messenger=True))
    assert here.start("home").tap("a").tap("yes").at == "which"


def test_a_flow_can_end_with_a_call():
    short = """
flow: short
start: ring
triggers: {deeplink: short}
steps:
  ring: {call: helper, end: true}
"""
    talk = Talk(written(short, HELPER)).start("short")
    assert (talk.session.flow, talk.at) == ("helper", "need")
    assert talk.tap("no").at == "menu"
    assert talk.session.answers == {}


def edited(talk: Talk, flow_id: str, **steps: object) -> None:
    """Some steps replaced, or taken away (None), while somebody is in the middle."""
    flow = talk.book.flows[flow_id]
    kept = {key: step for key, step in {**flow.steps, **steps}.items() if step is not None}
    changed = msgspec.structs.replace(flow, steps=kept)
    talk.book = msgspec.structs.replace(talk.book, flows={**talk.book.flows, flow_id: changed})


def test_when_the_call_is_gone_the_flow_is_over(home: Talk):
    home.tap("a")
    edited(home, "home", ring=None)
    assert home.tap("no").at == "menu"


def test_when_the_caller_is_gone_the_flow_is_over(home: Talk):
    home.tap("a")
    flows = {key: flow for key, flow in home.book.flows.items() if key != "home"}
    home.book = msgspec.structs.replace(home.book, flows=flows)
    assert home.tap("no").at == "menu"


def test_when_the_called_flow_is_gone_the_caller_goes_on(home: Talk):
    flows = {key: flow for key, flow in home.book.flows.items() if key != "helper"}
    home.book = msgspec.structs.replace(home.book, flows=flows)
    assert home.tap("a").at == "last"
    assert home.tap("ok").at == "talk", "its answers are not listed"


def chain(depth: int) -> list[str]:
    """Flows that call each other `depth` deep; the last one asks something."""
    flows = [
        f"flow: f{at}\nstart: go\nsteps:\n  go: {{call: f{at + 1}, end: true}}"
        for at in range(depth)
    ]
    flows[0] += "\ntriggers: {deeplink: f0}"
    last = f"flow: f{depth}\nstart: q\nsteps:\n  q: {{ask: Ganz unten?, accepts: text, next: e}}"
    return [*flows, last + "\n  e: {end: true}"]


def test_three_deep_is_allowed_and_all_come_back():
    talk = Talk(written(*chain(3))).start("f0")
    assert len(talk.session.path[-1].calls) == 3
    assert talk.type("Ja").at == "menu"


def test_deeper_is_refused():
    with pytest.raises(AssertionError, match="call each other more than 3 deep"):
        written(*chain(4))


def test_deeper_by_an_edit_goes_on_without_it(home: Talk):
    talk = Talk(written(*chain(3))).start("f0")
    deep = msgspec.structs.replace(talk.book.flows["f2"], id="f3")
    talk.book = msgspec.structs.replace(talk.book, flows={**talk.book.flows, "f3": deep})
    assert talk.start("f0").at == "menu", "too deep: passed over"
    assert talk.word("lost") not in talk.text


def problems(*texts: str) -> list[str]:
    small = small_book()
    flows, found = {}, []
    for text in texts:
        flow = read_flow(f"lotse: 1\ntitle: Probe\n{text.strip()}\n", "test.yaml", found)
        assert flow, found
        flows[flow.id] = flow
    return [str(problem) for problem in check(flows, small.facts, small.teams)]


def test_a_circle_is_refused_at_each_of_its_calls():
    found = problems(
        "flow: a\nstart: go\nsteps:\n  go: {call: b, end: true}",
        "flow: b\nstart: go\nsteps:\n  go: {call: c, end: true}",
        "flow: c\nstart: go\nsteps:\n  go: {call: a, end: true}",
        "flow: d\nstart: go\nsteps:\n  go: {call: a, end: true}",
    )
    circles = [problem for problem in found if "in a circle" in problem]
    assert circles[0].startswith(
        "test.yaml:6:14: These flows call each other in a circle: a → b → c → a."
    )
    assert len(circles) == 3
    assert any("more than 3 deep" in problem for problem in found), "of d, which calls them"


def test_a_call_that_asks_nothing_does_not_break_a_circle_of_steps():
    silent = "flow: quiet\nstart: s\nsteps:\n  s: {say: Hallo., end: true}"
    loop = """
flow: loop
start: ring
steps:
  ring: {call: quiet, next: sort}
  sort:
    branch:
      - {when: {quiet.x: "1"}, next: ring}
      - {else: ring}
  stop: {end: true}
"""
    found = problems(loop, silent)
    assert any('Step "ring" comes back to itself without asking anything.' in one for one in found)
    found = problems(loop.replace("quiet", "helper"), HELPER)
    assert not any("without asking" in one for one in found)
    assert not any("without asking" in one for one in problems(loop)), "no such flow: told already"


def test_answers_of_a_flow_that_is_not_called_are_refused():
    text = HOME.replace("call: helper\n    next", "say: Hallo.\n    next")
    found = problems(text, HELPER)
    assert any('"helper.need" belongs to a flow that is not called here.' in one for one in found)
    found = problems(HOME.replace("helper.need", "helper.ned"), HELPER)
    assert any('"helper.ned" is not in data.\n    → Did you mean "need"?' in one for one in found)
    assert any('There is no flow "helper".' in one for one in problems(HOME))
