from __future__ import annotations

import pytest

from handoff.translation.masks import hide, show
from handoff.translation.sentences import LONGEST, split


def sentences(text: str) -> list[str]:
    hidden = hide(text)
    return [show(part.text, hidden, "de") for part in split(hidden) if part.speaks]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hallo! Wie geht es? Gut.", ["Hallo!", "Wie geht es?", "Gut."]),
        ("Das gilt z. B. am 3. Oktober um 14.30 Uhr. Ja.", None),
        ("Dr. Kaya sagt, lt. Abs. so usw. und mehr. Gut.", None),
        ("Der Termin ist am 3.4. bei uns. Danke.", None),
        ("Ahmet Bey geldi mi? Evet, vb. şeyler. İyi.", ["Ahmet Bey geldi mi?"]),
        ("ماذا حدث؟ أحتاج إلى مساعدة. شكرا", ["ماذا حدث؟", "أحتاج إلى مساعدة.", "شكرا"]),
        ("چه شد؟ من کمک می‌خواهم۔ ممنون", ["چه شد؟", "من کمک می‌خواهم۔", "ممنون"]),
        ("Живу на ул. Ленина, т. е. здесь. Что делать?", None),
        ("Звідки ви? З Києва.", ["Звідки ви?", "З Києва."]),
        ("Какво стана? Не знам.", ["Какво стана?", "Не знам."]),
        ("Mieszkam na ul. Długiej. Co robić?", None),
        ("Ce s-a întâmplat? Nu știu.", ["Ce s-a întâmplat?", "Nu știu."]),
        ("Çi bû? Ez nizanim.", ["Çi bû?", "Ez nizanim."]),
        ("Qu’est-ce que c’est ? M. Dupont est là.", ["Qu’est-ce que c’est ?"]),
        ("¿Qué pasó? ¡Ayuda! El Sr. López no está.", ["¿Qué pasó?", "¡Ayuda!"]),
        ("Šta je bilo? Ne znam.", ["Šta je bilo?", "Ne znam."]),
        ("Chuyện gì vậy? Tôi không biết.", ["Chuyện gì vậy?", "Tôi không biết."]),
        ("你好。再见！", ["你好。", "再见！"]),
        ("„Komm her!“ Er ging.", ["„Komm her!“", "Er ging."]),
        ("Er sagte: … und ging … weg. Ende", None),
    ],
)
def test_sentences_of_all_scripts(text: str, expected: list[str] | None):
    """Without a list: two sentences, the points in the first one end nothing."""
    found = sentences(text)
    if expected is None:
        assert len(found) == 2, found
        assert " ".join(found) == text
    else:
        assert found[: len(expected)] == expected


def test_lists_lines_and_signs_stay_out_of_the_models_way():
    text = "✅ Ja:\n\n- Punkt eins\n1. Punkt zwei 😀\n\t• {ads.phone}\n"
    assert sentences(text) == ["Ja:", "Punkt eins", "Punkt zwei"]


def test_what_has_no_full_stop_is_cut_at_commas_else_at_spaces_else_anywhere():
    commas = "viele Wörter ohne Punkt, " * 60
    assert all(part.rstrip().endswith("Punkt,") for part in sentences(commas))
    spaces = sentences("wort " * 300)
    assert all(set(part.split()) == {"wort"} for part in spaces)
    assert len(sentences("o" * 1000)) == 4
    for text in (commas, "wort " * 300, "o" * 1000):
        assert max(map(len, sentences(text))) <= LONGEST
