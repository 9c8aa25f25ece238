"""flows/replies.yaml: what is read, what is wrong with it, what the desk makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.engine.problems import Problem
from bot.engine.replies import FIELDS, CannedReply, read_replies
from lotse.desk_words import KeptWords, office, shipped
from tests.running import shipped_book

GOOD = "hello: {title: Gruß, title_en: Greeting, text: 'Ich bin {name}, {office}.'}"
TRANSLATIONS = Path(__file__).parents[2] / "translations"


def read(text: str) -> tuple[tuple[CannedReply, ...], list[Problem]]:
    problems: list[Problem] = []
    return read_replies(text, "replies.yaml", problems), problems


def test_a_reply_has_titles_for_counsellors_and_a_text() -> None:
    (reply,), problems = read(GOOD)
    assert problems == []
    assert (reply.id, reply.title, reply.title_en) == ("hello", "Gruß", "Greeting")
    assert reply.text == "Ich bin {name}, {office}."


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("hello: {title_en: x, text: x}", 'needs "title"'),
        ("hello: {title: x, title_en: x}", 'needs "text"'),
        ("hello: {title: x, title_en: x, text: 'Am {tag}'}", 'There is no field "tag"'),
        ("hello: {title: x, title_en: x, text: x, lang: de}", '"lang" is not known'),
        ("Hello World: {title: x, title_en: x, text: x}", "cannot be an id"),
        (f"hello: {{title: {'x' * 61}, title_en: x, text: x}}", "has 61 characters"),
        (f"hello: {{title: x, title_en: x, text: {'x' * 1501}}}", "has 1501 characters"),
        ("- a", "must be fields"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, what: str) -> None:
    _, problems = read(text)
    assert any(what in str(problem) for problem in problems), [str(one) for one in problems]
    assert str(problems[0]).startswith("replies.yaml:1:")


def test_the_shipped_ones_speak_every_language() -> None:
    book = shipped_book(True)
    spoken = {language.id for language in book.languages}
    found = shipped(book)
    assert len(found) >= 12
    for reply in found:
        assert set(reply.texts) == spoken, reply.id
        for text in reply.texts.values():
            named = {name for name in FIELDS if f"{{{name}}}" in text}
            assert named == {name for name in FIELDS if f"{{{name}}}" in reply.texts["de"]}


def test_a_teams_name_is_said_in_each_language() -> None:
    book = shipped_book(True)
    named = office(book, "ads")
    assert named["de"] == book.teams["ads"].name
    assert named["tr"] != named["de"]
    assert office(book, "nowhere") == {}


def test_kept_words_come_with_what_the_language_says() -> None:
    book = shipped_book(True)
    words = KeptWords(lambda: book, TRANSLATIONS)
    assert words.terms("tr")["Jobcenter"] == "iş bulma merkezi"
    assert "Frist" not in words.terms("tr"), "is not kept: it is translated"
    assert words.terms("xx")["Jobcenter"] == ""
