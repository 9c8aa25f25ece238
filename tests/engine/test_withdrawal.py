"""Taking a case back in a messenger: for a day it can be undone."""

from __future__ import annotations

import pytest

from bot.engine.book import Book
from bot.engine.events import CaseEnded, Context, Forgotten, KeepCase, WithdrawCase
from bot.engine.silence import next_due
from tests.engine.talk import CASE, NOON, NUMBER, Talk

DAY = 24 * 3600
MESSENGER = Context(now=NOON, messenger=True)


@pytest.fixture
def talk(small: Book) -> Talk:
    """Somebody who has just taken their case back."""
    talk = Talk(small, context=MESSENGER).start().command("human").tap("yes")
    return talk.command("erase").tap("withdraw")


def later(talk: Talk, seconds: float) -> Talk:
    talk.context = Context(now=NOON + seconds, messenger=True)
    return talk


def test_it_is_shut_at_once_and_erased_a_day_later(talk: Talk):
    assert talk.effects[1:] == [WithdrawCase(CASE, int(NOON) + DAY)]
    assert talk.text == talk.word("withdrawing", number=NUMBER, hours="24")
    assert (talk.at, talk.labels) == ("withdrawing", [talk.word("withdraw_undo")])
    assert not talk.erased


@pytest.mark.parametrize("typed", ["", "Nicht zurückziehen", "nein", "1"])
def test_it_can_be_undone(talk: Talk, typed: str):
    later(talk, 5 * 3600)
    talk.type(typed) if typed else talk.tap("undo")
    assert talk.effects[-1] == KeepCase(CASE)
    assert talk.text == talk.word("withdraw_undone", number=NUMBER)
    assert (talk.at, talk.session.withdrawing) == ("case", 0)


def test_by_the_button_that_stands_further_up(talk: Talk):
    button = talk.data("undo")
    talk.command("menu").tap_data(button)
    assert talk.effects[-1] == KeepCase(CASE)
    talk.tap_data(button)
    assert talk.said == [], "a double tap is one"
    talk.command("repeat").tap_data(button)
    assert talk.said[0].text == talk.word("old_button")


def test_words_go_nowhere_meanwhile(talk: Talk):
    later(talk, 20 * 3600 + 60).type("Ist da jemand?")
    assert talk.text == talk.word("withdrawing", number=NUMBER, hours="4")
    assert len(talk.effects) == 2
    talk.type("ich will sterben")
    assert talk.text == talk.word("danger_card")
    assert len(talk.effects) == 2
    assert talk.command("erase").at == "withdrawing"
    assert talk.type("menü").at == "menu"
    assert talk.command("language").tap("en").session.lang == "en"


def test_another_language_shows_it_again(talk: Talk):
    assert talk.command("language").tap("en").at == "withdrawing"


def test_anything_else_there_shows_it_again(talk: Talk):
    talk.tap_data(talk.data("undo").replace(".undo", ".maybe"))
    assert talk.at == "withdrawing"


def test_when_it_was_too_late(talk: Talk):
    talk.tap("undo").happens(CaseEnded(""))
    assert (talk.session.case, talk.session.withdrawing) == ("", 0)


def test_a_day_later_nothing_is_left_here(talk: Talk):
    due = next_due(talk.book, talk.session, NOON + 2 * DAY)
    assert due is not None
    assert (due.at, due.event) == (int(NOON) + DAY, Forgotten())
    assert not later(talk, DAY - 1).happens(Forgotten()).erased
    assert later(talk, DAY).happens(Forgotten()).erased
    assert talk.said == [], "the desk says the last word"


def test_on_the_web_it_happens_at_once(small: Book):
    talk = Talk(small).start().command("human").tap("yes").command("erase").tap("withdraw")
    assert talk.effects[-1] == WithdrawCase(CASE)
    assert talk.erased
