"""Every command from everywhere a person can stand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.engine.book import Book
from bot.engine.events import COMMANDS, Command
from bot.engine.words import WORDS
from tests.engine.talk import NOON, NUMBER, Context, Talk


def at_consent(talk: Talk) -> Talk:
    talk.start("friend").type("Mein Text")
    assert talk.at == "talk"
    return talk


def at_change(talk: Talk) -> Talk:
    old = talk.start("report").data("no")
    return talk.tap("yes").tap_data(old)


PLACES: dict[str, Callable[[Talk], Talk]] = {
    "nobody yet": lambda talk: talk,
    "menu": lambda talk: talk.start(),
    "options": lambda talk: talk.start("report"),
    "text": lambda talk: talk.start("friend"),
    "handoff": at_consent,
    "human": lambda talk: talk.start().command("human"),
    "language": lambda talk: talk.start("report").command("language"),
    "erase": lambda talk: talk.start("report").command("erase"),
    "change": at_change,
    "offer": lambda talk: talk.start().type("xyz").type("xyz"),
    "case": lambda talk: talk.start().command("human").tap("yes"),
    "case, in a flow": lambda talk: talk.start().command("human").tap("yes").start("report"),
    "case, at a step": lambda talk: at_consent(talk).tap("yes"),
    "case, erasing": lambda talk: talk.start().command("human").tap("yes").command("erase"),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("place", PLACES)
def test_every_command_leads_on_from_everywhere(small: Book, place: str, command: Command):
    talk = PLACES[place](Talk(small)).command(command)
    assert talk.said
    assert all(message.text for message in talk.said)
    assert talk.erased or talk.at, "there must be a way on"
    assert talk.erased == (command == "forget")


def test_the_places_are_what_they_say(small: Book):
    stood = {name: go(Talk(small)).at for name, go in PLACES.items()}
    assert stood == {
        "nobody yet": "",
        "menu": "menu",
        "options": "safe",
        "text": "story",
        "handoff": "talk",
        "human": "consent",
        "language": "language",
        "erase": "erase",
        "change": "change",
        "offer": "offer",
        "case": "case",
        "case, in a flow": "safe",
        "case, at a step": "more",
        "case, erasing": "erase",
    }


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("Zurück", "safe"),
        ("menü", "menu"),
        ("Hilfe!", "area"),
        ("von vorne", "menu"),
        ("Sprache ändern", "language"),
        ("mensch", "consent"),
        ("alles löschen", "erase"),
    ],
)
def test_commands_can_be_typed(talk: Talk, words: str, at: str):
    assert talk.start("report").tap("yes").type(words).at == at


def test_commands_can_be_typed_in_the_language_and_in_german(small: Book):
    for words in ("go back", "zurück"):
        talk = Talk(small, "en").start("report").tap("yes").type(words)
        assert talk.at == "safe"


def test_commands_can_be_typed_where_a_text_is_asked(talk: Talk):
    assert talk.start("friend").type("hilfe").at == "story"
    assert talk.session.answers == {}
    assert talk.type("löschen").at == "erase"


def test_the_first_minute_says_who_writes_and_what_is_kept(small: Book):
    talk = Talk(small).start()
    assert [message.text for message in talk.said] == [
        talk.word("welcome"),
        talk.word("notice"),
        talk.word("menu"),
    ]
    assert "110" in talk.said[1].text
    assert talk.start().text == talk.word("menu"), "greeted once"


def test_a_messenger_is_named_as_a_reader(small: Book):
    talk = Talk(small, context=Context(now=NOON, messenger=True)).start()
    assert talk.word("notice_messenger") in talk.said[1].text


@pytest.mark.parametrize("payload", ["", "nonsense", "info"])
def test_an_unknown_deep_link_opens_the_menu(small: Book, payload: str):
    assert Talk(small).start(payload).at == "menu"


def test_a_deep_link_opens_its_flow_after_the_greeting(small: Book):
    talk = Talk(small).start("report")
    assert talk.said[0].text == talk.word("welcome")
    assert talk.at == "safe"


def test_first_words_may_name_what_somebody_wants(small: Book):
    talk = Talk(small).type("Ich möchte Rassismus melden")
    assert talk.said[0].text == talk.word("welcome")
    assert talk.at == "safe"
    assert Talk(small).type("Mensch").at == "consent"


@pytest.mark.parametrize("text", ["Hallo", "1", "rassismus oder deutschkurs", " "])
def test_first_words_that_say_nothing_open_the_menu(small: Book, text: str):
    talk = Talk(small).type(text)
    assert [message.text for message in talk.said] == [
        talk.word("welcome"),
        talk.word("notice"),
        talk.word("menu"),
    ]


def test_what_comes_first_is_greeted_whatever_it_is(small: Book):
    for begin in (
        lambda talk: talk.send("photo"),
        lambda talk: talk.tap_data("o5.yes"),
        lambda talk: talk.command("help"),
    ):
        talk = begin(Talk(small))
        assert talk.said[0].text == talk.word("welcome")
        assert talk.at == "menu"


def test_the_menu_lists_flows_in_their_order(talk: Talk):
    assert talk.labels == [
        "Neu hier",
        "✋ Melden",
        "🙋 Mit einem Menschen",
        "🌐 Sprache / Language",
    ]
    assert list(talk.tap("f-info").buttons) == ["small", "big"]


@pytest.mark.parametrize(
    ("typed", "at"),
    [("2", "safe"), ("٢", "safe"), ("rassismus", "safe"), ("neu", "age"), ("melden", "safe")],
)
def test_the_menu_takes_numbers_titles_and_words(talk: Talk, typed: str, at: str):
    assert talk.type(typed).at == at


def test_menu_and_back_lead_in_and_out_of_a_flow(talk: Talk):
    talk.start("report").tap("yes").command("menu")
    assert "back" in talk.controls, "somebody who opened the menu by mistake finds back"
    talk.tap_data(talk.controls["back"])
    assert talk.at == "area"
    assert list(talk.buttons) == ["work", "office", "school"]


def test_the_menu_alone_offers_no_way_back(talk: Talk):
    assert talk.controls == {}
    assert talk.command("back").at == "menu"


def test_start_again_forgets_answers(talk: Talk):
    talk.start("report").tap("yes").tap("work").command("restart")
    assert talk.at == "menu"
    assert talk.session.answers == {}
    assert talk.said[0].text == talk.word("restarted")
    assert talk.command("back").at == "menu"


def test_help_is_the_steps_own_and_asks_again(talk: Talk):
    talk.start("report").command("help")
    assert [message.text for message in talk.said] == [
        talk.word("general_help"),
        "Sind Sie in Sicherheit?",
    ]
    talk.tap("yes").command("help")
    assert [message.text for message in talk.said] == [
        "Zum Beispiel bei der Arbeit.",
        "Wo ist es passiert?",
    ]


def test_help_on_a_screen_shows_the_screen_again(talk: Talk):
    talk.start("report").tap("yes").command("language").command("help")
    assert talk.said[0].text == talk.word("general_help")
    assert list(talk.buttons) == ["de", "ar", "en"]


# language


def test_language_in_the_middle_keeps_answers_and_asks_again(talk: Talk):
    talk.start("report").tap("yes").tap("work").command("back").command("language").tap("en")
    assert [message.text for message in talk.said] == [
        "We now write in English.",
        "Where did it happen?",
    ]
    assert talk.labels[0] == "💼 Work"
    assert talk.session.answers == {"report": {"area": "work"}}
    assert talk.tap("work").at == "mood"


@pytest.mark.parametrize("typed", ["English", "3", "english please"])
def test_language_can_be_typed(talk: Talk, typed: str):
    assert talk.command("language").type(typed).session.lang == "en"


def test_a_text_without_translation_is_german(talk: Talk):
    talk.command("language").tap("en").start("report").tap("yes").tap("office")
    assert talk.text == "Welches Amt?"
    talk.tap("job")
    talk.tap("good").tap("skip").command("help")
    assert talk.said[0].text.startswith("A few words.\n\n🤖"), "a fuzzy entry is marked"


@pytest.mark.parametrize("screen", ["human", "erase"])
def test_a_screen_is_asked_again_in_the_new_language(talk: Talk, screen: Command):
    before = talk.start("report").command(screen).at
    talk.command("language").command("language").tap("en")
    assert talk.at == before
    assert talk.said[0].text == "We now write in English."
    assert talk.said[-1].buttons


def test_the_offer_of_a_human_is_asked_again_in_the_new_language(talk: Talk):
    assert talk.type("xyz").type("xyz").command("language").tap("en").at == "offer"


def test_a_consent_at_its_step_is_asked_again_in_the_new_language(talk: Talk):
    at_consent(talk).command("language").tap("en")
    assert talk.at == "talk"
    assert list(talk.buttons) == ["yes", "no"]


def test_language_while_waiting_for_a_counsellor_opens_no_menu(talk: Talk):
    talk.command("human").tap("yes").command("language").tap("en")
    assert talk.text == "We now write in English."
    assert talk.at == "case"


def test_an_unknown_language_changes_nothing(talk: Talk):
    talk.command("language")
    talk.tap_data(talk.data("en").replace(".en", ".xx"))
    assert talk.session.lang == "de"
    assert talk.at == "language"


# erasing


def test_erase_asks_first_and_keep_leads_back(talk: Talk):
    talk.start("report").tap("yes").command("erase").tap("keep")
    assert [message.text for message in talk.said] == [talk.word("kept"), "Wo ist es passiert?"]
    assert not talk.erased


@pytest.mark.parametrize("typed", ["1", "Ja", "🗑 Chat löschen"])
def test_erase_erases(talk: Talk, typed: str):
    talk.start("report").tap("yes").command("erase").type(typed)
    assert talk.erased
    assert [message.erase for message in talk.said] == [True]
    assert talk.text == talk.word("erased")
    assert talk.effects == []


@pytest.mark.parametrize("typed", ["2", "Nein", "nein, nicht löschen"])
def test_what_stands_second_is_kept(talk: Talk, typed: str):
    talk.start("report").command("erase").type(typed)
    assert talk.at == "safe"
    assert talk.said[0].text == talk.word("kept")


def test_forget_is_for_a_page_that_asked_already(talk: Talk):
    assert talk.start("report").command("forget").erased
    assert talk.said[0].erase


def test_with_a_case_there_are_three_ways(talk: Talk):
    talk.command("human").tap("yes").command("erase")
    assert list(talk.buttons) == ["erase", "withdraw", "keep"]
    assert NUMBER in talk.text
    assert talk.type("ja").at == "erase", "yes would not say which"


def test_withdraw_asks_the_desk(talk: Talk):
    talk.command("human").tap("yes").command("erase").tap("withdraw")
    assert talk.erased
    assert talk.text == talk.word("erased_withdrawn")
    assert type(talk.effects[-1]).__name__ == "WithdrawCase"


def test_withdraw_without_a_case_is_nothing(talk: Talk):
    talk.command("erase")
    talk.tap_data(talk.data("erase").replace("erase", "withdraw"))
    assert not talk.erased
    assert talk.at == "erase"
    assert talk.effects == []


def test_erasing_the_chat_leaves_the_case(talk: Talk):
    talk.command("human").tap("yes")
    before = len(talk.effects)
    assert talk.command("erase").tap("erase").erased
    assert len(talk.effects) == before


def test_keeping_while_a_case_is_open_opens_no_menu(talk: Talk):
    talk.command("human").tap("yes").command("erase").tap("keep")
    assert talk.text == talk.word("kept")
    assert talk.at == "case"


@pytest.mark.parametrize("typed", ["wiederholen", "Frage wiederholen!", "bitte wiederholen"])
def test_repeat_asks_the_open_question_again(talk: Talk, typed: str):
    asked = talk.start("report").tap("yes").said[-1]
    assert talk.type(typed).said[-1].text == asked.text
    assert talk.said[-1].buttons == asked.buttons
    assert talk.command("repeat").said[-1].buttons == asked.buttons
    assert talk.at == "area"


@pytest.mark.parametrize("typed", ["schnell weg", "Telefon leeren"])
def test_leaving_quickly_asks_nothing(talk: Talk, typed: str):
    talk.start("report").tap("yes").type(typed)
    assert talk.erased
    assert [message.erase for message in talk.said] == [True]


WORDED = [name for name in COMMANDS if f"{name}_words" in WORDS]


def test_every_command_of_a_person_has_words():
    """start and german are buttons of a messenger and of a draft, danger the browser finds.

    program is asked for while a counsellor answers: typed words are theirs then.
    """
    assert set(COMMANDS) - set(WORDED) == {"start", "german", "danger", "program"}


@pytest.mark.parametrize("name", WORDED)
def test_every_command_can_be_typed_in_every_language(book: Book, name: str):
    for language in book.languages:
        by_command = Talk(book, language.id).start("report")
        listed = by_command.word(f"{name}_words").split(",")
        expected = [message.text for message in by_command.command(name).said]
        for word in (*listed, *WORDS[f"{name}_words"].split(",")):
            typed = Talk(book, language.id).start("report").type(word)
            assert [message.text for message in typed.said] == expected, (language.id, word)
