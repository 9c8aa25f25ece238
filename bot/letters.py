"""What letters alone tell of a text's language, and words that only one of two neighbours has.

Said of short chat messages; the languages that can come out are those of bot.engine.languages.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*|\b\S+\.\w{2,6}/\S*")
NONE = ""
"""None of ours."""


def words_of(text: str) -> list[str]:
    """Without numbers and addresses; names are left out where capitals give them away.

    In the middle of a sentence a capital begins a name. German begins every noun with one, and is
    known without them.
    """
    text = unicodedata.normalize("NFC", _ADDRESS.sub(" ", text))
    if text.isupper():
        text = text.lower()
    words = []
    for found in _WORD.finditer(text):
        word, before = found[0], text[: found.start()].rstrip(" \t\"'„“«»(")
        begins = not before or before[-1] in ".!?:;\n…-–"
        if begins or len(word) == 1 or not word[0].isupper():
            words.append(word)
    return words


def by_letters(words: list[str]) -> str | None:
    """The language, NONE for a script or letters of none of ours, or None: letters do not tell."""
    script = _script(words)
    letters = set("".join(words).lower())
    if script == "LATIN":
        return _latin(words, letters)
    if script == "CYRILLIC":
        return _cyrillic(words, letters)
    if script == "ARABIC":
        return _arabic(letters)
    return NONE


def _script(words: list[str]) -> str:
    """The one most letters belong to."""
    counted = Counter(
        unicodedata.name(char, "?").partition(" ")[0]
        for word in words
        for char in word
        if unicodedata.category(char)[0] == "L"
    )
    return counted.most_common(1)[0][0] if counted else ""


# Latin

_VIETNAMESE = re.compile("[ơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđ]")


def _latin(words: list[str], letters: set[str]) -> str | None:
    marked = sum(bool(_VIETNAMESE.search(word.lower())) for word in words)
    if 3 * marked >= len(words) and letters & set("ơưạảấầẩậắằặẹẻếềểệịỉọỏốồổộớờởợụủứừửữự"):
        return "vi"
    return NONE if letters & set("əßþð") - {"ß"} else None


# Cyrillic

_OTHER_CYRILLIC = set("ўәңғүұқөһҷҳӣӯѓќѕ")
_TYPICAL = {
    "ru": (
        "в из и как не у я мне меня мной что чтобы это нет есть нужен нужна нужно можно день хочу "
        "нельзя где когда если почему очень спасибо помогите здравствуйте здраствуйте пожалуйста "
        "мой моя моего моей помощь про к"
    ),
    "uk": (
        "в з й та не у я мене що чи як де дуже дякую можна треба день хочу але допоможіть ласка "
        "добрий про до мого з"
    ),
    "bg": (
        "в от и как не с ми ме се да ли имам има какво защо трябва мога искам нужда здравейте "
        "благодаря моля ще като за са"
    ),
    "sr": "у из и како не са ми ме мене се да ли имам шта где сам могу треба молим хвала за зашто",
    "mk": "во од и како не со ми ме се да ли имам што каде сум можам треба молам за зошто",
}
_WORDS = {lang: set(listed.split()) for lang, listed in _TYPICAL.items()}


def _cyrillic(words: list[str], letters: set[str]) -> str | None:
    ukrainian, russian = bool(letters & set("іїєґ")), bool(letters & set("ыэё"))
    if letters & _OTHER_CYRILLIC or (ukrainian and russian):
        return NONE
    bulgarian = any(re.search("ъ(?![еёюя])", word.lower()) for word in words)
    alone = {"uk": ukrainian, "ru": russian, "sr": bool(letters & set("ђћ")), "bg": bulgarian}
    if found := next((lang for lang, told in alone.items() if told), ""):
        return found
    votes = Counter(
        lang for word in words for lang, known in _WORDS.items() if word.lower() in known
    )
    (first, most), (_, second) = [*votes.most_common(2), ("", 0), ("", 0)][:2]
    if most == second:
        return None
    return first if first != "mk" else NONE


# Arabic

_OTHER_ARABIC = set("ٹڈڑےںھہټډړږښګڼۍېەۆێڕڵڤڭې")
"""Urdu, Pashto, Sorani, Uyghur."""
_PERSIAN, _ARABIC = set("پچژگکی"), set("ةىيكإ")


def _arabic(letters: set[str]) -> str | None:
    if letters & _OTHER_ARABIC:
        return NONE
    persian, arabic = bool(letters & _PERSIAN), bool(letters & _ARABIC)
    if persian == arabic:
        return None
    return "fa" if persian else "ar"
