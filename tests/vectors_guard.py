"""What the guard in the browser must find: the engine's own answers to the whole written list.

`python -m tests.vectors_guard` writes tests/vectors/guard.json anew, after flows/danger.yaml, its
sentences or the words of commands changed.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.engine.events import COMMANDS
from bot.engine.matching import exact, meant, normal
from bot.engine.words import WORDS
from bot.library import load_book

ROOT = Path(__file__).resolve().parent.parent
BOOK = load_book(ROOT / "flows", ROOT / "translations", demo=False)
VECTORS = Path(__file__).parent / "vectors" / "guard.json"
SENTENCES = ROOT / "tests" / "engine" / "danger_sentences.yaml"
LANGUAGES = ("de", "en")
ODD = (
    *("  ZURÜCK!! ", "zu\u200brück", "ｚｕｒüｃｋ", "Zurück 👍", "bаck", "MENÜ.", "menu", "hilfe?"),
    *(
        "strasse",
        "STRAẞE",
        "Ödön İstanbul ısı",
        "Łódź đakovo Øre",
        "نمی‌خواهم",
        "नमस्ते दुनिया",
        "ไม่เป็นไร",
        "Ζεύς",
        "ﬁn",
    ),
    *("٢", "۲", "२.", "3)", "12", "1000", "", "   ", "\u202e1\u202c", "½", "a\u0301", "x\u0334y"),
)
CHOICES: tuple[tuple[tuple[str, tuple[str, ...]], ...], ...] = (
    (("yes", ("Ja", "jawohl", "ja bitte")), ("no", ("Nein", "auf keinen Fall"))),
    (
        ("flat", ("🏠 Wohnung", "miete")),
        ("work", ("💼 Arbeit", "job")),
        ("else", ("Etwas anderes",)),
    ),
    (("young", ("6–10 Jahre",)), ("older", ("11–16 Jahre",))),
)
TYPED = (
    *("ja", "JA!", "ja, bitte", "Ja bitte gern", "nein danke", "nien", "auf keinen fall", "2", "٢"),
    *("wohnung", "wohnug", "Wohnungen", "arbiet", "arbeit und wohnung", "etwas andres", "7", "6"),
    *(
        "6-10 jahre",
        "11–16 Jahre",
        "jahre",
        "",
        "etwas",
        "mein job ist weg",
        "ich sage ja",
        "ach nein danke",
    ),
)


def commands(lang: str) -> dict[str, list[str]]:
    """Each command's words in this language and in German, as the engine splits them."""
    found = {}
    for name in COMMANDS:
        key = f"{name}_words"
        if key in WORDS:
            found[name] = f"{BOOK.texts.get(lang, f'bot/{key}', WORDS[key])},{WORDS[key]}".split(
                ","
            )
    return found


def lists() -> dict[str, list[str]]:
    content = YAML(typ="safe").load((ROOT / "flows" / "danger.yaml").read_text(encoding="utf-8"))
    return {
        part: [phrase for fields in content.values() for phrase in fields.get(part) or ()]
        for part in ("phrases", "unless", "ordinary")
    }


def build() -> dict[str, Any]:
    danger = BOOK.danger
    listed = YAML(typ="safe").load(SENTENCES.read_text(encoding="utf-8"))
    sentences = [*listed["hit"], *listed["miss"]]
    every = [*sentences, *(form for sentence in sentences for form in _changed(sentence)), *ODD]
    typed = [*ODD, *TYPED, *sentences[:20]]
    return {
        "lists": lists(),
        "danger": [[text, danger.found(text)] for text in every],
        "commands": {lang: commands(lang) for lang in LANGUAGES},
        "command": [[lang, text, _command(lang, text)] for lang in LANGUAGES for text in _words()],
        "normal": [[text, normal(text)] for text in typed],
        "choices": [
            [
                [{"id": choice, "names": names} for choice, names in choices],
                text,
                strict,
                meant(text, choices, strict=strict),
            ]
            for choices in CHOICES
            for text in (*TYPED, *ODD)
            for strict in (True, False)
        ],
    }


def _command(lang: str, text: str) -> str | None:
    return next((name for name, words in commands(lang).items() if exact(text, words)), None)


def _words() -> list[str]:
    known = [word for lang in LANGUAGES for words in commands(lang).values() for word in words]
    return [*dict.fromkeys(known), *ODD]


def _changed(sentence: str) -> list[str]:
    """Written otherwise, and with slips of the finger: the same ones each time."""
    chance = random.Random(sentence)
    at = chance.randrange(len(sentence))
    swapped = sentence[:at] + sentence[at : at + 2][::-1] + sentence[at + 2 :]
    return [
        f"😭 {sentence.upper()} …",
        sentence[:at] + sentence[at + 1 :],
        swapped,
        sentence.replace(" ", " \u200b", 1) + "\u202c",
    ]


if __name__ == "__main__":
    VECTORS.parent.mkdir(exist_ok=True)
    VECTORS.write_text(json.dumps(build(), ensure_ascii=False) + "\n", encoding="utf-8")
