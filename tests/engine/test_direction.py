"""Right to left: what is put into a text must not turn round, nor turn round what stands beside."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from bot import catalogue
from bot.engine.book import Book
from bot.engine.callback import OptionTap, read
from bot.engine.direction import filled, isolated, lined, plain
from bot.engine.facts import PLACEHOLDER
from bot.engine.problems import Problem
from bot.preview.play import with_pseudo
from tests.engine.conftest import small_book
from tests.engine.talk import Talk
from tests.engine.written import written

LRI, FSI, PDI = "\u2066", "\u2068", "\u2069"
HEAD = 'msgid ""\nmsgstr "Language: ar\\nContent-Type: text/plain; charset=UTF-8\\n"\n\n'


def put(text: str, value: str, *, rtl: bool = True) -> str:
    return filled(text, PLACEHOLDER, lambda found: value, rtl=rtl)


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("راسلنا: {a.b}.", "a@b.de", f"راسلنا: {FSI}a@b.de{PDI}."),
        (f"راسلنا: {LRI}{{a.b}}{PDI}.", "a@b.de", f"راسلنا: {LRI}a@b.de{PDI}."),
        (f"راسلنا: {LRI}Mail {{a.b}}{PDI}.", "a@b.de", f"راسلنا: {LRI}Mail a@b.de{PDI}."),
        (f"{LRI}x{PDI} {{a.b}}", "y", f"{LRI}x{PDI} {FSI}y{PDI}"),
        (f"{LRI}\n{{a.b}}", "y", f"{LRI}\n{FSI}y{PDI}"),
        ("{a.b}", "110", f"{FSI}110{PDI}"),
        ("{a.b}", "0511 168-31061", f"{FSI}{LRI}0511 168-31061{PDI}{PDI}"),
        ("{a.b}", "هاتف 0800 22 55 (مجاني)", f"{FSI}هاتف {LRI}0800 22 55{PDI} (مجاني){PDI}"),
        ("{a.b}", "(هاتف 0511 1)", f"{FSI}(هاتف {LRI}0511 1{PDI}){PDI}"),
        ("{a.b}", "+49 (0)511 1", f"{FSI}{LRI}+49 (0)511 1{PDI}{PDI}"),
        ("{a.b}", "eins\n\nzwei", f"{FSI}eins{PDI}\n\n{FSI}zwei{PDI}"),
        ("{a.b}", f"هاتف {LRI}0511 1{PDI}", f"{FSI}هاتف {LRI}0511 1{PDI}{PDI}"),
        ("{a.b}", f"frech{PDI}{PDI}", f"{FSI}frech{PDI}"),
        ("{a.b}", "", ""),
        ("{a.b}", "{a.b}", "{a.b}"),
        ("https://x.de/{a.b}", "seite", "https://x.de/seite"),
        ("https://x.de {a.b}", "seite", f"https://x.de {FSI}seite{PDI}"),
    ],
)
def test_a_value_stands_by_itself(text: str, value: str, expected: str):
    assert put(text, value) == expected
    assert put(text, value, rtl=False) == text.replace("{a.b}", value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ADS: نساعدك", "\u200fADS: نساعدك"),
        ("نساعدك: ADS", "نساعدك: ADS"),
        ("• Caritas للجميع\n\nنعم", "\u200f• Caritas للجميع\n\nنعم"),
        ("🏠 IHK وغيرها", "\u200f🏠 IHK وغيرها"),
        (f"{FSI}Caritas{PDI} للجميع", f"{FSI}Caritas{PDI} للجميع"),
        (f"{FSI}للجميع{PDI} Caritas", f"\u200f{FSI}للجميع{PDI} Caritas"),
        ("§ 15 القانون", "§ 15 القانون"),
        ("Ein deutscher Satz.", "Ein deutscher Satz."),
        ("110", "110"),
        ("", ""),
    ],
)
def test_a_line_begins_on_the_right_even_with_a_german_name(text: str, expected: str):
    assert lined(text) == expected


def test_nothing_but_the_marks_is_added():
    assert plain(isolated("Tel. 0511 168-31061\nneu")) == "Tel. 0511 168-31061\nneu"


# with a catalogue


def arabic(folder: Path, entries: dict[tuple[str, str], str], book: Book) -> Book:
    """The book with an Arabic catalogue: (place, source) → translation."""
    folder = folder / "ar"
    folder.mkdir()
    lines = [
        f'msgctxt "{place}"\nmsgid "{source}"\nmsgstr "{text}"\n'
        for (place, source), text in entries.items()
    ]
    (folder / "all.po").write_text(HEAD + "\n".join(lines), encoding="utf-8")
    problems: list[Problem] = []
    texts = catalogue.load(folder.parent, problems)
    assert problems == []
    return msgspec.structs.replace(book, texts=texts, languages=texts.languages())


FLOW = """
flow: probe
start: first
triggers: {deeplink: probe}
data:
  name: {type: text, keep: case}
steps:
  first:
    say: "Schreiben Sie an {ads.email}"
    link: "{ads.hours}"
    next: name
  name:
    ask: Wie heißen Sie?
    accepts: text
    save: name
    next: which
  which:
    ask: Wann?
    options:
      now: {label: "Jetzt ({em.police})", next: talk}
  talk:
    handoff: {team: ads, consent: [name]}
    next: bye
  bye: {say: Ende., end: true}
"""
ENTRIES = {
    ("probe/first/say", "Schreiben Sie an {ads.email}"): "اكتب إلى {ads.email}",
    ("probe/name/ask", "Wie heißen Sie?"): "ما اسمك؟",
    ("probe/which/options.now.label", "Jetzt ({em.police})"): "الآن ({em.police})",
    ("bot/answered", "Ihre Antwort war: {answer}"): "كانت إجابتك: {answer}",
}


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    return Talk(arabic(tmp_path, ENTRIES, written(FLOW)), "ar").start("probe")


def test_facts_in_texts_and_on_buttons(talk: Talk):
    assert talk.said[-2].text.startswith(f"اكتب إلى {FSI}ads@example.org")
    talk.type("Ana")
    assert talk.labels == [f"الآن ({FSI}110{PDI})"]


def test_an_address_has_no_marks_in_it(talk: Talk):
    fact = talk.book.facts["ads.hours"]
    page = msgspec.structs.replace(fact, value="https://example.org/amt", confirmed=True)
    talk.book = msgspec.structs.replace(talk.book, facts={**talk.book.facts, fact.id: page})
    assert talk.start("probe").said[-2].link == "https://example.org/amt"


def test_a_label_can_be_typed_without_the_marks(talk: Talk):
    assert talk.type("Ana").type("الآن (110)").at == "talk"


def test_what_a_person_wrote_is_shown_as_a_value(talk: Talk):
    talk.type("Ana 12-34 56")
    consent = talk.tap("now").text
    assert f"ما اسمك؟ {FSI}Ana {LRI}12-34 56{PDI}{PDI}" in consent
    assert f"{FSI}7F3K-2Q{PDI}" in talk.tap("yes").text
    (effect,) = talk.effects
    assert [answer.answer for answer in effect.answers] == ["Ana 12-34 56"], "the office gets words"


def test_from_left_to_right_nothing_is_added(talk: Talk):
    for lang in ("de", "en"):
        text = " ".join(m.text for m in Talk(small_book(), lang).start("report").tap("no").said)
        assert plain(text) == text


def test_the_pseudo_language_of_the_preview():
    talk = Talk(with_pseudo(small_book()), "x-rtl").start("report").tap("no")
    assert f"{FSI}110{PDI}" in talk.said[0].text
    assert all(isinstance(read(b.data), OptionTap) for b in talk.buttons.values())
