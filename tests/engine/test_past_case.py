"""Around the human stretch: the program beside a counsellor, and a case that is over."""

from __future__ import annotations

import msgspec
import pytest

from bot.engine.book import Book
from bot.engine.callback import CommandTap, read
from bot.engine.events import CaseEnded, CaseFound, Context, ForCase, NobodyThere
from bot.engine.session import Session, load
from bot.engine.session import dump as stored
from handoff.telling import PROGRAM_TAP
from tests.engine.talk import CASE, NOON, NUMBER, Talk

HUMAN = Context(now=NOON, human=True)
SEALS = Context(now=NOON, seals=True)


@pytest.fixture
def answered(talk: Talk) -> Talk:
    """Somebody whom a counsellor answers."""
    talk.command("human").tap("yes")
    talk.context = HUMAN
    talk.effects.clear()
    return talk


@pytest.fixture
def over(talk: Talk) -> Talk:
    """Somebody whose case was closed just now; see bot.conversation."""
    past = {"past": CASE, "past_number": NUMBER, "past_open": True}
    talk.session = msgspec.structs.replace(talk.session, **past)
    return talk


def test_the_desks_button_is_one_of_the_commands():
    assert read(PROGRAM_TAP) == CommandTap("program")


def test_a_counsellor_hears_everything_until_the_program_is_asked_for(answered: Talk):
    answered.type("menü")
    assert (answered.effects, answered.said) == ([ForCase("menü")], [])
    answered.tap_data(PROGRAM_TAP)
    assert answered.text.startswith(answered.word("program_on"))
    assert answered.at == "menu"
    answered.type("menü")
    assert len(answered.effects) == 1, "the program's own words are for the program again"
    answered.type("Das verstehe ich nicht.")
    assert answered.effects[1:] == [ForCase("Das verstehe ich nicht.")]


def test_the_open_question_stands_again_with_the_program(answered: Talk):
    answered.start("report")
    asked = answered.said[-1].text
    answered.tap_data(PROGRAM_TAP)
    assert answered.said[-1].text == asked
    place = answered.at
    answered.tap("yes")
    assert answered.at != place


def test_a_human_ends_the_program(answered: Talk):
    answered.tap_data(PROGRAM_TAP).command("human")
    assert not answered.session.program
    answered.type("menü")
    assert answered.effects == [ForCase("menü")]


def test_without_a_counsellor_the_button_leads_to_the_menu(talk: Talk):
    talk.tap_data(PROGRAM_TAP)
    assert talk.at == "menu"
    assert not talk.session.program


def test_the_next_words_go_to_the_case_that_is_over(over: Talk):
    over.type("Danke, noch etwas.")
    assert over.effects == [ForCase("Danke, noch etwas.")]
    assert over.said == [], "the desk says that it is open again"
    assert (over.session.case, over.session.number) == (CASE, NUMBER)
    assert (over.session.past, over.session.past_open) == ("", False)


def test_commands_and_answers_stay_the_programs(over: Talk):
    over.type("menü")
    assert over.effects == []
    over.type("Blabla")
    assert over.effects == [], "whoever is with the program again talks to it"


@pytest.mark.parametrize("way", ["command", "tap"])
def test_a_human_goes_on_with_the_case_that_is_over(over: Talk, way: str):
    over.command("menu")
    over.command("human") if way == "command" else over.tap("human")
    assert over.text == over.word("human_again", number=NUMBER)
    over.type("Noch etwas.")
    assert over.effects == [ForCase("Noch etwas.")]


def test_a_human_asked_for_twice_is_about_something_new(over: Talk):
    over.command("human").command("human")
    assert over.at == "consent"
    over.tap("yes")
    assert over.session.past == ""


def test_a_case_that_takes_nothing_any_more(over: Talk):
    over.type("Zu spät").happens(CaseEnded("Zu spät"))
    assert over.word("not_received") in over.text
    assert (over.session.case, over.session.past) == ("", "")


def test_who_is_muted_reads_it_with_the_numbers_for_danger(talk: Talk):
    talk.command("human").happens(NobodyThere(muted=True))
    assert talk.text.startswith(talk.word("desk_muted"))
    assert talk.word("nobody_there") not in talk.text


def test_on_the_safe_line_the_browser_seals_what_opens_it_again(small: Book):
    talk = Talk(small, context=SEALS).start()
    talk.happens(CaseFound(CASE, NUMBER, closed=True)).type("offen")
    assert (talk.effects, talk.refused) == ([], "")
    talk.command("human")
    assert talk.text == talk.word("human_again", number=NUMBER)
    talk.type("offen")
    assert (talk.effects, talk.refused) == ([], "seal")
    talk.happens(CaseFound(CASE, NUMBER, again=True))
    assert talk.said == []
    assert (talk.session.case, talk.session.safe, talk.session.past) == (CASE, True, "")


def test_a_session_of_before_is_still_read():
    fields = Session(lang="de", case=CASE)
    old = msgspec.msgpack.encode(msgspec.to_builtins(fields)[:-5])
    assert load(old) == load(stored(fields))
