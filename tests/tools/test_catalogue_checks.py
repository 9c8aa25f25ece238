from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalogue_checks import differs, faults
from bot.engine.problems import FlowError
from bot.library import load_book
from bot.texts import Kind

LRI, PDI = "\u2066", "\u2069"


def of(source: str, text: str, kind: Kind = "text", direction: str = "ltr") -> list[str]:
    return [f"{severity}: {what}" for severity, what, _ in faults(source, text, kind, direction)]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Rufen Sie {em.police} an.", "Call {em.police}. Again: {em.police}"),
        ("In 14 Tagen, § 26", "Within 14 days (§ 26)"),
        ("Tel. 0511 168", "\u0627\u062a\u0635\u0644 \u0660\u0665\u0661\u0661 \u0661\u0666\u0668"),
        ("1.000 Euro", "1,000 euros"),
        ("Siehe www.example.org.", "See www.example.org"),
        ("✅ Ja", "✅ Yes"),
        ("a\n", "b\n"),
    ],
)
def test_what_is_alike(source: str, text: str):
    assert of(source, text) == []
    assert not differs(source, text)


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("{em.police}!", "112!", "error: The translation lost {em.police}."),
        ("Ja", "Yes {ads.phone}", "error: The translation has {ads.phone}, the German text has"),
        ("Nr. {number}", "No. {Number}", "error: People would see a curly bracket"),
        ("Ja", "\u202eseY", "error: This translation has a character that turns the direction"),
        ("In 14 Tagen", "Within 15 days", "release: The numbers are not the same: 15 here, 14"),
        ("In 14 Tagen", "Soon", "release: The numbers are not the same: none here, 14 in German."),
        ("§ 1 AGG", "1 AGG", "release: The § signs"),
        ("a@example.org", "b@example.org", "release: The links are not the same: b@example.org"),
        ("https://a.de/x", "http://a.de/x", "release: The links are not the same"),
        ("a", "a\n", "release: Only one of the two texts begins or ends"),
        ("a", f"{LRI}a", "release: An isolate (U+2066 … U+2069) is opened or closed alone."),
    ],
)
def test_what_is_not(source: str, text: str, found: str):
    assert any(one.startswith(found) for one in of(source, text)), of(source, text)


def test_labels_have_to_fit():
    assert of("Ja", "x" * 24, "label") == []
    assert of("Ja", "x" * 25, "label") == [f'warning: The label "{"x" * 25}" has 25 characters.']
    assert of("Ja", "x" * 41, "label") == [f'error: The label "{"x" * 41}" has 41 characters.']
    assert of("Ja", "x" * 41) == []


def test_lists_of_words_are_no_translations():
    assert of("eins, 2, {a.b}", "uno", "words") == []
    assert of("eins", "\u202euno", "words") != []


def test_latin_words_in_a_text_from_right_to_left_stand_in_isolates():
    source = "Die ADS hilft: {ads.email}"
    bare, isolated = "ADS יעזור: {ads.email}", f"{LRI}ADS{PDI} יעזור: {{ads.email}}"
    assert of(source, bare, direction="rtl") == [
        'release: "ADS" stands in a text from right to left without isolates.'
    ]
    assert of(source, isolated, direction="rtl") == []
    assert of(source, bare, direction="ltr") == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('"💼 Work"', '"💼 Work {ads.phone}"', "The translation has {ads.phone}"),
        ('"💼 Work"', '"\u202eWork"', "turns the direction"),
    ],
)
def test_an_error_keeps_the_files_from_going_live(folder: Path, old: str, new: str, what: str):
    path = folder / "translations/en/report.po"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FlowError) as caught:
        load_book(folder / "flows", folder / "translations", demo=True)
    (problem,) = caught.value.problems
    assert what in problem.what
    assert text.splitlines()[problem.line - 1].startswith("msgid")


def test_what_only_stops_a_release_goes_live(folder: Path):
    path = folder / "translations/en/report.po"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"💼 Work"', '"💼 Work 7"', 1),
        encoding="utf-8",
    )
    load_book(folder / "flows", folder / "translations", demo=True)


def test_a_link_may_lead_to_another_page():
    assert of("https://a.de/de", "https://a.de/en", "link") == []
    assert of("{ads.web}", "https://a.de/en", "link") == ["error: The translation lost {ads.web}."]
