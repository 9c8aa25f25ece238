"""Choosing a language, and being offered one."""

from __future__ import annotations

import pytest

from bot.engine.book import Book
from bot.engine.events import Context
from bot.engine.languages import KNOWN
from bot.engine.session import dump
from tests.engine.talk import NOON, Talk
from tests.engine.tongues import in_all
from tests.engine.written import written

IDS = list(KNOWN)
STRANGER = Context(now=NOON, messenger=True, stranger=True)
TURKISH = Context(now=NOON, seems="tr")
QUESTIONS = """
flow: ask
start: first
triggers: {deeplink: ask}
data: {first: {type: text}, second: {type: text}}
steps:
  first: {ask: Was?, accepts: text, save: first, next: second}
  second: {ask: Und dann?, accepts: text, save: second, next: bye}
  bye: {say: Danke., end: true}
"""


@pytest.fixture
def wide(small: Book) -> Book:
    return in_all(small)


def on_telegram(book: Book) -> Talk:
    return Talk(book, context=Context(now=NOON, messenger=True)).start("report").tap("yes")


# the list


def test_the_web_shows_all_at_once(wide: Book):
    talk = Talk(wide).start().command("language")
    assert list(talk.buttons) == IDS
    assert talk.labels == [known.name for known in KNOWN.values()]
    assert [button.lang for button in talk.buttons.values()] == IDS


def test_a_messenger_shows_two_pages(wide: Book):
    talk = on_telegram(wide).command("language")
    assert list(talk.buttons) == [*IDS[:8], "page-1"]
    assert talk.tap("page-1").at == "language"
    assert list(talk.buttons) == [*IDS[8:], "page-0"]
    assert talk.said[-1].edits, "in the place of the first page"
    assert not talk.said[-1].chosen, "a page is no answer"
    assert list(talk.tap("page-0").buttons) == [*IDS[:8], "page-1"]
    assert talk.tap("page-1").tap("es").session.lang == "es"
    assert talk.at == "area", "and back to the question"


def test_few_languages_need_no_pages(small: Book):
    assert list(on_telegram(small).command("language").buttons) == ["de", "ar", "en"]


def test_a_page_that_is_not_there_is_nothing(wide: Book):
    talk = on_telegram(wide).command("language")
    talk.tap_data(talk.data("page-1").replace("page-1", "page-7"))
    assert talk.at == "language"


@pytest.mark.parametrize("pages", [0, 1])
@pytest.mark.parametrize(
    ("typed", "lang"),
    [
        ("9", IDS[8]),
        ("16", "es"),
        ("١٦", "es"),
        ("Kurdî", "ku"),
        ("Українська", "uk"),
        ("دری", "fa"),
        ("hrvatski", "sr"),
        ("turkce", "tr"),
        ("English please", "en"),
        ("Deutsch (leicht)", "de-simple"),
    ],
)
def test_numbers_and_names_count_on_every_page(wide: Book, pages: int, typed: str, lang: str):
    talk = on_telegram(wide).command("language")
    for _ in range(pages):
        talk.tap("page-1")
    assert talk.type(typed).session.lang == lang
    assert talk.at == "area"


@pytest.mark.parametrize("typed", ["Ich kann kein Deutsch", "I do not speak German well"])
def test_a_language_that_is_named_in_a_sentence_is_not_chosen(wide: Book, typed: str):
    talk = Talk(wide, "tr").start().command("language").type(typed)
    assert (talk.at, talk.session.lang) == ("language", "tr")


def test_the_command_can_be_typed_in_any_language(wide: Book):
    """Somebody may be in one that they cannot read."""
    for lang in IDS:
        word = "sprache" if lang == "de" else f"sprache{lang}"
        assert Talk(wide, "vi").start("report").type(word).at == "language", lang


# the first screen


@pytest.mark.parametrize("payload", ["", "report"])
def test_a_stranger_is_asked_before_anything_else(wide: Book, payload: str):
    talk = Talk(wide, context=STRANGER).start(payload)
    assert len(talk.said) == 1
    assert talk.text.startswith("🌐 Sprache · Dil · ")
    assert list(talk.buttons) == [*IDS[:8], "page-1"]
    assert talk.said[0].controls == ()
    talk.tap("page-1").tap("ru")
    assert talk.said[0].text == talk.word("welcome")
    assert talk.said[0].text.startswith("[ru]")
    assert talk.said[0].edits
    assert talk.said[1].text.startswith(talk.word("notice"))
    assert talk.at == ("safe" if payload else "menu")


def test_whose_language_is_known_is_greeted_in_it(wide: Book):
    talk = Talk(wide, "tr", context=Context(now=NOON, messenger=True)).start()
    assert talk.said[0].text == talk.word("welcome")


def test_with_one_language_nobody_is_asked(small: Book):
    alone = in_all(small)
    alone = type(alone)(alone.flows, alone.facts, alone.teams, alone.languages[:1], alone.texts)
    assert Talk(alone, context=STRANGER).start().at == "menu"
    assert Talk(alone, context=STRANGER).type("Hallo").at == "menu"


def test_a_stranger_who_names_what_they_want_is_understood(wide: Book):
    assert Talk(wide, context=STRANGER).type("Ich möchte Rassismus melden").at == "safe"
    assert Talk(wide, context=STRANGER).type("Mensch").at == "consent"


def test_a_stranger_can_type_the_language(wide: Book):
    talk = Talk(wide, context=STRANGER).type("Hola")
    assert talk.at == "language"
    assert talk.type("español").session.lang == "es"
    assert talk.at == "menu"
    assert talk.said[0].text == talk.word("welcome")


def test_a_stranger_who_goes_on_talking_is_greeted(wide: Book):
    talk = Talk(wide, context=STRANGER).start("report").type("Bonjour")
    assert talk.said[0].text == talk.word("welcome")
    assert talk.at == "safe"


def test_other_things_a_stranger_sends_ask_for_the_language(wide: Book):
    for begin in (
        lambda talk: talk.send("photo"),
        lambda talk: talk.tap_data("o5.yes"),
        lambda talk: talk.command("language"),
        lambda talk: talk.start().tap_data("o5.yes"),
        lambda talk: talk.start().send("voice"),
    ):
        talk = begin(Talk(wide, context=STRANGER))
        assert talk.at == "language"
        assert talk.tap("pl").said[-1].lang == "pl"
        assert talk.at == "menu"


def test_danger_comes_before_the_language(wide: Book):
    talk = Talk(wide, context=STRANGER).type("Er will mich umbringen")
    assert talk.said[0].text == talk.word("danger_card")
    talk = Talk(wide, context=STRANGER).start().type("Er will mich umbringen")
    assert talk.said[0].text == talk.word("danger_card")


# the offer


def test_words_in_another_language_lead_to_an_offer(wide: Book):
    talk = Talk(wide, context=TURKISH).start("report").tap("yes").type("ne yapmam lazım şimdi")
    assert talk.at == "tongue"
    assert talk.session.lang == "de"
    assert [message.text for message in talk.said] == [
        "[tr] Möchten Sie in dieser Sprache schreiben?"
    ]
    assert (talk.said[0].lang, talk.said[0].aside) == ("tr", True)
    assert talk.labels == ["[tr] ✅ Ja · Türkçe", "[tr] Nein · Deutsch", "🌐 Sprache / Language"]
    assert [button.lang for button in talk.buttons.values()] == ["tr", "tr", ""]


@pytest.mark.parametrize("answer", ["1", "[tr] Ja", "Ja", "türkçe"])
def test_yes_changes_the_language_and_asks_again(wide: Book, answer: str):
    talk = Talk(wide, context=TURKISH).start("report").tap("yes").type("ne yapmam lazım şimdi")
    talk.type(answer)
    assert talk.session.lang == "tr"
    assert [message.text for message in talk.said] == [
        talk.word("language_set"),
        "[tr] Wo ist es passiert?",
    ]
    assert talk.at == "area"


@pytest.mark.parametrize("answer", ["2", "Nein", "deutsch"])
def test_no_keeps_everything_as_it_stands(wide: Book, answer: str):
    talk = Talk(wide, context=TURKISH).start("report").tap("yes")
    before = talk.session
    talk.type("ne yapmam lazım şimdi").type(answer)
    assert [message.text for message in talk.said] == [talk.word("kept"), "Wo ist es passiert?"]
    after = talk.session
    assert (after.lang, after.step, after.path, after.answers, after.tries) == (
        before.lang,
        before.step,
        before.path,
        before.answers,
        before.tries,
    )


def test_another_one_can_be_chosen_instead(wide: Book):
    talk = Talk(wide, context=TURKISH).start("report").tap("yes").type("ne yapmam lazım şimdi")
    assert talk.tap("other").at == "language"
    assert talk.tap("ku").at == "area"
    assert talk.session.lang == "ku"


def test_it_comes_once_for_each_language(wide: Book):
    talk = Talk(wide, context=TURKISH).start("report").tap("yes").type("ne yapmam lazım şimdi")
    assert talk.tap("no").type("ne yapmam lazım şimdi").at == "area"
    talk.context = Context(now=NOON, seems="ru")
    assert talk.type("что мне делать теперь").at == "tongue"
    assert talk.tap("yes").session.lang == "ru"
    assert talk.session.offered == ("tr", "ru")
    assert b"yapmam" not in dump(talk.session)


def test_nothing_is_offered_where_something_is_about_to_be_sent(wide: Book):
    talk = Talk(wide, context=TURKISH).start("friend").type("Arkadaşım işten atıldı dün")
    assert talk.session.answers == {"friend": {"story": "Arkadaşım işten atıldı dün"}}
    assert talk.at == "talk"


def test_after_an_answer_the_next_question_stands_before_the_offer(wide: Book):
    talk = Talk(wide, context=TURKISH).start("report").tap("yes").type("bei der Arbeit, şimdi")
    assert talk.session.answers == {"report": {"area": "work"}}
    assert (talk.session.step, talk.at) == ("mood", "tongue")
    question = talk.said[-2]
    assert question.text == "Wie geht es Ihnen?"
    talk.tap_data(question.buttons[0][0].data)
    assert talk.at == "grounds", "a tap on the question passes the offer by"


def test_own_words_are_taken_and_the_offer_comes_after():
    own = in_all(written(QUESTIONS))
    talk = Talk(own, context=TURKISH).start("ask").type("Arkadaşım işten atıldı dün")
    assert talk.session.answers == {"ask": {"first": "Arkadaşım işten atıldı dün"}}
    assert [message.text[:4] for message in talk.said] == ["Und ", "[tr]"]
    assert talk.type("Sonra da eve gitti").said[0].text == "Danke.", "taken as the next answer"
    assert talk.at == "menu", "offered once"


def test_words_for_the_question_behind_pass_the_offer_by(wide: Book):
    talk = Talk(wide, context=TURKISH).start("report").tap("yes").type("ne yapmam lazım şimdi")
    assert talk.type("Firma").at == "mood"
    assert talk.session.answers == {"report": {"area": "work"}}


def test_the_menu_behind_the_offer_still_counts(wide: Book):
    talk = Talk(wide, context=TURKISH).start()
    menu = talk.said[-1].buttons
    report = next(row[0].data for row in menu if row[0].data.endswith("f-report"))
    talk.type("ne yapmam lazım şimdi")
    assert talk.at == "tongue"
    assert talk.tap_data(report).at == "safe"
    again = Talk(wide, context=TURKISH).start().type("ne yapmam lazım şimdi")
    assert again.type("rassismus").at == "safe"


def test_commands_lead_out_of_the_offer(wide: Book):
    for command, at in (("menu", "menu"), ("back", "area"), ("human", "consent")):
        talk = Talk(wide, context=TURKISH).start("report").tap("yes").type("ne yapmam lazım şimdi")
        assert talk.type({"menu": "Menü", "back": "zurück", "human": "Mensch"}[command]).at == at


def test_help_repeats_the_offer(wide: Book):
    talk = Talk(wide, context=TURKISH).start("report").tap("yes").type("ne yapmam lazım şimdi")
    assert list(talk.command("help").buttons) == ["yes", "no", "other"]


def test_first_words_in_another_language_are_met_with_an_offer(wide: Book):
    talk = Talk(wide, context=TURKISH).type("merhaba yardım almak istiyorum")
    assert len(talk.said) == 1
    assert talk.at == "tongue"
    talk.tap("yes")
    assert talk.said[0].text == talk.word("welcome")
    assert talk.said[-1].lang == "tr"
    assert talk.at == "menu"


def test_who_declines_at_first_is_greeted_in_the_language_of_the_telephone(wide: Book):
    talk = Talk(wide, context=TURKISH).type("merhaba yardım almak istiyorum").tap("no")
    assert talk.said[0].text == talk.word("welcome")
    assert (talk.session.lang, talk.at) == ("de", "menu")
    again = (
        Talk(wide, context=TURKISH).type("merhaba yardım almak istiyorum").type("merhaba yine ben")
    )
    assert (again.session.lang, again.at) == ("de", "menu")


def test_a_stranger_who_declines_sees_all_languages(wide: Book):
    talk = Talk(wide, context=Context(now=NOON, seems="tr", stranger=True))
    talk.type("silav ez alîkariyê dixwazim").tap("no")
    assert talk.at == "language"
    assert talk.text.startswith("🌐")
    assert talk.tap("ku").at == "menu"


def test_a_languages_name_alone_is_a_wish_for_it(wide: Book):
    talk = Talk(wide).start("report").tap("yes").type("English")
    assert talk.at == "tongue"
    assert talk.tap("no").type("english").at == "tongue", "it was said again"
    assert talk.tap("yes").session.lang == "en"
    assert Talk(wide).start("report").tap("yes").type("einfache Sprache").at == "tongue"
    assert Talk(wide).start("report").tap("yes").type("Deutsch").at == "area"


def test_nothing_is_offered_while_people_answer(wide: Book):
    talk = Talk(wide, context=TURKISH).start().command("human").tap("yes")
    assert talk.type("ne yapmam lazım şimdi").at == "case"
    talk.context = Context(now=NOON, seems="ru", human=True)
    assert talk.type("что мне делать теперь").at == "case"
    assert talk.session.offered == ()


@pytest.mark.parametrize("screen", ["erase", "language", "human"])
def test_nothing_is_offered_on_a_screen_that_decides(wide: Book, screen: str):
    talk = Talk(wide, context=TURKISH).start("report").tap("yes").command(screen)
    before = talk.at
    assert talk.type("ne yapmam lazım şimdi").at == before


def test_danger_comes_before_the_offer(wide: Book):
    talk = Talk(wide, context=TURKISH).start("report").tap("yes").type("Er will mich umbringen")
    assert talk.at == "danger"
    assert talk.session.offered == ()


@pytest.mark.parametrize(
    ("lang", "seems"), [("de-simple", "de"), ("tr", "tr"), ("de", "zz"), ("de", "")]
)
def test_what_cannot_be_offered_is_not(wide: Book, lang: str, seems: str):
    talk = Talk(wide, lang, context=Context(now=NOON, seems=seems)).start("report").tap("yes")
    assert talk.type("qqq www zzz").at == "area"


def test_an_offer_is_made_in_its_own_words_or_not_at_all(small: Book):
    talk = Talk(in_all(small, "tr"), context=TURKISH).start("report").tap("yes")
    assert talk.type("ne yapmam lazım şimdi").at == "area"


def test_a_language_that_went_away_while_it_was_offered(wide: Book, small: Book):
    talk = Talk(wide, context=TURKISH).start("report").tap("yes").type("ne yapmam lazım şimdi")
    talk.book = small
    assert talk.command("repeat").at == "tongue"
    assert talk.tap("yes").session.lang == "de"
    assert talk.at == "area"


def test_nothing_is_offered_over_a_sealed_question(wide: Book):
    """Where the browser seals, words for the open question do not come to us at all."""
    talk = Talk(wide, context=Context(now=NOON, seals=True, seems="tr"))
    talk.start("report").tap("yes").tap("work").type("gut, şimdi iyiyim")
    assert (talk.at, talk.session.offered) == ("grounds", ())
    assert talk.said[-1].seal
    talk.type("ne yapmam lazım şimdi")
    assert talk.refused == "seal"
