from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.matching import best, blank, exact, meant, normal, number

OFFICES = [
    ("work", ("💼 Arbeit", "chef", "firma")),
    ("office", ("🏛 Amt", "behörde", "jobcenter")),
    ("city", ("Amt der Stadt", "in sicherheit")),
    ("unsafe", ("❗ Nein", "nicht sicher")),
    ("safe", ("✅ Ja", "sicher")),
]


@pytest.mark.parametrize("text", ["2", "٢", "۲", "२", " 2 ", "2.", "2)", "\u200f2", "၂"])
def test_numbers_of_any_script(text: str):
    assert number(text) == 2


@pytest.mark.parametrize("text", ["", "zwei", "2a", "1 2", "²", "-2", "2.5", "1234", "Ⅱ"])
def test_what_is_no_number(text: str):
    assert number(text) is None


def test_numbers_of_several_digits_read_from_left_to_right():
    assert number("١٢") == 12


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("  ÄMTER!  ", "amter"),
        ("Straße", "strasse"),
        ("zurü\u200bck", "zuruck"),
        ("\u202eja\u202c", "ja"),
        ("Nein, danke.", "nein danke"),
        ("✅ Ja", "ja"),
        ("می\u200cخواهم", "میخواهم"),
        ("٧ سنوات", "7 سنوات"),
        ("Ḧÿ", "hy"),
        ("Łódź", "lodz"),
        ("Đorđe", "dorde"),
        ("ısı", "isi"),
    ],
)
def test_normal(text: str, plain: str):
    assert normal(text) == plain


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "\u2066\u2069 \ufeff"])
def test_blank(text: str):
    assert blank(text)


@pytest.mark.parametrize("text", ["a", "👍", ".", "۲"])
def test_not_blank(text: str):
    assert not blank(text)


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        ("arbeit", "work"),
        ("Mein CHEF war das", "work"),
        ("Behorde", "office"),
        ("beim amt der stadt war es", "city"),  # the phrase before the word "amt"
        ("Ich bin nicht sicher", "unsafe"),  # the phrase before the word "sicher"
        ("Arbiet", "work"),  # a typing error
        ("jobcentr", "office"),
        ("ja", "safe"),
        ("chef oder amt", None),  # two fit
        ("xyz", None),
        ("", None),
        ("💼", None),
        ("cheef und noch mehr", None),  # errors count in short answers only
        ("jo", None),
    ],
)
def test_best(typed: str, choice: str | None):
    assert best(typed, OFFICES) == choice


def test_several_names_of_one_choice_are_no_doubt():
    assert best("chef der firma", OFFICES) == "work"


def test_two_choices_with_the_same_typing_error_are_a_doubt():
    assert best("mutte", [("a", ("mutter",)), ("b", ("mutten",))]) is None


def test_a_doubt_is_not_decided_by_a_typing_error():
    choices = [("a", ("amt",)), ("b", ("chef",)), ("c", ("amt cheff",))]
    assert best("amt chef", choices) is None


def test_a_choice_without_letters_is_never_meant():
    assert best("ja", [("thumb", ("👍",)), ("yes", ("ja",))]) == "yes"


@pytest.mark.parametrize(
    ("typed", "strict", "choice"),
    [
        ("2", False, "office"),
        ("2", True, "office"),
        ("٢", False, "office"),
        ("0", False, None),
        ("6", False, None),
        ("Arbeit", True, "work"),
        ("meine arbeit", True, None),
        ("meine arbeit", False, "work"),
    ],
)
def test_meant(typed: str, strict: bool, choice: str | None):
    assert meant(typed, OFFICES, strict=strict) == choice


def test_the_very_words_come_before_the_number():
    ages = [("small", ("Unter 6", "2", "3")), ("big", ("Ab 6", "6", "7")), ("none", ("Keins",))]
    assert meant("7", ages, strict=False) == "big"
    assert meant("٣", ages, strict=False) == "small"
    assert meant("1", ages, strict=False) is None  # nobody's word, and no number of an option
    assert meant("1", [("a", ("Ja",)), ("b", ("Nein", "7"))], strict=False) == "a"


def test_the_same_words_twice_are_a_doubt():
    assert meant("ja", [("a", ("ja",)), ("b", ("Ja!",))], strict=False) is None


def test_exact():
    assert exact("Zurück!", ["weiter", " zurück"])
    assert not exact("zurück bitte", ["zurück"])
    assert not exact("…", ["…"])


@given(st.text())
def test_nothing_raises(text: str):
    meant(text, OFFICES, strict=False)
    assert normal(normal(text)) == normal(text) or not normal(text).isascii()


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("no estoy a salvo", "ya estoy a salvo"),
        ("i am not safe", "i am now safe"),
        ("зараз я у небезпеці", "зараз я в безпеці"),
        ("не съм в безопасност", "сега съм в безопасност"),
        ("в безопасност съм не", "в безопасност съм сега"),
    ],
)
def test_a_sentence_that_says_the_opposite_is_no_typing_error(typed: str, label: str):
    assert best(typed, [("safe", (label,)), ("stop", ("стоп",))]) is None


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("mit menshen schreiben", "mit menschen schreiben"),
        ("mitmenschen schreiben", "mit menschen schreiben"),
    ],
)
def test_typing_errors_within_words_and_lost_blanks_are_forgiven(typed: str, label: str):
    assert best(typed, [("right", (label,)), ("other", ("etwas anderes",))]) == "right"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ja bitte gern", "yes"),
        ("er sagt ja immer so", None),
        ("có ạ", "yes"),
        ("tôi có con nhỏ", None),
    ],
)
def test_yes_and_no_count_at_the_beginning_only(typed: str, found: str | None):
    assert best(typed, [("yes", ("Ja", "Có")), ("no", ("Nein", "Không"))]) == found
