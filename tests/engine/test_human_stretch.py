"""Files and edits while a person reads: what goes to the case, and what is said about it."""

from __future__ import annotations

import pytest

from bot.engine.book import Book
from bot.engine.events import Edited, FileNotTaken, ForCase, Sent, Typed
from tests.engine.talk import NOON, Context, Talk

PHOTO = Sent("photo", "Die Absage", "file-1", "absage.jpg")
WORDS = "Ich will mich umbringen"


@pytest.fixture
def waiting(talk: Talk) -> Talk:
    """A case is open, and nobody has taken it yet."""
    return talk.command("human").tap("yes")


@pytest.fixture
def answered(waiting: Talk) -> Talk:
    """A counsellor has taken the conversation."""
    waiting.context = Context(now=NOON, messenger=True, human=True)
    return waiting


def test_a_file_goes_to_the_case_and_nothing_is_said(answered: Talk) -> None:
    assert answered.happens(PHOTO).said == []
    assert answered.effects[-1] == ForCase("Die Absage", file=PHOTO)


def test_before_somebody_reads_it_is_said_once_that_it_was_passed_on(waiting: Talk) -> None:
    assert waiting.happens(PHOTO).text == waiting.word("passed_on")
    assert waiting.effects[-1] == ForCase("Die Absage", file=PHOTO)
    assert waiting.happens(PHOTO).said == []


@pytest.mark.parametrize("why", ["large", "kind", "away"])
def test_a_file_that_is_not_taken_is_told_with_what_to_do(answered: Talk, why: str) -> None:
    assert answered.happens(FileNotTaken(why)).text == answered.word(f"file_{why}")


def test_a_kind_that_is_never_fetched_stays_here(answered: Talk) -> None:
    before = list(answered.effects)
    assert answered.happens(Sent("sticker")).text == answered.word("only_text")
    assert answered.effects == before


def test_without_a_case_a_file_goes_nowhere(talk: Talk) -> None:
    assert talk.word("only_text") in talk.happens(PHOTO).text
    assert talk.effects == []


def test_an_edit_of_what_the_case_has_goes_after_it(answered: Talk) -> None:
    answered.happens(Typed("Es war am 3."))
    assert answered.happens(Edited("Es war am 13.")).said == []
    assert answered.effects[-1] == ForCase("Es war am 13.", edits=True)


def test_an_edit_changes_nothing_else(talk: Talk) -> None:
    before = (talk.at, talk.session.turn, talk.session.turns)
    assert talk.happens(Edited("menü")).said == []
    assert (talk.at, talk.session.turn, talk.session.turns) == before
    assert talk.effects == []


@pytest.mark.parametrize("text", [" ", "x" * 4097])
def test_an_edit_to_nothing_or_too_much_is_none(answered: Talk, text: str) -> None:
    before = list(answered.effects)
    assert answered.happens(Edited(text)).said == []
    assert answered.effects == before


def test_words_of_danger_are_seen_in_an_edit(book: Book) -> None:
    talk = Talk(book).start().command("human").tap("yes")
    talk.context = Context(now=NOON, messenger=True, human=True)
    assert talk.happens(Edited(WORDS)).text == talk.word("danger_card")
    assert talk.effects[-1] == ForCase(WORDS, edits=True)


def test_on_the_safe_line_nothing_of_it_goes_through_the_server(answered: Talk) -> None:
    answered.session.safe = True
    before = list(answered.effects)
    answered.happens(Edited("geheim"))
    assert answered.happens(PHOTO).text == answered.word("only_text")
    assert answered.effects == before
