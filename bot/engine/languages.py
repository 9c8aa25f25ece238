"""The languages of the city: what they are called, their order, and what channels call them.

Order: by how many people in Hannover speak a language at home, as far as it is known (city
statistics of 2018: Turkish 4.4 %, Arabic 3.3 %, Polish 2.4 %, Persian and English 1.3 % each), then
those who came since 2022 (Ukrainian), then what the city's advice centres are asked for most. The
languages of a Book that are not listed here come last, by their ids.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from bot.engine.direction import isolated


class Known(msgspec.Struct, frozen=True):
    """`name` in its own script; `word` says "language" in it; `called`: what else people type."""

    name: str
    word: str
    called: tuple[str, ...] = ()
    rtl: bool = False


SOURCE = "de"
KNOWN: dict[str, Known] = {
    "de": Known("Deutsch", "Sprache", ("german", "almanca", "allemand")),
    "de-simple": Known("Deutsch (leicht)", "", ("leichte sprache", "einfache sprache")),
    "tr": Known("Türkçe", "Dil", ("turkish", "türkisch")),
    "ar": Known("العربية", "اللغة", ("عربي", "عربية", "arabic", "arabisch"), rtl=True),
    "pl": Known("Polski", "Język", ("polish", "polnisch")),
    "fa": Known("فارسی / دری", "زبان", ("فارسی", "دری", "farsi", "dari", "persisch"), rtl=True),
    "en": Known("English", "Language", ("englisch", "ingilizce", "anglais")),
    "uk": Known("Українська", "Мова", ("українською", "ukrainian", "ukrainisch")),
    "ru": Known("Русский", "Язык", ("по-русски", "russian", "russisch")),
    "ro": Known("Română", "Limba", ("romanian", "rumänisch", "româneşte")),
    "bg": Known("Български", "Език", ("bulgarian", "bulgarisch")),
    "ku": Known("Kurdî (Kurmancî)", "Ziman", ("kurdî", "kurmancî", "kurdish", "kurdisch")),
    "sr": Known(
        "Bosanski / Hrvatski / Srpski",
        "Jezik",
        ("bosanski", "hrvatski", "srpski", "bosnisch", "kroatisch", "serbisch", "српски"),
    ),
    "vi": Known("Tiếng Việt", "Ngôn ngữ", ("vietnamese", "vietnamesisch")),
    "fr": Known("Français", "Langue", ("french", "französisch")),
    "es": Known("Español", "Idioma", ("spanish", "spanisch", "castellano")),
}
_AS = {
    **dict.fromkeys(("kmr",), "ku"),
    **dict.fromkeys(("prs", "pes"), "fa"),
    **dict.fromkeys(("arb", "arz", "ary", "apc", "ajp", "acm", "aeb"), "ar"),
    **dict.fromkeys(("bs", "hr", "sh", "cnr"), "sr"),
    "mo": "ro",
}
"""Other codes (ISO 639) for what we have. Sorani (ckb) is not Kurmancî: it has another script."""


def in_order(ids: Iterable[str]) -> list[str]:
    place = {lang: at for at, lang in enumerate(KNOWN)}
    return sorted(ids, key=lambda lang: (place.get(lang, len(place)), lang))


def ours(tag: str, ids: Collection[str]) -> str:
    """Which of these languages a tag (BCP 47: "fa-AF", "sr-Cyrl-RS") names; "" for none."""
    tag = tag.strip().lower().replace("_", "-")
    base = tag.partition("-")[0]
    if base == "ku" and "arab" in tag.split("-"):
        return ""
    return next((found for found in (tag, base, _AS.get(base, "")) if found in ids), "")


def wished(wish: str, ids: Collection[str]) -> str:
    """The language of ours that is wished most ("tr-TR,de;q=0.8"); "" where there is none."""
    found = [(_weight(part), ours(part.partition(";")[0], ids)) for part in wish.split(",")]
    found = [(weight, lang) for weight, lang in found if lang and weight > 0]
    return max(found, key=lambda one: one[0])[1] if found else ""


def asked_in_all(ids: Iterable[str]) -> str:
    """The word "language" in each of these, for somebody whose language nobody knows yet."""
    known = [KNOWN[lang] for lang in in_order(ids) if lang in KNOWN]
    words = [isolated(one.word) if one.rtl else one.word for one in known if one.word]
    return "🌐 " + " · ".join(words)


def _weight(part: str) -> float:
    """RFC 9110, section 12.4.2."""
    for parameter in part.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
