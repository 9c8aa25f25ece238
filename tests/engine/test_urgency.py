"""How urgent a case is, from answers that are not sensitive, and what its resident is told."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from bot.engine import promise, screens
from bot.engine.book import Book
from bot.engine.danger import Danger
from bot.engine.events import CaseOpened, Context, OpenCase
from bot.engine.session import Session
from bot.engine.turn import Turn
from post.hours import Hours
from tests.engine.conftest import ROOT
from tests.engine.talk import CASE, NOON, NUMBER, Talk
from tests.engine.written import written

PRESSING = """
flow: pressing
start: left
triggers: {deeplink: pressing}
data:
  left: {type: number, keep: session}
  where: {type: choice, keep: session}
steps:
  left:
    ask: Wie viele Tage bleiben Ihnen?
    accepts: [number]
    save: left
    next: where
  where:
    ask: Wo?
    save: where
    options:
      street: {label: Draußen, next: talk}
      home: {label: Drinnen, next: talk}
  talk:
    handoff: {team: ads, consent: []}
    urgency:
      soon: {left: {to: 7}}
      danger: {left: {to: 0}, where: street}
    next: bye
  bye:
    say: "Danke. {ads.email}"
    end: true
"""


def asked(book: Book, days: str, where: str) -> Talk:
    talk = Talk(book)
    talk.start("pressing")
    if talk.session.screen:
        talk.tap("yes") if "yes" in talk.buttons else None
    return talk.type(days).tap(where)


def opening(talk: Talk) -> OpenCase:
    found = talk.effects[-1]
    assert isinstance(found, OpenCase)
    return found


@pytest.mark.parametrize(
    ("days", "where", "urgency"),
    [
        ("8", "street", "ordinary"),
        ("7", "street", "soon"),
        ("0", "home", "soon"),  # both conditions of danger must hold
        ("0", "street", "danger"),  # danger counts first, wherever it is written
    ],
)
def test_urgency_follows_from_answers(days: str, where: str, urgency: str):
    talk = asked(written(PRESSING), days, where)
    told = talk.word("consent_urgent") in talk.text
    assert told == (urgency != "ordinary")
    talk.tap("yes")
    assert opening(talk).urgency == urgency
    for level in ("soon", "danger"):
        assert (talk.word(f"urgent_{level}") in talk.text) == (level == urgency)


def test_without_urgency_a_handoff_is_ordinary(small: Book):
    talk = Talk(small).start("report").tap("yes").tap("work").command("human").tap("yes")
    assert opening(talk).urgency == "ordinary"


def alarming(book: Book) -> Book:
    return msgspec.structs.replace(book, danger=Danger(["ich habe angst"]))


def test_words_of_danger_are_danger_until_the_handoff():
    talk = asked(alarming(written(PRESSING)), "30", "home")
    assert talk.word("consent_urgent") not in talk.text
    talk.tap("no")
    talk.start("pressing").type("Ich habe Angst").tap("on")
    talk.type("30").tap("home")
    assert talk.word("consent_urgent") in talk.text
    talk.tap("yes")
    assert opening(talk).urgency == "danger"
    assert not talk.session.alarmed


def test_starting_anew_forgets_the_words_of_danger():
    talk = Talk(alarming(written(PRESSING)))
    talk.start("pressing").type("Ich habe Angst").tap("on")
    assert talk.session.alarmed
    talk.command("restart")
    assert not talk.session.alarmed


def test_what_is_added_to_an_open_case_says_nothing_of_urgency():
    talk = asked(written(PRESSING), "0", "street")
    talk.tap("yes")
    talk.start("pressing")
    talk.type("0")
    assert talk.word("consent_urgent") not in talk.text


# what is promised


def receipt(book: Book, answer_by: str, lang: str = "de") -> str:
    turn = Turn(book, Session(lang=lang), Context(now=NOON), screens)
    return promise.told(turn, "ads", "ordinary", answer_by)


def with_hours(book: Book, hours: Hours) -> Book:
    team = msgspec.structs.replace(book.teams["ads"], hours=hours)
    return msgspec.structs.replace(book, teams={**book.teams, "ads": team})


def test_the_receipt_says_by_when_and_when_somebody_is_there(small: Book):
    day, evening = ((9 * 60, 16 * 60),), ((9 * 60, 12 * 60), (13 * 60 + 30, 18 * 60))
    hours = Hours(week=(day, day, evening, day, ((8 * 60, 12 * 60 + 5),), (), ()), confirmed=True)
    book = with_hours(small, hours)
    assert receipt(book, "2026-11-25") == (
        "Wir antworten bis 25.11.2026.\n"
        "Dann sind wir da: Mo–Di 9:00–16:00; Mi 9:00–12:00, 13:30–18:00; Do 9:00–16:00; "
        "Fr 8:00–12:05."
    )


def test_where_nothing_is_promised_nothing_is_said(small: Book):
    assert receipt(small, "") == ""


def test_hours_that_nobody_confirmed_are_marked(small: Book):
    assert receipt(with_hours(small, Hours()), "2026-11-25").endswith("\n(noch nicht bestätigt)")


def test_the_receipt_is_one_message_with_it(small: Book):
    talk = Talk(with_hours(small, Hours(confirmed=True)))
    talk.start("report").command("human")
    talk.session.screen, talk.session.pending = "consent", "human"
    talk.happens(CaseOpened(CASE, NUMBER, "2026-11-25"))
    assert talk.said[0].text.startswith(talk.word("handed_over", number=NUMBER))
    assert "Wir antworten bis 25.11.2026." in talk.said[0].text


@pytest.mark.parametrize(
    "lang", [known.name for known in sorted((ROOT / "translations").iterdir()) if known.is_dir()]
)
def test_every_language_has_seven_days_and_its_own_words(lang: str, book: Book):
    names = book.word(lang, "weekday_names", dt.date(2026, 11, 23)).split(",")
    assert len(names) == len({name.strip() for name in names}) == 7
    text = receipt(with_hours(book, Hours(confirmed=True)), "2026-11-25", lang)
    assert "25" in text
    assert "9:00–17:00" in text
    assert "{" not in text


def test_the_reports_danger_is_known(book: Book):
    """Somebody who is in danger and wants to write to a human is seen first."""
    talk = Talk(book).start("report")
    talk.tap("adult").tap("no").tap("human").tap("yes")
    assert talk.word("consent_urgent") in talk.text
    talk.tap("yes")
    assert opening(talk).urgency == "danger"
