"""What a turn counts: at which step, in which language, and what it does not."""

from __future__ import annotations

import pytest

from bot.count_rows import rows
from bot.engine.book import Book
from bot.engine.counting import Count, left
from bot.engine.events import Command, Context, Event, Forgotten, Sent, Tapped, Typed
from bot.engine.session import Session
from bot.engine.step import step
from tests.engine.talk import NOON, Talk
from tests.engine.written import written

CALLER = """
flow: caller
start: ring
triggers: {deeplink: caller}
steps:
  ring: {call: called, next: last}
  last:
    ask: Zuletzt?
    options:
      ok: {label: Gut, next: over}
  over: {end: true}
"""
CALLED = """
flow: called
start: need
steps:
  need:
    ask: Brauchen Sie etwas?
    options:
      "no": {label: Nein, next: bye}
  bye: {say: Gut., end: true}
"""


class Counted(Talk):
    """Remembers what the last turn counted, as "flow/step what"."""

    def happens(self, event: Event) -> Counted:
        self.session, outcome = step(self.book, self.session, event, self.context)
        self.said, self.counts = list(outcome.messages), outcome.counts
        return self

    @property
    def names(self) -> list[str]:
        return [f"{count.flow}/{count.step} {count.what}" for count in self.counts]


@pytest.fixture
def talk(small: Book) -> Counted:
    counted = Counted(small)
    counted.start("report")
    return counted


def test_an_arrival_is_counted_at_the_question_it_ends_at(talk: Counted) -> None:
    assert talk.names == ["report/safe arrived"]
    talk.tap("yes")
    assert talk.names == ["report/area arrived"]


def test_steps_that_only_tell_are_not_counted_but_a_flows_end_is(small: Book) -> None:
    talk = Counted(small)
    talk.start().tap("f-info")
    assert talk.names == ["info/age arrived"]
    talk.tap("small")
    assert talk.names == ["info/bye arrived", "bot/menu arrived"]


def test_what_was_not_understood_belongs_to_the_open_question(talk: Counted) -> None:
    talk.type("xyzzy")
    assert talk.names == ["report/safe unclear"]
    talk.command("menu").type("xyzzy")
    assert talk.names[0] == "bot/menu unclear"


def test_a_flows_own_consent_is_its_handoff_step(small: Book) -> None:
    talk = Counted(small)
    talk.start("friend").type("Es ist etwas passiert.")
    assert talk.names == ["friend/talk arrived"]
    talk.type("xyzzy")
    assert talk.names == ["friend/talk unclear"]


def test_the_end_of_a_called_flow_is_passed_through() -> None:
    """Whoever comes to it surely comes to the caller's next question."""
    talk = Counted(written(CALLER, CALLED))
    talk.start("caller")
    assert talk.names == ["called/need arrived"]
    talk.tap("no")
    assert talk.names == ["caller/last arrived"]
    talk.tap("ok")
    assert talk.names == ["caller/over arrived", "bot/menu arrived"]
    stops = {(row.flow, row.step) for row in rows(talk.book, {})}
    assert {("caller", "last"), ("caller", "over"), ("called", "need")} <= stops
    assert ("caller", "ring") not in stops


@pytest.mark.parametrize(("command", "name"), [("help", "help"), ("back", "back")])
def test_help_and_back_belong_to_the_open_question(
    talk: Counted, command: Command, name: str
) -> None:
    talk.tap("yes").command(command)
    assert talk.names[0] == f"report/area {name}"


def test_going_back_is_no_new_arrival(talk: Counted) -> None:
    talk.tap("yes").command("back")
    assert talk.names == ["report/area back"]


def test_a_wish_for_a_human_belongs_to_the_flows_step(talk: Counted) -> None:
    talk.tap("yes").command("human")
    assert talk.names == ["report/area human", "bot/consent arrived"]
    talk.command("human")
    assert talk.names == [], "the same consent is only shown again"


def test_a_human_from_the_offer_belongs_to_the_step_below(talk: Counted) -> None:
    talk.tap("yes").type("xyzzy").type("xyzzy")
    assert talk.names == ["report/area unclear", "bot/offer arrived"]
    talk.tap("yes")
    assert talk.names[0] == "report/area human"


def test_a_human_from_the_menu(small: Book) -> None:
    talk = Counted(small)
    talk.start().tap("human")
    assert talk.names[0] == "bot/menu human"


@pytest.mark.parametrize("command", ["forget", "erase"])
def test_erasing_in_the_middle_is_leaving(talk: Counted, command: Command) -> None:
    talk.tap("yes").command(command)
    if command == "erase":
        talk.tap("erase")
    assert talk.names == ["report/area left"]


def test_nobody_leaves_whose_flow_is_over_or_who_waits_for_a_human(small: Book) -> None:
    talk = Counted(small)
    talk.start().tap("f-info").tap("small").command("forget")
    assert talk.names == []
    waiting = Counted(small).start("report").session
    waiting.case = "0" * 32
    assert left(waiting) == ()


def test_a_session_that_is_forgotten_counts_where_it_stood(talk: Counted) -> None:
    talk.tap("yes").command("menu")
    assert left(talk.session) == (Count("report", "area", "de", "left"),)
    assert left(Session(lang="de")) == ()
    assert left(Session(lang="de", flow="report", step="area")) != (), "all that a plan knows"


def test_being_forgotten_is_leaving(talk: Counted) -> None:
    talk.tap("yes")
    assert talk.happens(Forgotten()).names == [], "it is not time yet"
    talk.context = Context(now=NOON + 12 * 3600)
    assert talk.happens(Forgotten()).names == ["report/area left"]


def test_the_language_is_the_one_spoken_then(small: Book) -> None:
    talk = Counted(small, lang="en")
    talk.start("report")
    assert talk.counts == (Count("report", "safe", "en", "arrived"),)


def test_a_photo_counts_nothing(talk: Counted) -> None:
    assert talk.happens(Sent("photo")).names == []


def test_counts_of_the_shipped_flows_can_all_be_shown(book: Book) -> None:
    """Every step that a conversation can stop at has its row."""
    context = Context(now=NOON, messenger=False)
    talk = Counted(book, context=context)
    talk.start("report")
    listed = {(row.flow, row.step) for row in rows(book, {})}
    seen = set()
    for _ in range(30):
        seen |= {(count.flow, count.step) for count in talk.counts if count.flow != "bot"}
        if not talk.buttons:
            talk.happens(Typed("Erzählt."))
        else:
            first = next(iter(talk.buttons.values()))
            talk.happens(Tapped(first.data))
    assert len(seen) > 5
    assert seen <= listed
