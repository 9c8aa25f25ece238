"""Steps that tell something: links, pictures and recordings, days on which they hold; bare ends."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from bot.engine.book import Book
from tests.engine.talk import NOON, Context, Talk
from tests.engine.written import written

SAY = """
flow: tell
start: news
triggers: {{deeplink: tell}}
steps:
  news:
    say: Es gibt etwas Neues.
    {more}
    next: q
  q: {{ask: Und?, accepts: text, next: over}}
  over: {{end: true}}
"""


def told(more: str, *, now: float = NOON, demo: bool = True) -> Talk:
    book = written(SAY.format(more=more), demo=demo)
    return Talk(book, context=Context(now=now)).start("tell")


def texts(talk: Talk) -> list[str]:
    return [
        message.text for message in talk.said if message.text in ("Es gibt etwas Neues.", "Und?")
    ]


def test_a_link_goes_along():
    talk = told("link: https://www.example.org/a?b=1")
    message = talk.said[-2]
    assert (message.text, message.link) == ("Es gibt etwas Neues.", "https://www.example.org/a?b=1")
    assert talk.said[-1].link == ""


def with_address(value: str, *, confirmed: bool) -> Book:
    book = written(SAY.format(more='link: "{ads.email}"'), demo=False)
    fact = msgspec.structs.replace(book.facts["ads.email"], value=value, confirmed=confirmed)
    return msgspec.structs.replace(book, facts={**book.facts, "ads.email": fact})


def test_a_link_can_be_a_fact():
    talk = Talk(with_address("https://ads.example.org", confirmed=True)).start("tell")
    assert talk.said[-2].link == "https://ads.example.org"


def test_a_fact_that_is_no_address_stands_in_the_text():
    talk = Talk(with_address("https://ads.example.org", confirmed=False)).start("tell")
    assert talk.said[-2].link == ""
    assert talk.said[-2].text == "Es gibt etwas Neues.\n\nauf der Internetseite der Stadt"


def test_a_picture_goes_along():
    talk = told("image: rathaus.jpg")
    assert talk.said[-2].image == "rathaus.jpg"
    assert talk.book.shows("rathaus.jpg")
    assert not talk.book.shows("other.jpg")


@pytest.mark.parametrize(
    ("more", "day", "shown"),
    [
        ("from: 2026-11-23", "2026-11-22", False),
        ("from: 2026-11-23", "2026-11-23", True),
        ("until: 2026-11-23", "2026-11-23", True),
        ("until: 2026-11-23", "2026-11-24", False),
        ("from: 2026-11-01\n    until: 2026-11-30", "2026-11-23", True),
        ("from: 2026-11-01\n    until: 2026-11-30", "2026-12-01", False),
    ],
)
def test_it_is_told_on_its_days_only(more: str, day: str, shown: bool):
    noon = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp()
    assert texts(told(more, now=noon)) == ["Es gibt etwas Neues."] * shown + ["Und?"]


def test_a_bare_end_ends_without_another_word():
    talk = told("help: Hilfe.").type("Nichts")
    assert [message.text for message in talk.said] == [talk.word("more")]
    assert talk.at == "menu"
    assert (talk.session.flow, talk.session.path) == ("", [])
