from __future__ import annotations

import pytest

from bot.reading_level import level, syllables

EASY = (
    "Bei Gefahr rufen Sie die Polizei an. Das ist gut und geht schnell. Wir helfen Ihnen gern "
    "weiter, wenn Sie das wollen. Sie sind nicht allein."
)
HARD = (
    "Antragsberechtigte Personen haben die erforderlichen Nachweise unverzüglich und vollständig "
    "bei der zuständigen Ausländerbehörde einzureichen, andernfalls kann eine Entscheidung über "
    "die Aufenthaltserlaubnis nicht innerhalb der gesetzlichen Frist getroffen werden."
)


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("Haus", 1),
        ("sehen", 2),
        ("Familie", 3),
        ("Europäer", 4),
        ("Bescheinigung", 4),
        ("Krankenversicherung", 6),
        ("Antidiskriminierungsstelle", 9),
        ("Str", 1),
    ],
)
def test_syllables(word: str, number: int):
    assert syllables(word) == number


def test_easy_and_hard():
    """textstat 0.7.13 says -0.3 for the first (wiener_sachtextformel, variant 1)."""
    easy, hard = level(EASY), level(HARD)
    assert easy == pytest.approx(-0.3, abs=0.2)
    assert hard is not None
    assert hard > 14


def test_short_texts_and_placeholders_do_not_count():
    assert level("Antidiskriminierungsstelle der Landeshauptstadt.") is None
    assert level(EASY + " {ads.email}") == level(EASY)
