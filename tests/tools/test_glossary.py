"""The glossary: German words that translations keep, and what each language calls them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import glossary
from bot.catalogue import Entry
from bot.engine.problems import Problem
from bot.findings import RELEASE, WARNING
from bot.problem_words import german
from bot.texts import Text
from tests.tools.conftest import ROOT, Lotse

WORDS = """\
Bürgeramt: {means: Amt für die Wohnung., kept: true}
ADS: {means: Büro der Stadt., kept: true}
Frist: {means: Letzter Tag., kept: false}
"""


def text(source: str, place: str = "welcome/register/say", kind: str = "text") -> Text:
    return Text(place=place, source=source, catalogue="welcome", file="x", kind=kind)  # type: ignore[arg-type]


def entry(source: str, said: str, *, fuzzy: bool = False) -> Entry:
    return Entry("welcome/register/say", source, said, "en/welcome.po", 7, fuzzy, False)


@pytest.fixture
def words(tmp_path: Path) -> Path:
    (tmp_path / "glossary.yaml").write_text(WORDS, encoding="utf-8")
    (tmp_path / "en").mkdir()
    own = tmp_path / "en" / "glossary.yaml"
    own.write_text("Bürgeramt: citizens' office\nADS: anti-discrimination office\n", "utf-8")
    return tmp_path


def found(folder: Path, german_text: str, said: str, **kwargs: bool) -> list[tuple[str, str]]:
    problems: list[Problem] = []
    loaded = glossary.load(folder, problems)
    assert problems == []
    entries = {"en": [entry(german_text, said, **kwargs)]}
    findings = glossary.check(loaded, [text(german_text)], entries)
    return [(one.severity, one.problem.what) for one in findings]


MISSING = (WARNING, 'The glossary has nothing for "Frist" in this language.')


def test_a_kept_word_stands_in_the_translation_too(words: Path):
    source = "Gehen Sie ins Bürgeramt. Es gilt eine Frist."
    assert found(words, source, "Go to the citizens' office (Bürgeramt).") == [MISSING]
    lost = (RELEASE, 'The German word "Bürgeramt" is missing here.')
    assert found(words, source, "Go to the citizens' office.") == [MISSING, lost]


@pytest.mark.parametrize(
    ("source", "lost"),
    [
        ("Fragen Sie die Leute des Bürgeramts.", True),
        ("In den Bürgerämtern", False),
        ("BADS ist etwas anderes", False),
    ],
)
def test_a_word_is_found_with_its_endings_and_not_within_others(
    words: Path, source: str, lost: bool
):
    assert (len(found(words, source, "Something.")) == 2) is lost


def test_what_is_out_of_date_is_not_looked_at(words: Path):
    assert found(words, "Das Bürgeramt", "The office", fuzzy=True) == [MISSING]


def test_buttons_have_no_room_for_two_words(words: Path):
    loaded = glossary.load(words, [])
    label = text("Bürgeramt", kind="label")
    findings = glossary.check(loaded, [label], {"en": [entry("Bürgeramt", "Office")]})
    assert [one.problem.what for one in findings] == [MISSING[1]]


def test_a_word_that_nobody_knows_is_told_with_the_nearest(words: Path):
    (words / "en" / "glossary.yaml").write_text("Burgeramt: office\n", encoding="utf-8")
    problems: list[Problem] = []
    loaded = glossary.load(words, problems)
    [told] = [german(one.what) for one in problems]
    assert told == "„Burgeramt“ ist hier nicht bekannt (das Glossar einer Sprache)."
    assert "Bürgeramt" in problems[0].todo
    assert loaded.said["en"]["Bürgeramt"] == ""


def test_a_broken_glossary_stops_a_release_only(folder: Path, lotse: Lotse):
    (folder / "translations" / "glossary.yaml").write_text("a: [", encoding="utf-8")
    code, out, _ = lotse("flows", "check")
    assert code == 0
    assert "glossary.yaml" in out
    code, _, _ = lotse("flows", "check", "--release")
    assert code == 1


def test_a_folder_without_a_glossary_is_fine(tmp_path: Path):
    problems: list[Problem] = []
    assert glossary.load(tmp_path, problems) == glossary.Glossary()
    assert problems == []


def test_the_citys_own_glossary_is_read():
    problems: list[Problem] = []
    loaded = glossary.load(ROOT / "translations", problems)
    assert problems == []
    assert len(loaded.terms) > 50
    for lang, said in loaded.said.items():
        missing = [term.word for term in loaded.terms if not said.get(term.word)]
        assert missing == [], lang
