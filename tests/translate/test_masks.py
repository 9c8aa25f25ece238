from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.translation.masks import dress, has_letters, hide, intact, show, tidy, undress
from handoff.translation.sentences import LONGEST, split


def kept(text: str, names: tuple[str, ...] = ()) -> list[str]:
    return [piece.text for piece in hide(text, names).pieces]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Rufen Sie {ads.phone} oder {{x}} an, %(name)s, %s.", "{ads.phone}|{{x}}|%(name)s|%s"),
        ("Klicken Sie <b>hier</b>.", "<b>|</b>"),
        ("Siehe https://hannover.de/a?b=1.", "https://hannover.de/a?b=1"),
        ("Auf www.hannover.de, bei bund.de/hilfe.", "www.hannover.de|bund.de/hilfe"),
        ("Schreiben Sie an a.b-c@stadt.de!", "a.b-c@stadt.de"),
        ("An @lotse_bot oder /start.", "@lotse_bot|/start"),
        ("Laut § 15 Abs. 4 AGG.", "§ 15 Abs. 4 AGG"),
        ("Nach Art. 3 GG und §§ 7 AGG.", "Art. 3 GG|§§ 7 AGG"),
        ("Tel. +49 (0)511 168-0 jetzt", "+49 (0)511 168-0"),
        ("Tel. 0511/16 84 71 jetzt", "0511/16 84 71"),
        ("am 3.4.2024 und 1. 5. bis 2024-06-30", "3.4.2024|1. 5.|2024-06-30"),
        ("um 14:30 Uhr, 1.250,00 € oder 50 %", "14:30|1.250,00 €|50 %"),
        ("IBAN DE89 3704 0044 0532 0130 00.", "DE89 3704 0044 0532 0130 00"),
        ("Deutsch B2, COVID-19", "B2|19"),
        ("اتصل على ٠٥١١١٢٣٤٥ الآن", "٠٥١١١٢٣٤٥"),
        ("Gut 👍🏽 so 👨‍👩‍👧!", "👍🏽|👨‍👩‍👧"),
        ("Frau Öztürk und Herr Meyer-Kaya", "Öztürk|Meyer-Kaya"),
        ("Das Jobcenter sagt AGG.", "Jobcenter|AGG"),
        ("Wer X3X schreibt", "X3X"),
    ],
)
def test_what_is_kept(text: str, pieces: str):
    assert kept(text) == pieces.split("|")


def test_names_that_the_caller_knows_are_kept_whole():
    assert kept("Ayşe Gül war da, Ayşegül nicht.", ("Ayşe Gül", "Ayşe")) == ["Ayşe Gül"]


@pytest.mark.parametrize("text", ["Ich habe Angst.", "Frau und Mann", "die Kitas", "Das Ağğ"])
def test_ordinary_words_are_not_kept(text: str):
    assert kept(text) == []


def test_direction_marks_and_controls_go_and_the_persian_joiner_stays():
    assert hide("a\u202eb\u2066c\u200bd\x07").text == "abcd"
    assert hide("می‌خواهم").text == "می\u200cخواهم"


def test_masks_are_numbered_anew_in_each_sentence_and_neighbours_share_one():
    hidden = hide("Am 5 bei 6! Nach 7 8 und 9.")
    first, second = [dress(part.text) for part in split(hidden) if part.speaks]
    assert first.text == "Am X0X bei X1X!"
    assert second.text == "Nach X0X und X1X."
    assert show(undress("X1X, X0X", second.runs), hidden, "en") == "9, 7 8"


@pytest.mark.parametrize(
    ("translation", "good"),
    [
        ("Call X0X at X1X.", True),
        ("Call x 1 x at X0X.", True),
        ("Call X0X.", False),  # lost
        ("Call X0X at X1X, X1X.", False),  # doubled
        ("Call X0X at X2X.", False),  # made up
        ("Call X0X at X1X or X2X.", False),
        ("X0X X1X", False),  # the words are gone
    ],
)
def test_only_a_translation_with_every_mask_once_counts(translation: str, good: bool):
    assert intact("Rufen Sie X0X um X1X an.", translation) == good


def test_masks_are_put_right_after_a_model_spaced_them():
    assert tidy("call x 0 x at X1 X") == "call X0X at X1X"


def test_digits_are_those_of_the_reader_and_links_keep_their_direction():
    arabic = hide("٣٤ و www.a.de")
    assert show(arabic.text, arabic, "de") == "34 و www.a.de"
    german = hide("Am 3. bei www.a.de, 0511 168-0, {ads.phone}")
    shown = show(german.text, german, "ar")
    assert "\u2066www.a.de\u2069" in shown
    assert "\u20660511 168-0\u2069" in shown
    assert "Am 3." in shown, "a bare number cannot be torn apart"
    assert " {ads.phone}" in shown, "the engine fills it in later"


@given(st.text(max_size=300))
def test_whatever_is_hidden_and_split_can_be_put_together_again(text: str):
    hidden = hide(text)
    parts = split(hidden)
    assert "".join(part.text for part in parts) == hidden.text
    whole = []
    for part in parts:
        dressed = dress(part.text)
        assert len(part.text) <= LONGEST
        whole.append(undress(dressed.text, dressed.runs))
    assert "".join(whole) == hidden.text


@pytest.mark.parametrize("nasty", ["a", "{a", "0 ", "a.b", "a@", "1.", ". ", "§", "1'", "/a", "<a"])
def test_no_text_takes_for_ever(nasty: str):
    """Forty thousand of each; what is quadratic in one runs into the limit of the test."""
    text = nasty * 40_000
    hidden = hide(text)
    assert "".join(part.text for part in split(hidden)) == hidden.text
    assert has_letters(text) == any(c.isalpha() for c in nasty)


def test_a_text_of_more_pieces_than_there_are_characters_is_refused():
    with pytest.raises(ValueError, match="too many pieces"):
        hide("1 a " * 70_000)
