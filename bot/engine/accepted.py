"""Answers in own words: what each kind of question takes, how it is kept, what is asked for.

Kept are: a number as 6 or 6.5, a day as 2026-11-23, telephone and e-mail as written (in common
digits), what was sent as the name of its kind; the thing itself is kept nowhere.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable

from bot.engine.conditions import limit
from bot.engine.days import Calendar, calendar
from bot.engine.flow import SENT, Accepted, AskText
from bot.engine.matching import blank, visible
from bot.engine.turn import Turn

_SENT_AS: dict[str, Accepted] = {
    "voice": "voice",
    "audio": "voice",
    "photo": "photo",
    "document": "document",
    "video": "document",
    "location": "location",
    "venue": "location",
}
_NUMBER = re.compile(
    r"[-−]?(?:\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)(?!\d)"
)
_GROUPED = re.compile(r"[.,'’ \u00a0\u202f](?=\d{3}(?:\D|$))")
_PHONE = re.compile(r"\+?[\d /().–-]+")
_EMAIL = re.compile(r"[^\s@<>\"(),;:]{1,64}@[^\s@.,;]+(\.[^\s@.,;]+)+")
_MAX_DIGITS = 12
_MAX_WORDS = 10
_MAX_DISTRICT = 80


def take(turn: Turn, question: AskText, typed: str) -> str | None:
    """What is to be kept of a typed answer; None when the question cannot take it."""
    if blank(typed):
        return None
    # Text takes everything, so it comes last.
    for kind in sorted(question.accepts, key=lambda kind: kind == "text"):
        found = _TAKE[kind](turn, question, typed) if kind in _TAKE else None
        if found is not None:
            return found
    return None


def of_sent(question: AskText, kind: str) -> Accepted | None:
    """The kind of answer that something is which was sent; None when it is not asked for."""
    found = _SENT_AS.get(kind)
    return found if found in question.accepts else None


def wanted(turn: Turn, question: AskText) -> str:
    """What the question takes, with an example."""
    if "text" in question.accepts:
        return turn.word("write_text")
    return " ".join(_wanted(turn, question, kind) for kind in question.accepts)


def shown(turn: Turn, lang: str, question: AskText, kept: str) -> str:
    """A kept answer as it is read."""
    if kept in SENT and kept in question.accepts:
        return turn.book.word(lang, f"sent_{kept}", turn.today)
    if "date" in question.accepts and (found := limit(kept)) and found[0] == "day":
        return _calendar(turn, lang).write(dt.date.fromisoformat(kept))
    return kept


def _wanted(turn: Turn, question: AskText, kind: Accepted) -> str:
    if kind == "date":
        return turn.word("want_date", example=_calendar(turn, turn.session.lang).write(turn.today))
    if kind != "number":
        return turn.word(f"want_{kind}")
    least, most = question.at_least, question.at_most
    if least is not None and most is not None:
        return turn.word("want_number_between", least=str(least), most=str(most))
    if least is not None:
        return turn.word("want_number_least", least=str(least))
    if most is not None:
        return turn.word("want_number_most", most=str(most))
    return turn.word("want_number")


def _text(_turn: Turn, _question: AskText, typed: str) -> str:
    return typed


def _number(_turn: Turn, question: AskText, typed: str) -> str | None:
    """The one number in a short text."""
    text = _digits(typed).replace("٫", ",").replace("٬", ".")
    found = _NUMBER.findall(text)
    if len(found) != 1 or len(text.split()) > _MAX_WORDS or re.search(r"\d", _NUMBER.sub("", text)):
        return None
    plain = _GROUPED.sub("", found[0].replace("−", "-")).replace(",", ".")
    if len(plain) > _MAX_DIGITS:
        return None
    value = float(plain)
    too_low = question.at_least is not None and value < question.at_least
    too_high = question.at_most is not None and value > question.at_most
    return None if too_low or too_high else f"{value:.12g}"


def _date(turn: Turn, _question: AskText, typed: str) -> str | None:
    found = _calendar(turn, turn.session.lang).read(typed, turn.today)
    return found.isoformat() if found else None


def _phone(_turn: Turn, _question: AskText, typed: str) -> str | None:
    text = " ".join(_digits(typed).split())
    digits = sum(char.isdecimal() for char in text)
    return text if _PHONE.fullmatch(text) and 6 <= digits <= 15 and len(text) <= 30 else None


def _email(_turn: Turn, _question: AskText, typed: str) -> str | None:
    text = visible(typed)
    return text if _EMAIL.fullmatch(text) and len(text) <= 254 else None


def _district(_turn: Turn, _question: AskText, typed: str) -> str | None:
    text = " ".join(visible(typed).split())
    return text if len(text) <= _MAX_DISTRICT and any(map(str.isalpha, text)) else None


_TAKE: dict[Accepted, Callable[[Turn, AskText, str], str | None]] = {
    "text": _text,
    "number": _number,
    "date": _date,
    "phone": _phone,
    "email": _email,
    "district": _district,
}


def _digits(text: str) -> str:
    """With the digits of all scripts as 0–9."""
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char for char in visible(text)
    )


def _calendar(turn: Turn, lang: str) -> Calendar:
    def word(key: str) -> str:
        return turn.book.word(lang, key, turn.today)

    ago = {2: "day_before_words", 1: "yesterday_words", 0: "today_words"}
    return calendar(
        word("date_form"), word("month_words"), {at: word(key) for at, key in ago.items()}
    )
