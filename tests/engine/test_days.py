"""Days as people write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.days import Calendar, calendar
from bot.engine.words import WORDS

TODAY = dt.date(2026, 11, 23)
AGO = {2: WORDS["day_before_words"], 1: WORDS["yesterday_words"], 0: WORDS["today_words"]}
GERMAN = calendar(WORDS["date_form"], WORDS["month_words"], AGO)
MONTHS = (
    "january/jan, february/feb, march, april, may, june, july, august, september, october,"
    " november/nov, december"
)
ENGLISH = calendar(
    "{month}/{day}/{year}",
    MONTHS,
    {2: "the day before yesterday", 1: "yesterday", 0: "today"},
)
CHINESE = calendar("{year}-{month}-{day}", MONTHS, {0: "今天"})
LEVANTINE = calendar(
    "{day}.{month}.{year}",
    "يناير/كانون الثاني, فبراير/شباط, مارس/آذار, أبريل/نيسان, مايو/أيار, يونيو/حزيران, "
    "يوليو/تموز, أغسطس/آب, سبتمبر/أيلول, أكتوبر/تشرين الأول, نوفمبر/تشرين الثاني, "
    "ديسمبر/كانون الأول",
    {},
)

VIETNAMESE = calendar(
    "{day}/{month}/{year}",
    "tháng một, tháng hai, tháng ba, tháng tư, tháng năm, tháng sáu, tháng bảy, tháng tám, "
    "tháng chín, tháng mười, tháng mười một, tháng mười hai",
    {},
)


@pytest.mark.parametrize(
    ("text", "month"),
    [("3 tháng mười 2026", 10), ("3 tháng mười một 2026", 11), ("ngày 3 tháng hai 2026", 2)],
)
def test_a_month_can_begin_like_another(text: str, month: int):
    assert VIETNAMESE.read(text, TODAY) == dt.date(2026, month, 3)


@pytest.mark.parametrize(
    ("text", "month"),
    [("3 تشرين الثاني 2026", 11), ("3 تشرين الأول 2026", 10), ("3 كانون الثاني 2026", 1)],
)
def test_a_month_can_have_two_words(text: str, month: int):
    assert LEVANTINE.read(text, TODAY) == dt.date(2026, month, 3)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("23.11.2026", (2026, 11, 23)),
        ("23.11.26", (2026, 11, 23)),
        ("3.4.85", (1985, 4, 3)),
        ("3.4.36", (2036, 4, 3)),
        ("3.4.37", (1937, 4, 3)),
        ("23/11/2026", (2026, 11, 23)),
        ("23-11-2026", (2026, 11, 23)),
        ("2026-11-23", (2026, 11, 23)),
        ("2026/11/23", (2026, 11, 23)),
        ("٢٣/١١/٢٠٢٦", (2026, 11, 23)),
        ("۲۳.۱۱.۲۰۲۶", (2026, 11, 23)),
        ("11/23/2026", (2026, 11, 23)),  # there is no month 23
        ("am 23.11.", (2026, 11, 23)),
        ("1.10.", (2026, 10, 1)),
        ("31.12.", (2025, 12, 31)),
        ("24.12.", (2026, 12, 24)),  # within a month
        ("25.12.", (2025, 12, 25)),
        ("23. November 2026", (2026, 11, 23)),
        ("23 Nov", (2026, 11, 23)),
        ("am 1. März", (2026, 3, 1)),
        ("1 MAERZ 2025", (2025, 3, 1)),
        ("5. Januar", (2026, 1, 5)),
        ("2026 november 23", (2026, 11, 23)),
        ("29.2.2024", (2024, 2, 29)),
        ("heute", (2026, 11, 23)),
        ("Gestern abend!", (2026, 11, 22)),
        ("vorgestern", (2026, 11, 21)),
        ("29.2.", None),  # not last year, and not this
        ("31.4.2026", None),
        ("32.1.2026", None),
        ("23.13.2026", None),
        ("0.0.2026", None),
        ("1.1.1899", None),
        ("1.1.2101", None),
        ("1405/9/2", None),  # another calendar
        ("1.1.20261", None),
        ("123.1.2026", None),
        ("23", None),
        ("11.2026 ", None),
        ("1.2.3.4", None),
        ("November 2026", None),
        ("5. Januar oder 6. Februar", None),
        ("1 2 3 November", None),
        ("letzte Woche", None),
        ("", None),
        ("!", None),
        ("am " * 13 + "1.1.2026", None),
        ("9" * 500, None),
        ("1.1." + "9" * 500, None),
    ],
)
def test_in_german(text: str, day: tuple[int, int, int] | None):
    assert GERMAN.read(text, TODAY) == (dt.date(*day) if day else None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("11/3/2026", (2026, 11, 3)),
        ("23/11/2026", (2026, 11, 23)),
        ("November 23rd, 2026", (2026, 11, 23)),
        ("the 1st of March", (2026, 3, 1)),
        ("yesterday", (2026, 11, 22)),
        ("the day before yesterday", (2026, 11, 21)),
        ("gestern", None),
    ],
)
def test_the_month_first(text: str, day: tuple[int, int, int] | None):
    today = dt.date(2026, 11, 23)
    assert ENGLISH.read(text, today) == (dt.date(*day) if day else None)


def test_at_the_turn_of_the_year():
    assert GERMAN.read("2.1.", dt.date(2026, 12, 20)) == dt.date(2027, 1, 2)
    assert GERMAN.read("20.12.", dt.date(2027, 1, 2)) == dt.date(2026, 12, 20)


def test_the_year_first():
    assert CHINESE.read("2026年11月23日".replace("年", "-").replace("月", "-"), TODAY) == TODAY
    assert CHINESE.read("11-23", TODAY) == TODAY
    assert CHINESE.read("26-11-23", TODAY) is None, "too short to say which is the year"
    assert CHINESE.write(TODAY) == "2026-11-23"


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_what_is_written_is_read_again(day: dt.date):
    for known in (GERMAN, ENGLISH, CHINESE):
        assert known.read(known.write(day), TODAY) == day


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_none(text: str):
    found = GERMAN.read(text, TODAY)
    assert found is None or isinstance(found, dt.date)


def test_order_is_that_of_the_form():
    assert GERMAN.order == ("day", "month", "year")
    assert Calendar("{year} {day} {month}", (), ()).order == ("year", "day", "month")
