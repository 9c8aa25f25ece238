"""In which language an offer comes, for what residents write."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot import guess
from bot.engine.languages import KNOWN
from bot.guess import language_of

ROOT = Path(__file__).parents[1]
SENTENCES: dict[str, list[str]] = YAML(typ="safe").load(
    (ROOT / "tests" / "guess_sentences.yaml").read_text(encoding="utf-8")
)
SPOKEN = [lang for lang in KNOWN if lang != "de-simple"]


def test_there_are_ten_sentences_for_each_language():
    assert set(SENTENCES) == {*SPOKEN, "unsure", "german", "other"}
    assert min(len(listed) for listed in SENTENCES.values()) >= 10


@pytest.mark.parametrize("lang", SPOKEN)
async def test_a_sentence_is_known(lang: str):
    found = {text: await language_of(text) for text in SENTENCES[lang]}
    assert found == dict.fromkeys(SENTENCES[lang], lang)


async def test_german_with_names_of_others_is_german_or_nothing():
    found = {text: await language_of(text) for text in SENTENCES["german"]}
    assert {text: lang for text, lang in found.items() if lang not in ("", "de")} == {}


@pytest.mark.parametrize("group", ["unsure", "other"])
async def test_nothing_is_guessed_where_it_is_not_sure(group: str):
    found = {text: await language_of(text) for text in SENTENCES[group]}
    assert {text: lang for text, lang in found.items() if lang} == {}


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("МЕНЯ ОСКОРБИЛИ В АВТОБУСЕ", "ru"),
        ("Tengo un problema con el dueño, vea https://jobcenter.example/de/termin", "es"),
        ("i" * 5000, ""),
        ("\u202eabc \u0000 \ud800 def ghi", ""),
        ("ر ر ر ر", ""),
        ("я я я я", ""),
        ("подъезд очень грязный", "ru"),
        ("Як тебе звати", "uk"),
    ],
)
async def test_odd_texts(text: str, lang: str):
    assert await language_of(text) == lang


async def test_a_long_text_is_known_by_its_beginning():
    assert await language_of(SENTENCES["tr"][0] + ". " + "ich und du " * 400) in ("", "tr", "de")
    assert await language_of((SENTENCES["tr"][0] + ". ") * 200) == "tr"


async def test_without_its_model_it_does_not_guess(monkeypatch: pytest.MonkeyPatch):
    def fails() -> None:
        raise OSError("no space left")

    monkeypatch.setattr(guess, "_loaded", [])
    monkeypatch.setattr(guess, "_small", fails)
    assert await language_of("I have a problem with my landlord") == ""
    assert await language_of("У мене проблема з власником квартири цієї") == "uk"


def test_the_model_is_not_loaded_before_it_is_needed():
    """And it needs neither a network nor torch."""
    code = """
import asyncio, socket, sys
import bot.conversation
from bot.guess import language_of
assert not {"numpy", "py3langid"} & set(sys.modules)
assert asyncio.run(language_of("Мне нужна помощь")) == "ru"
assert "numpy" not in sys.modules, "letters tell"
def refuse(*args): raise AssertionError("network")
socket.socket.connect = socket.getaddrinfo = refuse
assert asyncio.run(language_of("I have a problem with my landlord")) == "en"
assert "py3langid" in sys.modules
assert not {"torch", "stanza"} & set(sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
