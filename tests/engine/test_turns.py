"""Taps, old buttons, double taps, the way back."""

from __future__ import annotations

import msgspec
import pytest

from bot.engine.book import Book
from bot.engine.events import CaseOpened, Tapped
from bot.engine.play import MAX_PATH
from bot.engine.session import Session
from bot.engine.step import step
from tests.engine.talk import NOON, Context, Talk

# old buttons


def test_an_old_button_asks_whether_to_change_that_answer(talk: Talk):
    old = talk.start("report").data("no")
    talk.tap("yes").tap_data(old)
    assert talk.at == "change"
    assert talk.text == talk.word(
        "change", question="Sind Sie in Sicherheit?", old="✅ Ja", new="❗ Nein"
    )
    assert talk.tapped == "❗ Nein"


def test_yes_changes_it_and_goes_on_from_there(talk: Talk):
    old = talk.start("report").tap("yes").data("work")
    talk.tap("office").tap("job").tap("good").tap_data(old).tap("yes")
    assert talk.at == "mood"
    assert talk.session.answers == {"report": {"area": "work"}}, "the office is not asked any more"
    assert len(talk.session.path) == 3


def test_no_asks_the_open_question_again(talk: Talk):
    old = talk.start("report").data("no")
    open_question = talk.tap("yes").said
    talk.tap_data(old).tap("no")
    assert [message.text for message in talk.said] == [message.text for message in open_question]
    assert talk.said[-1].buttons == open_question[-1].buttons
    assert talk.at == "area"


@pytest.mark.parametrize("typed", ["ja", "1"])
def test_the_change_can_be_typed(talk: Talk, typed: str):
    old = talk.start("report").data("no")
    assert talk.tap("yes").tap_data(old).type(typed).said[0].text == "Rufen Sie an: 110"


def test_not_understood_while_changing_asks_about_the_change_again(talk: Talk):
    old = talk.start("report").data("no")
    talk.tap("yes").tap_data(old).type("hmm")
    assert talk.at == "change"
    assert list(talk.buttons) == ["yes", "no"]
    assert talk.said[-1].text.startswith("Möchten Sie diese Antwort ändern?")


def test_an_impossible_answer_while_changing_is_an_old_button(talk: Talk):
    old = talk.start("report").data("no")
    talk.tap("yes").tap_data(old)
    talk.tap_data(talk.data("yes").replace(".yes", ".maybe"))
    assert talk.said[0].text == talk.word("old_button")
    assert talk.at == "change"


def test_another_old_button_while_changing(talk: Talk):
    first = talk.start("report").data("no")
    second = talk.tap("yes").data("work")
    talk.tap("office").tap_data(first).tap_data(second)
    assert "Wo ist es passiert?" in talk.text
    assert talk.tap("yes").at == "mood"


def test_the_same_answer_again_is_no_change(talk: Talk):
    old = talk.start("report").data("yes")
    talk.tap("yes").type("xyz").tap_data(old)
    assert [message.text for message in talk.said] == [
        talk.word("old_button"),
        "Wo ist es passiert?",
    ]


@pytest.mark.parametrize("data", ["", "x", "o9999.yes", "c.nonsense", "o1.\u202e", "💥" * 50])
def test_what_is_no_button_of_ours_is_harmless(talk: Talk, data: str):
    talk.start("report").tap_data(data)
    assert [message.text for message in talk.said] == [
        talk.word("old_button"),
        "Sind Sie in Sicherheit?",
    ]
    assert talk.session.path[-1].chosen == ""


def test_a_forged_option_of_the_open_question_is_harmless(talk: Talk):
    talk.start("report")
    talk.tap_data(talk.data("yes").replace(".yes", ".admin"))
    assert talk.at == "safe"
    talk.tap("yes").tap("work").tap("good").tap("skip")
    number = talk.session.turn
    talk.tap_data(talk.controls["menu"]).command("back")
    assert talk.session.turn == number
    forged = talk.controls["back"].replace("c", "o", 1).replace(".back", ".yes")
    assert talk.tap_data(forged).at == "story", "a question for a text takes no taps"


def test_an_old_menu_is_not_the_open_question(talk: Talk):
    old = talk.data("f-report")
    talk.tap("f-info").tap_data(old)
    assert talk.said[0].text == talk.word("old_button")
    assert talk.at == "age"


def test_an_old_consent_sends_nothing(talk: Talk):
    old = talk.start("friend").type("Text").data("yes")
    talk.command("back").tap_data(old)
    assert talk.effects == []
    assert talk.at == "story"


def test_buttons_of_an_expired_conversation_mean_nothing_in_the_new_one(small: Book):
    before = Talk(small).start("report")
    left_over = [before.data("no"), before.tap("yes").data("work"), before.tap("work").data("bad")]
    new = Talk(small, context=Context(now=NOON + 3600)).start("report")
    for data in left_over:
        new.tap_data(data)
        assert new.said[0].text == new.word("old_button")
        assert new.at == "safe"


@pytest.mark.parametrize("now", [0.0, NOON, 2.5e11])
def test_numbers_fit_on_buttons_at_any_time(small: Book, now: float):
    talk = Talk(small, context=Context(now=now)).start("report").tap("yes").tap("work")
    assert talk.at == "mood"


def test_while_waiting_an_old_button_says_what_goes_on(talk: Talk):
    talk.command("human")
    old = talk.data("no")
    talk.tap("yes").tap_data(old)
    assert [message.text for message in talk.said] == [
        talk.word("old_button"),
        talk.word("already_human", number="7F3K-2Q"),
    ]


# double taps


def test_a_double_tap_is_one_tap(talk: Talk):
    data = talk.start("report").data("yes")
    talk.tap_data(data)
    before = msgspec.structs.asdict(talk.session)
    talk.tap_data(data)
    assert talk.said == []
    assert msgspec.structs.asdict(talk.session) == before | {"turns": before["turns"] + 1}
    assert talk.tap_data(data).said == [], "and a third one too"


@pytest.mark.parametrize("control", ["back", "menu", "human"])
def test_a_double_tap_on_a_control_is_one_tap(talk: Talk, control: str):
    data = talk.start("report").tap("yes").tap("work").controls[control]
    at = talk.tap_data(data).at
    assert talk.tap_data(data).said == []
    assert talk.at == at


def test_back_twice_on_two_messages_goes_back_twice(talk: Talk):
    talk.start("report").tap("yes").tap("work")
    talk.tap_data(talk.controls["back"])
    talk.tap_data(talk.controls["back"])
    assert talk.at == "safe"


def test_a_double_tap_on_sending_is_one_tap(talk: Talk):
    data = talk.start("friend").type("Text").data("yes")
    talk.tap_data(data).tap_data(data)
    assert talk.said == []
    assert len(talk.effects) == 1
    assert talk.at == "more"


def test_the_desks_answer_is_no_tap(small: Book):
    session = Session(lang="de", welcomed=True, last_tap="o1.yes")
    session, _ = step(small, session, CaseOpened("c", "n"), Context(now=NOON))
    _, outcome = step(small, session, Tapped("o1.yes"), Context(now=NOON))
    assert outcome.messages == ()


# back


def test_back_shows_the_former_answer(talk: Talk):
    talk.start("report").tap("yes").tap("work").command("back")
    assert talk.text == "Ihre Antwort war: 💼 Arbeit\n\nWo ist es passiert?"
    talk.command("back")
    assert talk.text == "Ihre Antwort war: ✅ Ja\n\nSind Sie in Sicherheit?"
    assert talk.command("back").at == "menu"


def test_back_shows_the_former_words(talk: Talk):
    talk.start("friend").type("Es war {em.police} <b>").command("back")
    assert talk.text == "Ihre Antwort war: Es war {em.police} <b>\n\nWas ist los?"
    talk.type("x" * 1000).command("back")
    assert "x" * 300 + " …" in talk.text
    assert len(talk.text) < 400


def test_back_changes_the_answer(talk: Talk):
    talk.start("report").tap("yes").tap("office").tap("job").command("back").tap("town")
    assert talk.session.answers["report"] == {"area": "office", "office": "town"}


def test_answers_of_a_way_not_taken_are_forgotten(talk: Talk):
    talk.start("report").tap("yes").tap("office").tap("job")
    talk.command("back").command("back").tap("work")
    assert talk.session.answers["report"] == {"area": "work"}


def test_a_flow_begun_again_begins_without_answers(talk: Talk):
    talk.start("report").tap("yes").tap("work").start("report")
    assert talk.session.answers == {}
    assert len(talk.session.path) == 1


def test_an_answer_given_twice_falls_back_to_the_first(talk: Talk):
    talk.tap("f-info").tap("big").tap("yes").tap("small")
    talk.tap("f-info").tap("big").tap("yes")
    talk.command("back")
    assert talk.session.answers == {"info": {"age": "big"}}


def test_back_from_every_screen_asks_the_open_question(talk: Talk):
    for command in ("menu", "language", "erase", "human"):
        talk.start("report").tap("yes").tap("work").command(command).command("back")
        assert talk.at == "mood", command
        assert list(talk.buttons) == ["good", "bad"]
        assert len(talk.session.path) == 3


def test_back_from_the_consent_of_a_step_asks_the_question_before(talk: Talk):
    assert talk.start("friend").type("Text").command("back").at == "story"


def test_back_from_the_menu_into_a_flow_that_ended_stays_in_the_menu(talk: Talk):
    talk.tap("f-info").tap("small")
    assert talk.at == "menu"
    assert talk.word("more") in talk.text
    assert talk.command("back").at == "menu"


def test_the_path_is_bounded(talk: Talk):
    talk.tap("f-info")
    for _ in range(MAX_PATH):
        talk.tap("big").tap("yes")
    assert len(talk.session.path) == MAX_PATH
    assert talk.command("back").at == "again"


# showing


def test_a_tap_is_named_and_its_message_may_be_replaced(talk: Talk):
    talk.start("report").tap("no")
    assert (talk.said[0].chosen, talk.said[0].edits) == ("❗ Nein", True)
    assert (talk.said[1].chosen, talk.said[1].edits) == ("", False)
    assert talk.tapped == "❗ Nein"


def test_typed_answers_replace_nothing(talk: Talk):
    talk.start("report").type("nein")
    assert not any(message.edits for message in talk.said)


def test_a_screens_tap_is_named_too(talk: Talk):
    talk.tap("f-report")
    assert talk.tapped == "✋ Melden"
    talk.tap_data(talk.data("yes").replace(".yes", ".admin"))
    assert talk.tapped == ""


def test_the_session_given_is_left_as_it_was(small: Book):
    session = Talk(small).start("report").session
    before = msgspec.structs.asdict(session)
    step(small, session, Tapped("c.menu"), Context(now=NOON))
    assert msgspec.structs.asdict(session) == before
