"""Recordings that read aloud: which one belongs to a message, and hearing them in a messenger."""

from __future__ import annotations

import msgspec
import pytest

from bot.engine.book import Book, Language, Recording
from bot.engine.events import Context
from bot.engine.session import dump, load
from tests.engine.talk import NOON, Talk
from tests.engine.written import written

FLOW = """
flow: tell
start: news
triggers: {deeplink: tell}
steps:
  news:
    say: Das Rathaus ist offen.
    audio: rathaus.mp3
    next: area
  area:
    ask: Wo wohnen Sie?
    help: Nennen Sie nur den Stadtteil.
    options:
      linden: {label: Linden, next: other}
      list: {label: List, next: other}
  other: {ask: Und sonst?, audio: sonst.mp3, accepts: text, next: over}
  over: {end: true}
"""
NEWS, AREA = "Das Rathaus ist offen.", "Wo wohnen Sie?"
MESSENGER = Context(now=NOON, messenger=True)


def spoken(**known: str | None) -> Book:
    """A book in which these are recorded in German: name → what was read."""
    listed = {
        name.replace("_", "-", 1): Recording(f"de/{name.replace('_', '-', 1)}.mp3", script)
        for name, script in known.items()
    }
    book = written(FLOW, media={"de/rathaus.mp3", "sonst.mp3"})
    return msgspec.structs.replace(book, recordings={"de": listed})


def read_by(talk: Talk, text: str) -> tuple[str, ...]:
    (found,) = [message.audio for message in talk.said if text in message.text]
    return found


@pytest.mark.parametrize("script", [None, NEWS, "Das Rathaus\nist  offen.\n"])
def test_a_recording_goes_along_with_its_text(script: str | None):
    talk = Talk(spoken(rathaus=script)).start("tell")
    assert read_by(talk, NEWS) == ("de/rathaus.mp3",)
    assert read_by(talk, AREA) == ()
    assert talk.book.plays("de/rathaus.mp3")
    assert not talk.book.plays("de/other.mp3")


@pytest.mark.parametrize("script", ["", "Das Rathaus ist zu.", "Das Rathaus ist offen. Oder?"])
def test_a_recording_that_says_something_else_is_not_played(script: str):
    talk = Talk(spoken(rathaus=script)).start("tell")
    assert read_by(talk, NEWS) == ()


@pytest.mark.parametrize("script", [AREA, f"{AREA} Linden List"])
def test_a_question_is_read_with_or_without_its_answers(script: str):
    talk = Talk(spoken(tell_area=script)).start("tell")
    assert read_by(talk, AREA) == ("de/tell-area.mp3",)
    other = Talk(spoken(tell_area=f"{AREA} Linden")).start("tell")
    assert read_by(other, AREA) == ()


def test_never_in_another_language():
    """A German voice would read an Arabic text."""
    book = spoken(rathaus=None)
    book = msgspec.structs.replace(
        book, languages=(*book.languages, Language("ar", "العربية", "rtl"))
    )
    talk = Talk(book, lang="ar").start("tell")
    assert read_by(talk, NEWS) == ()
    both = {**book.recordings, "ar": {"rathaus": Recording("ar/rathaus.ogg")}}
    talk = Talk(msgspec.structs.replace(book, recordings=both), lang="ar").start("tell")
    assert read_by(talk, NEWS) == ("ar/rathaus.ogg",)


def test_the_programs_own_words_and_texts_of_several():
    talk = Talk(spoken(bot_welcome=None, bot_not_understood=None, tell_area=None)).start()
    assert read_by(talk, talk.word("welcome")) == ("de/bot-welcome.mp3",)
    talk.start("tell").type("???").type("???")
    assert read_by(talk, talk.word("not_understood")) == ("de/bot-not_understood.mp3",)


def test_an_answer_before_the_question_is_in_no_recording():
    talk = Talk(spoken(tell_area=None, bot_answered=None)).start("tell").tap("list").command("back")
    assert talk.said[-1].text == f"{talk.word('answered', answer='List')}\n\n{AREA}"
    assert read_by(talk, AREA) == ("de/tell-area.mp3",)


def test_the_consent_is_read_but_for_the_answers(small: Book):
    keys = ("consent_who", "consent_server", "consent_duties", "consent_question")
    listed = {f"bot-{key}": Recording(f"de/bot-{key}.mp3") for key in (*keys, "consent_sealed")}
    book = msgspec.structs.replace(small, recordings={"de": listed})
    talk = Talk(book).start().command("human")
    assert talk.at == "consent"
    assert talk.said[-1].audio == tuple(f"de/bot-{key}.mp3" for key in keys)


def test_the_german_text_beside_a_translation_is_read_in_german(small: Book):
    listed = {"bot-menu": Recording("de/bot-menu.mp3")}
    book = msgspec.structs.replace(small, recordings={"de": listed})
    talk = Talk(book, lang="en").start()
    assert talk.said[-1].audio == ()
    talk.command("german")
    assert (talk.said[-1].audio, talk.said[-1].aside) == (("de/bot-menu.mp3",), True)


# hearing them in a messenger


def test_in_a_messenger_a_button_offers_them_and_nothing_is_sent_by_itself():
    talk = Talk(spoken(rathaus=None, sonst=None), context=MESSENGER).start("tell")
    assert not any(message.play for message in talk.said)
    assert talk.said[-1].controls[-1].label == "🔊 Vorlesen"
    talk.tap_data(talk.controls["read"])
    assert [(message.audio, message.play) for message in talk.said] == [(("de/rathaus.mp3",), True)]
    assert talk.at == "area"
    talk.type("Linden")
    assert talk.at == "other"
    talk.type("vorlesen")
    assert [message.audio for message in talk.said] == [("de/sonst.mp3",)]
    talk.command("read")  # once more: a recording is not what was said last
    assert [message.audio for message in talk.said] == [("de/sonst.mp3",)]


def test_without_a_recording_there_is_no_button_and_a_kind_word():
    talk = Talk(spoken(), context=MESSENGER).start("tell")
    assert "read" not in talk.controls
    talk.type("vorlesen")
    assert [message.text for message in talk.said] == [talk.word("read_none")]
    assert not any(message.play for message in talk.said)
    assert talk.at == "area"
    talk.type("Linden")
    assert talk.at == "other"


def test_what_is_gone_since_is_not_sent():
    talk = Talk(spoken(rathaus=None), context=MESSENGER).start("tell")
    talk.book = spoken()
    talk.command("read")
    assert [message.text for message in talk.said] == [talk.word("read_none")]


def test_as_the_first_words_they_greet():
    talk = Talk(spoken(), context=MESSENGER).type("vorlesen")
    assert talk.at == "menu"
    assert talk.word("welcome") in talk.text
    talk = Talk(spoken(), context=MESSENGER).command("read")
    assert talk.at == "menu"


def test_a_page_reads_by_itself():
    talk = Talk(spoken(rathaus=None)).start("tell").type("vorlesen")
    assert [message.text for message in talk.said] == [talk.word("read_on_page")]
    assert load(dump(talk.session)).readings == ()
