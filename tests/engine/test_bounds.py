"""Bounds, and what is never kept: turns, lengths, answers without a trace, the notice first."""

from __future__ import annotations

import pytest

from bot.engine.book import Book
from bot.engine.events import COMMANDS, Commanded, Event, ForCase, Sent, Started, Tapped, Typed
from bot.engine.session import dump
from bot.engine.step import MAX_TEXT, MAX_TURNS
from tests.engine.talk import NOON, Context, Talk

# a conversation that never ends


def long_one(talk: Talk) -> Talk:
    talk.start("report").tap("yes")
    talk.session.turns = MAX_TURNS
    return talk


def test_a_very_long_conversation_offers_to_begin_again_or_a_human(talk: Talk):
    long_one(talk).type("hmm")
    assert talk.text == talk.word("long_talk")
    assert list(talk.buttons) == ["restart", "human"]
    assert talk.tap("restart").at == "menu"
    assert (talk.session.turns, talk.session.path, talk.session.answers) == (0, [], {})
    assert talk.tap("f-info").at == "age"


@pytest.mark.parametrize("typed", ["Mensch", "2", "mit einem Menschen"])
def test_the_human_can_be_typed(talk: Talk, typed: str):
    assert long_one(talk).type("hmm").type(typed).at == "consent"
    assert talk.tap("yes").at == "case"
    assert talk.type("Hallo").effects[-1] == ForCase("Hallo"), "with a case nothing is counted"


def test_up_to_there_it_goes_on(talk: Talk):
    talk.start("report")
    talk.session.turns = MAX_TURNS - 1
    assert talk.tap("yes").at == "area"
    assert talk.tap("work").at == "long"


def test_deciding_against_the_human_the_question_stands_but_is_not_played(talk: Talk):
    long_one(talk).type("hmm").tap("human").tap("no")
    assert talk.at == "area"
    assert talk.tap("work").at == "long"


def test_anything_else_is_asked_again(talk: Talk):
    long_one(talk).type("hmm").type("xyz")
    assert talk.at == "long"
    talk.tap_data(talk.data("human").replace(".human", ".nothing"))
    assert talk.said[0].text == talk.word("old_button")
    assert talk.at == "long"


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_are_always_obeyed(talk: Talk, name: str):
    long_one(talk).command(name)
    assert talk.at != "long"


def test_and_so_are_buttons_of_commands(talk: Talk):
    back = talk.start("report").tap("yes").controls["back"]
    assert long_one(talk).tap_data(back).at == "safe"


# length


@pytest.mark.parametrize("text", ["x" * (MAX_TEXT + 1), "👍" * MAX_TEXT * 2])
def test_a_text_that_is_too_long_is_asked_for_in_parts(talk: Talk, text: str):
    talk.start("friend").type(text)
    assert [message.text for message in talk.said] == [talk.word("too_long"), "Was ist los?"]
    assert talk.session.answers == {}
    assert talk.type("x" * MAX_TEXT).at == "talk"


def test_too_long_for_a_counsellor_too(talk: Talk):
    talk.command("human").tap("yes").type("x" * (MAX_TEXT + 1))
    assert talk.text == talk.word("too_long")
    assert not any(isinstance(effect, ForCase) for effect in talk.effects)


def test_too_long_as_the_first_words(small: Book):
    talk = Talk(small).type("x" * (MAX_TEXT + 1))
    assert talk.session.welcomed
    assert talk.at == "menu"
    assert talk.word("too_long") in talk.text


# what is never kept


def mood(small: Book) -> Talk:
    return Talk(small).start("report").tap("yes").tap("work")


def test_an_answer_that_is_never_kept_leaves_no_trace(small: Book):
    talk = mood(small).tap("good")
    assert talk.at == "grounds"
    assert b"good" not in dump(talk.session)
    assert b"good" not in dump(mood(small).type("Gut").session)


def test_a_double_tap_on_it_is_one_tap_all_the_same(small: Book):
    talk = mood(small)
    data = talk.data("good")
    assert talk.tap_data(data).tap_data(data).said == []
    assert talk.at == "grounds"
    talk.tap_data(data)
    assert talk.at == "change", "said once more it is meant"
    assert "Bisher: –. Neu: Gut." in talk.text
    assert b"good" not in dump(talk.tap("yes").session)


def test_going_back_does_not_know_it_either(small: Book):
    talk = mood(small).tap("good").command("back")
    assert talk.at == "mood"
    assert talk.text == "Wie geht es Ihnen?"


# nothing before the notice

NO_NOTICE = ("erase", "forget", "danger", "language")
"""In which language the notice is to come may be said before it."""
FIRST: list[Event] = [
    Started(),
    Started("report"),
    Started("friend"),
    Tapped("o1.yes"),
    Tapped("c.human"),
    Tapped(""),
    Typed("Rassismus"),
    Typed("Ich wurde beleidigt"),
    Sent("photo"),
    *(Commanded(name) for name in COMMANDS if name not in NO_NOTICE),
]


@pytest.mark.parametrize("event", FIRST, ids=str)
@pytest.mark.parametrize("messenger", [False, True])
def test_the_notice_comes_before_anything_is_kept(small: Book, event: Event, messenger: bool):
    talk = Talk(small, context=Context(now=NOON, messenger=messenger)).happens(event)
    assert talk.session.welcomed
    assert talk.said[0].text == talk.word("welcome")
    assert talk.said[1].text.startswith(talk.word("notice"))
    assert (talk.word("notice_messenger") in talk.said[1].text) == messenger
    assert talk.session.answers == {}
    assert b"beleidigt" not in dump(talk.session)


@pytest.mark.parametrize("name", ["erase", "forget"])
def test_who_only_wants_to_erase_needs_no_notice(small: Book, name: str):
    talk = Talk(small).command(name)
    assert (talk.session.answers, talk.session.path, talk.session.flow) == ({}, [], "")
