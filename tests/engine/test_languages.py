"""The languages of the city: names, order, what channels and people call them."""

from __future__ import annotations

import pytest

from bot.catalogue import language
from bot.engine.languages import KNOWN, asked_in_all, in_order, ours, wished
from bot.engine.matching import normal

IDS = list(KNOWN)


def test_there_are_sixteen_and_german_comes_first():
    assert len(IDS) == 16
    assert IDS[:2] == ["de", "de-simple"]


def test_each_is_called_by_words_of_its_own():
    called = [normal(word) for known in KNOWN.values() for word in {known.name, *known.called}]
    assert len(called) == len(set(called))
    assert all(called)


def test_only_arabic_and_persian_are_written_from_the_right():
    assert [lang for lang in IDS if language(lang).dir == "rtl"] == ["ar", "fa"]


def test_others_come_after_ours_in_the_order_of_their_ids():
    assert in_order(["zz", "es", "so", "tr", "de"]) == ["de", "tr", "es", "so", "zz"]


@pytest.mark.parametrize(
    ("tag", "lang"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("DE_ch", "de"),
        ("de-simple", "de-simple"),
        ("en-GB", "en"),
        ("kmr", "ku"),
        ("ku-TR", "ku"),
        ("ku-Arab-IQ", ""),
        ("ckb", ""),
        ("prs-AF", "fa"),
        ("fa-AF", "fa"),
        ("ary", "ar"),
        ("sr-Cyrl-RS", "sr"),
        ("bs", "sr"),
        ("hr-HR", "sr"),
        ("zh-hans", ""),
        ("vi", "vi"),
        ("", ""),
        ("*", ""),
        ("-", ""),
        ("x" * 500, ""),
    ],
)
def test_what_channels_call_a_language(tag: str, lang: str):
    assert ours(tag, IDS) == lang


def test_what_is_not_spoken_is_not_ours():
    assert ours("kmr", ["de", "en"]) == ""


@pytest.mark.parametrize(
    ("wish", "lang"),
    [
        ("tr-TR,de", "tr"),
        ("zh-CN,zh;q=0.9,ru;q=0.8,de;q=0.5", "ru"),
        ("de;q=0.5,ar;q=0.9", "ar"),
        ("de;q=0", ""),
        ("de;q=abc,pl;q=0.1", "pl"),
        ("zh,ja", ""),
        ("", ""),
        (",;,q=,", ""),
        ("fr;level=1;q=0.3, es ; q=0.4", "es"),
    ],
)
def test_what_is_wished_most(wish: str, lang: str):
    assert wished(wish, IDS) == lang


def test_it_is_asked_in_all_languages_at_once():
    asked = asked_in_all(["en", "de", "ar", "zz", "de-simple"])
    assert asked == "🌐 Sprache · \u2068اللغة\u2069 · Language"
