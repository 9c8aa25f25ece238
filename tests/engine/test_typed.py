"""Typed answers, what is not understood, what is not text."""

from __future__ import annotations

import pytest

from bot.engine.book import Book
from bot.engine.events import CaseEnded, ForCase
from tests.engine.talk import NOON, Context, Talk


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("Ja", "area"),
        ("1", "area"),
        ("١", "area"),
        ("✅ ja!", "area"),
        ("in sicherheit", "area"),
        ("Nein", "area"),
        ("ich bin nicht sicher", "area"),
    ],
)
def test_an_answer_can_be_typed(talk: Talk, typed: str, at: str):
    assert talk.start("report").type(typed).at == at


def test_the_phrase_wins_over_the_word(talk: Talk):
    assert talk.start("report").type("Ich bin nicht sicher").said[0].text == "Rufen Sie an: 110"


def test_answers_are_typed_in_the_persons_language(small: Book):
    talk = Talk(small, "en").start("report").tap("yes")
    assert talk.type("my boss").at == "mood"
    assert Talk(small, "en").start("report").tap("yes").type("chef").at == "mood"


def test_an_answer_that_is_a_number_is_not_the_number_of_an_option(talk: Talk):
    talk.tap("f-info").type("7")
    assert talk.session.answers == {"info": {"age": "big"}}
    talk.start().tap("f-info").type("3")
    assert talk.at == "menu", "three years: under six, and the flow ends"
    talk.tap("f-info").type("2")
    assert talk.session.answers == {}, "labels with ages in them: no number of an option"
    assert talk.said[0].text.startswith(talk.word("not_understood"))


def test_not_understood_leads_to_help_and_asks_again(talk: Talk):
    talk.start("report").tap("yes").type("hmm")
    assert [message.text for message in talk.said] == [
        talk.word("not_understood") + " " + talk.word("choose"),
        "Zum Beispiel bei der Arbeit.",
        "Wo ist es passiert?",
    ]


def test_twice_not_understood_leads_to_a_human(talk: Talk):
    talk.start("report").tap("yes").type("hmm").type("hmm")
    assert [message.text for message in talk.said] == [
        talk.word("not_understood"),
        talk.word("offer_human"),
    ]
    assert talk.at == "offer"
    assert talk.tap("yes").at == "consent"


def test_no_human_wanted_asks_the_question_again(talk: Talk):
    talk.start("report").tap("yes").type("hmm").type("hmm").tap("no")
    assert talk.text == "Wo ist es passiert?"
    assert talk.type("hmm").at == "area", "counting begins anew"


def test_the_offer_stays_when_it_is_not_understood_either(talk: Talk):
    talk.type("hmm").type("hmm").type("hmm")
    assert talk.at == "offer"
    assert talk.type("hmm").at == "offer"
    talk.tap_data(talk.data("yes").replace(".yes", ".maybe"))
    assert talk.said[0].text == talk.word("old_button")
    assert talk.type("nein").at == "menu"


def test_a_question_may_say_where_unclear_answers_lead(talk: Talk):
    talk.start("report").type("hmm").type("hmm")
    assert [message.text for message in talk.said] == [
        talk.word("not_understood"),
        "Rufen Sie an: 110",
        "Wo ist es passiert?",
    ]


def test_a_clear_answer_ends_the_counting(talk: Talk):
    talk.start("report").type("hmm").type("ja").type("hmm")
    assert talk.at == "area"


@pytest.mark.parametrize("text", ["", "  ", "\u200b\n"])
def test_a_text_of_nothing_is_asked_again(talk: Talk, text: str):
    talk.start("friend").type(text)
    assert [message.text for message in talk.said] == [
        talk.word("not_understood") + " " + talk.word("write_text"),
        "Was ist los?",
    ]
    assert talk.session.answers == {}


def test_a_text_of_nothing_counts_as_unclear(talk: Talk):
    talk.start("report").tap("yes").tap("work").tap("good").tap("skip")
    assert talk.type("").type("").at == "story"
    assert talk.type("").at == "talk"


@pytest.mark.parametrize("text", ["👍", "{em.police}", "<script>", "yes", "1", "…"])
def test_any_other_text_is_an_answer_to_a_question_for_text(talk: Talk, text: str):
    talk.start("friend").type(text)
    assert talk.session.answers == {"friend": {"story": text}}
    assert text in talk.text


def test_what_is_no_text_is_declined_kindly(talk: Talk):
    talk.start("report").send("voice")
    assert [message.text for message in talk.said] == [
        talk.word("only_text"),
        "Sind Sie in Sicherheit?",
    ]


# while a case is open


def waiting(talk: Talk) -> Talk:
    return talk.start().command("human").tap("yes")


def test_words_go_to_the_counsellors_and_the_person_is_told_once(talk: Talk):
    waiting(talk).type("Hallo?")
    assert talk.text == talk.word("passed_on")
    assert talk.effects[-1] == ForCase("Hallo?")
    assert talk.type("Noch etwas").said == []
    assert talk.effects[-1] == ForCase("Noch etwas")


def test_nothing_is_not_passed_on(talk: Talk):
    before = len(waiting(talk).effects)
    assert talk.type("\u200b ").said == []
    assert len(talk.effects) == before


def test_only_the_very_words_answer_a_question_then(talk: Talk):
    waiting(talk).start("report").type("ich bin in sicherheit")
    assert talk.effects[-1] == ForCase("ich bin in sicherheit")
    assert talk.at == "safe"
    assert talk.type("in sicherheit").at == "area"


def test_the_menu_is_as_strict(talk: Talk):
    waiting(talk).start().type("zum rassismus")
    assert talk.effects[-1] == ForCase("zum rassismus")
    assert talk.type("rassismus").at == "safe"


def test_a_question_for_text_gets_its_text_while_nobody_answers_yet(talk: Talk):
    waiting(talk).start("friend").type("Noch eine Sache")
    assert talk.session.answers == {"friend": {"story": "Noch eine Sache"}}


def test_a_photo_is_declined_without_a_question(talk: Talk):
    assert waiting(talk).send().text == talk.word("only_text")


@pytest.mark.parametrize("text", ["Hallo", "menü", "1", "alles löschen", "Ja"])
def test_a_counsellor_gets_every_word_and_the_bot_is_silent(talk: Talk, text: str):
    waiting(talk).start("report")
    talk.context = Context(now=NOON, human=True)
    talk.type(text)
    assert talk.said == []
    assert talk.effects[-1] == ForCase(text)
    assert talk.at == "safe"


def test_commands_and_flows_still_work_beside_a_counsellor(talk: Talk):
    waiting(talk)
    talk.context = Context(now=NOON, human=True)
    assert talk.command("menu").tap("f-report").at == "safe"
    assert talk.command("erase").at == "erase"


def test_without_a_case_nobody_else_answers(talk: Talk):
    talk.context = Context(now=NOON, human=True)
    assert talk.type("melden").at == "safe"


def test_a_case_that_ended_says_so_and_offers_a_human_again(talk: Talk):
    waiting(talk).start("friend").happens(CaseEnded("Eine Frage noch"))
    assert [message.text for message in talk.said] == [
        talk.word("case_ended") + "\n\n" + talk.word("not_received"),
        talk.word("offer_human"),
    ]
    assert (talk.session.case, talk.session.number) == ("", "")
    assert talk.session.answers == {}, "words for a counsellor answer no question"
    assert talk.tap("no").at == "story"
    assert talk.command("human").at == "consent"
