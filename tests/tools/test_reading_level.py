"""How hard German texts are to read: the formula, the rule for short texts, and our own texts."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

import msgspec
import pytest

from bot import glossary
from bot.catalogue import Catalogue
from bot.inspection import SIMPLE
from bot.reading_level import MAX_LEVEL, MAX_SIMPLE, level, measure, syllables
from bot.texts import Kind, Text, all_texts
from tests.running import ROOT, shipped_book

EASY = (
    "Bei Gefahr rufen Sie die Polizei an. Das ist gut und geht schnell. Wir helfen Ihnen gern "
    "weiter, wenn Sie das wollen. Sie sind nicht allein."
)
MIDDLE = (
    "Sie haben einen Brief vom Amt bekommen und verstehen ihn nicht? Dann fragen Sie in der "
    "Beratung nach einem Termin. Bringen Sie den Brief und Ihren Ausweis mit. Die Beratung "
    "erklärt Ihnen, was in dem Brief steht und was Sie jetzt machen können."
)
HARD = (
    "Antragsberechtigte Personen haben die erforderlichen Nachweise unverzüglich und vollständig "
    "bei der zuständigen Ausländerbehörde einzureichen, andernfalls kann eine Entscheidung über "
    "die Aufenthaltserlaubnis nicht innerhalb der gesetzlichen Frist getroffen werden."
)
SHORT_AND_HARD = "Antidiskriminierungsstelle der Landeshauptstadt."


def test_the_formula_is_that_of_textstat(monkeypatch: pytest.MonkeyPatch):
    """textstat looks into nltk's dictionary for English only; it is not installed here."""
    monkeypatch.setitem(sys.modules, "nltk", ModuleType("nltk"))
    textstat = import_module("textstat")

    textstat.set_lang("de_DE")
    for text in (EASY, MIDDLE, HARD):
        assert level(text) == pytest.approx(textstat.wiener_sachtextformel(text, 1), abs=0.1)


@pytest.mark.parametrize(
    ("word", "number"),
    [("Haus", 1), ("sehen", 2), ("Polizei", 3), ("Bescheinigung", 4), ("Krankenversicherung", 6)],
)
def test_syllables(word: str, number: int):
    assert syllables(word) == number


def test_easy_and_hard():
    easy, hard = level(EASY), level(HARD)
    assert easy is not None
    assert hard is not None
    assert easy < 3
    assert hard > 14


def test_facts_and_addresses_do_not_count():
    assert level(EASY + " {ads.email}") == level(EASY)
    assert level(EASY + " Mehr: www.stadtverwaltung-hannover.de/antidiskriminierung") is not None
    assert level(EASY + "\nlandeshauptstadt@antidiskriminierungsstelle.example.org") == level(EASY)


def test_a_line_is_a_sentence():
    """Lines of a list have no full stop; without this, a list would be one endless sentence."""
    listed = "\n".join(f"• Rufen Sie hier an {each}" for each in "abcdefgh")
    assert (level(listed) or 0) < (level(listed.replace("\n", " ")) or 0)


def test_a_name_that_people_meet_on_doors_is_an_ordinary_word():
    text = EASY + " Fragen Sie die Antidiskriminierungsstelle und das Bürgeramt."
    names = ["Antidiskriminierungsstelle", "Bürgeramt"]
    plain, in_full = level(text, names), level(text)
    assert plain is not None
    assert in_full is not None
    assert plain < in_full
    assert level(text.replace("Bürgeramt", "Bürgeramts"), names) == plain
    assert level(text.replace("Bürgeramt", "Bürgeramtsleitung"), names) != plain


# texts that are too short to tell


def test_a_text_of_twenty_words_is_measured_by_itself():
    (found,) = measure([_text("flow/step/ask", EASY)])
    assert found.places == ("flow/step/ask",)
    assert found.level == level(EASY)


def test_a_shorter_one_is_measured_with_its_screen():
    screen = [
        _text("flow/step/ask", SHORT_AND_HARD),
        _text("flow/step/help", EASY),
        _text("flow/step/options.a.label", "Ja", kind="label"),
        _text("flow/other/ask", MIDDLE),
    ]
    together = [found for found in measure(screen) if len(found.places) > 1]
    assert [found.places for found in together] == [tuple(text.place for text in screen[:3])]
    assert together[0].level > (level(EASY) or 0)


def test_what_people_type_and_links_are_not_read():
    texts = [
        _text("flow/step/options.a.accept", HARD, kind="words"),
        _text("flow/step/link", HARD, kind="link"),
    ]
    assert list(measure(texts)) == []


def test_short_screens_are_measured_with_the_other_short_ones_of_their_file():
    short = [_text(f"flow/step{at}/ask", "Nur ein paar kleine Wörter.") for at in range(4)]
    long_one = _text("flow/long/ask", MIDDLE)
    found = {each.places for each in measure([*short, long_one])}
    assert found == {("flow/long/ask",), tuple(text.place for text in short)}
    few = {each.places for each in measure([*short[:2], long_one])}
    assert few == {("flow/long/ask",), ("flow/step0/ask", "flow/step1/ask", "flow/long/ask")}


def test_words_of_the_program_that_begin_alike_are_measured_together():
    texts = [
        _text("web/receipt_open", "Öffnen"),
        _text("web/receipt_text", MIDDLE[:60]),
        _text("web/receipt_more", MIDDLE[60:140]),
        _text("bot/receipt_other", SHORT_AND_HARD),
    ]
    places = [found.places for found in measure(texts)]
    assert places[0] == tuple(text.place for text in texts[:3])


# what we say ourselves


def test_no_german_text_is_above_the_limit():
    texts = all_texts(shipped_book(True))
    assert _above(texts, MAX_LEVEL) == []
    read = {text.place for text in texts if text.kind in ("text", "label")}
    measured = {place for found in measure(texts) for place in found.places}
    assert read - measured <= {"facts/team.ads/name"}, "a file of a few words is not measured"


def test_no_text_in_simpler_german_is_above_its_limit():
    book = shipped_book(True)
    assert isinstance(book.texts, Catalogue)
    simple = {entry.place: entry.text for entry in book.texts.entries().get(SIMPLE, [])}
    texts = [
        msgspec.structs.replace(text, source=simple[text.place])
        for text in all_texts(book)
        if simple.get(text.place)
    ]
    if not texts:
        pytest.skip("there is no catalogue in simpler German")
    assert _above(texts, MAX_SIMPLE) == []


def _above(texts: list[Text], limit: float) -> list[tuple[str, float]]:
    words = glossary.load(ROOT / "translations", [])
    names = [term.word for term in words.terms if term.kept]
    found = measure(texts, names)
    return [(each.text.place, each.level) for each in found if each.level > limit]


def _text(place: str, source: str, kind: Kind = "text") -> Text:
    return Text(place=place, source=source, catalogue="flow", file="flows/flow.yaml", kind=kind)
