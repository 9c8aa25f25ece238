"""What translators see is what the engine asks for, neither more nor less."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import polib
import pytest

from bot import golden
from bot.engine.book import Book, Texts
from bot.engine.notices import Notice
from bot.engine.problems import Problem
from bot.engine.reader import read_flow
from bot.library import load_book
from bot.texts import all_texts, of_flow, of_notices
from tests.tools.conftest import ROOT, change


class Asked:
    """Answers in German and notes every place that was asked for."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}

    def get(self, lang: str, place: str, source: str) -> str:
        if source:
            self.places[place] = source
        return source


def test_everything_the_engine_asks_for_in_conversations_is_listed(book: Book):
    asked = Asked()
    texts: Texts = asked
    noting = msgspec.structs.replace(book, texts=texts)
    for path in sorted((ROOT / "tests" / "flows").glob("*.yaml")):
        problems: list[Problem] = []
        test = golden.read_test(path.read_text(encoding="utf-8"), path.name, problems)
        assert test, problems
        golden.play(noting, test, "en")
    assert len(asked.places) > 200
    listed = {text.place: text.source for text in all_texts(book)}
    bare = {f"facts/{fact.id}/value" for fact in book.facts.values()} - set(listed)
    assert {place: asked.places[place] for place in set(asked.places) - bare} == {
        place: listed.get(place) for place in set(asked.places) - bare
    }


def test_only_numbers_and_addresses_of_facts_are_left_out(book: Book):
    listed = {text.place for text in all_texts(book)}
    left_out = {
        fact.value
        for fact in book.facts.values()
        if fact.value and f"facts/{fact.id}/value" not in listed
    }
    assert {"110", "116 016", "ads@hannover-stadt.de"} <= left_out
    assert not [value for value in left_out if " " in value and any(c.isalpha() for c in value)]


def test_the_english_catalogues_hold_exactly_these(book: Book):
    for name in {text.catalogue for text in all_texts(book)}:
        wanted = {t.place: t.source for t in all_texts(book) if t.catalogue == name}
        path = ROOT / "translations" / "en" / f"{name}.po"
        found = {e.msgctxt: e.msgid for e in polib.pofile(str(path)) if not e.obsolete}
        missing = {place: wanted[place] for place in wanted if found.get(place) != wanted[place]}
        assert missing == {}, f"{name}: lotse translations update"
        assert set(found) == set(wanted), f"{name}: lotse translations update"


def test_places_and_lines_are_those_of_the_file(book: Book):
    texts = {text.place: text for text in all_texts(book)}
    report = (ROOT / "flows" / "report.yaml").read_text(encoding="utf-8").splitlines()
    for place in ("report/title", "report/wish/ask", "report/area/options.work.label"):
        text = texts[place]
        assert text.source in report[text.line - 1], place
        assert text.high
    assert not texts["school/title"].high
    assert texts["report/area/options.work.accept"].kind == "words"
    assert texts["report/area/options.work.label"].kind == "label"
    assert texts["bot/back_words"].kind == "words"


def test_a_renamed_step_names_its_former_places(folder: Path):
    change(
        folder / "flows/report.yaml", "  area:\n    ", "  area:\n    renamed_from: [place]\n    "
    )
    small = load_book(folder / "flows", folder / "translations", demo=True)
    texts = {text.place: text for text in all_texts(small)}
    assert texts["report/area/ask"].former == ("report/place/ask",)


@pytest.mark.parametrize("name", ["bot", "web"])
def test_the_programs_own_words_are_in_one_catalogue(book: Book, name: str):
    own = [text for text in all_texts(book) if text.place.startswith(f"{name}/")]
    assert own
    assert {text.catalogue for text in own} == {"bot"}


def test_links_of_steps_are_listed_as_such():
    text = """
lotse: 1
flow: x
title: X
start: a
steps:
  a: {say: Hier steht es., link: "https://www.example.org/de", help: Mehr dazu., end: true}
"""
    flow = read_flow(text, "x.yaml", [])
    assert flow
    assert [(one.place, one.kind) for one in of_flow(flow)] == [
        ("x/title", "text"),
        ("x/a/say", "text"),
        ("x/a/link", "link"),
        ("x/a/help", "text"),
    ]


def test_notices_have_a_catalogue_of_their_own(book: Book):
    day = dt.date(2026, 12, 24)
    notice = Notice(id="closed", text="Heute ist zu.", file="flows/notices.yaml", line=3, until=day)
    (text,) = of_notices(msgspec.structs.replace(book, notices=(notice,)))
    assert (text.place, text.catalogue, text.line) == ("notices/closed", "notices", 3)
