"""The words of the desk: each said once, in both languages, and the very ones of the guide."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.guide_page import PAGE, TEXT, page
from tests.running import ROOT

CONSOLE = ROOT / "handoff" / "console"
GUIDE = TEXT.read_text("utf-8")
KEY = re.compile(r"^  '?([\w.]+)'?:", re.M)
QUOTED = re.compile(r"'((?:[^'\\\n]|\\.)*)'")
WORDS = [
    found
    for file in CONSOLE.glob("words-de*.js")
    for found in QUOTED.findall(file.read_text("utf-8"))
]
BOLD = sorted(set(re.findall(r"\*\*(.+?)\*\*", GUIDE)))
OWN = re.compile(r"Fett|… .*:|In einer anderen Sprache\.|Telegram:|Ihre Notizen, .*|Immer sichtbar")
"""What is bold because a paragraph of the guide begins with it."""


def keys(lang: str) -> Counter[str]:
    files = CONSOLE.glob(f"words-{lang}*.js")
    return Counter(key for file in files for key in KEY.findall(file.read_text("utf-8")))


def test_every_word_is_said_once_in_both_languages() -> None:
    german, english = keys("de"), keys("en")
    assert len(german) > 400
    # Of two files with the same key one would be heard, and the other one never.
    assert [key for found in (german, english) for key, n in found.items() if n > 1] == []
    assert german.keys() == english.keys()


@pytest.mark.parametrize("bold", [one for one in BOLD if not OWN.fullmatch(one)])
def test_what_is_bold_in_the_guide_stands_on_the_screen(bold: str) -> None:
    said = re.compile(rf"(^|[\s(:„]){re.escape(bold)}($|[\s).,:…“])")
    assert any(said.search(words) for words in WORDS), f"no words of the desk say {bold!r}"


def test_the_page_is_the_guide() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m tests.guide_page"


def test_every_key_of_the_sheet_is_in_the_guide() -> None:
    sheet = (CONSOLE / "views" / "keys-help.js").read_text("utf-8")
    found = re.findall(r"^\s+\['(\S.*?)', '\w+'\]", sheet, re.M)
    assert len(found) > 10
    told = GUIDE[GUIDE.index("## Tasten") :]
    for combination in found:
        for key in combination.removeprefix("mod+").split(" "):
            shown = key.upper() if combination.startswith("mod+") and len(key) == 1 else key
            assert f"`{shown}`" in told, f"{combination} is missing"
