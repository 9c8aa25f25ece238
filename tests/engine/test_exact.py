"""Questions on which safety hangs: typed words count only when they are the very words."""

from __future__ import annotations

import pytest

from bot.engine.book import Book
from bot.library import load_book
from tests.engine.talk import Talk
from tests.engine.written import written
from tests.report_way import ROOT

SAFE = """
flow: safety
start: safe
steps:
  safe:
    exact: true
    ask: Sind Sie in Sicherheit?
    options:
      "yes": {label: "✅ Ja", accept: [sicher, ich bin sicher], next: fine}
      "no": {label: "❗ Nein", accept: [nicht sicher], next: danger}
    unclear: {tries: 2, then: danger}
  fine:
    say: Gut.
    end: true
  danger:
    say: "Rufen Sie an: 110"
    end: true
triggers: {deeplink: safety}
"""


@pytest.fixture(scope="module")
def book() -> Book:
    return written(SAFE)


@pytest.mark.parametrize(
    "typed",
    ["ich bin nicht so sicher", "er sagt ja", "Ja aber ich habe keine Ruhe", "sichr", "neinn"],
)
def test_a_sentence_around_an_answer_is_asked_again(book: Book, typed: str):
    talk = Talk(book).start("safety").type(typed)
    assert talk.at == "safe"
    told = [message.text for message in talk.type(typed).said]
    assert "Rufen Sie an: 110" in told, "after two tries: help"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("JA!", "Gut."),
        ("Ich bin sicher.", "Gut."),
        ("2", "Rufen Sie an: 110"),
        ("nein", "Rufen Sie an: 110"),
    ],
)
def test_the_very_words_and_numbers_count(book: Book, typed: str, told: str):
    assert Talk(book).start("safety").type(typed).said[0].text == told


UNSAFE = {
    "en": ("i am not safe", "i'm not safe now", "he keeps hitting me go on"),
    "tr": ("güvende değilim", "hâlâ güvende değilim", "dövmeye devam ediyor"),
    "ar": ("لست في أمان", "أنا لست بأمان", "لا أستطيع الخروج"),
    "fa": ("در امان نیستم", "من در امان نیستم", "هنوز در خطرم"),
    "ru": ("я не в безопасности", "опасность не прошла", "он бьёт меня дальше"),
    "uk": ("я не в безпеці", "небезпека не минула", "мені загрожують"),
    "pl": ("nie jestem bezpieczna", "nie jestem bezpieczny", "on dalej mnie bije"),
    "ro": ("nu sunt în siguranță", "nu mai sunt în siguranță", "mă bate mai departe"),
    "bg": ("не съм в безопасност", "не в безопасност съм", "той продължава"),
    "ku": ("ez ne ewle me", "ez ewle nînim", "ew berdewam dike"),
    "fr": ("je ne suis pas en sécurité", "je suis pas à l'abri", "il continue"),
    "es": ("no estoy a salvo", "no estoy en un lugar seguro", "sigue pegándome"),
    "sr": ("nisam na sigurnom", "nisam siguran", "on me i dalje tuče"),
    "vi": ("tôi không an toàn", "tôi chưa an toàn", "anh ấy tiếp tục đánh tôi"),
    "de": ("ich bin nicht sicher", "ich bin nicht in Sicherheit", "er schlägt mich weiter"),
}


@pytest.fixture(scope="module")
def city() -> Book:
    """The city's own flows. Some sentences are words of danger: the card is fine as well."""
    return load_book(ROOT / "flows", ROOT / "translations", demo=True)


@pytest.mark.parametrize("lang", UNSAFE)
def test_nobody_who_is_not_safe_is_taken_to_be_safe(city: Book, lang: str):
    for typed in UNSAFE[lang]:
        talk = Talk(city, lang).start("report").tap("adult").type(typed)
        assert talk.at != "wish", (lang, typed)


@pytest.mark.parametrize(
    ("lang", "typed"),
    [
        ("es", "no me siento segura"),
        ("sr", "ne osjećam se bezbjedno"),
        ("pl", "nie mogę mówić"),
        ("vi", "tôi không biết"),
        ("ar", "لا أشعر بالأمان"),
        ("de", "nein ich glaube er kommt gleich"),
    ],
)
def test_a_sentence_with_no_in_it_is_no_answer_to_whether_there_is_danger(
    city: Book, lang: str, typed: str
):
    talk = Talk(city, lang).start("health").tap("violence").type(typed)
    assert talk.at == "violence"


@pytest.mark.parametrize(
    "typed", ["nein ich will den Chat nicht löschen", "chat löschen bitte nicht"]
)
def test_nothing_is_erased_by_a_sentence_around_the_answer(city: Book, typed: str):
    talk = Talk(city).start("health").command("erase").type(typed)
    assert talk.at == "erase"
    assert not talk.erased
