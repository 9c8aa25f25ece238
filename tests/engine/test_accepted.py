"""Answers in own words: what each kind takes, keeps, shows and asks for."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.engine.accepted import take
from bot.engine.events import ForCase, OpenCase, Sent, Typed
from bot.engine.flow import ACCEPTED, SENT
from bot.engine.words import WORDS
from tests.engine.talk import NOON, Context, Talk
from tests.engine.written import written

ASK = """
flow: own
start: q
triggers: {{deeplink: own}}
data:
  value: {{keep: case}}
steps:
  q:
    ask: Bitte?
    accepts: {accepts}
    save: value
    {more}
    next: talk
  talk:
    handoff: {{team: ads, consent: [value]}}
    next: bye
  bye:
    say: Danke.
    end: true
"""


def asked(accepts: str, more: str = "help: Hilfe.", lang: str = "de") -> Talk:
    return Talk(written(ASK.format(accepts=accepts, more=more)), lang).start("own")


def kept(talk: Talk) -> str | None:
    return talk.session.answers.get("own", {}).get("value")


@pytest.mark.parametrize(
    ("accepts", "typed", "value"),
    [
        ("number", "6", "6"),
        ("number", "٢٣", "23"),
        ("number", "۶", "6"),
        ("number", "Er ist 6 Jahre alt.", "6"),
        ("number", "6,5", "6.5"),
        ("number", "6.50", "6.5"),
        ("number", "٦٫٥", "6.5"),
        ("number", "1.500", "1500"),
        ("number", "1 200 300", "1200300"),
        ("number", "1.200,50 €", "1200.5"),
        ("number", "-3", "-3"),
        ("number", "−3", "-3"),
        ("number", "0", "0"),
        ("number", "\u200f7\u200f", "7"),
        ("date", "23.11.2026", "2026-11-23"),
        ("date", "gestern", "2026-11-22"),
        ("phone", "0511 123-456", "0511 123-456"),
        ("phone", "+49 (0)511 / 12 34 56", "+49 (0)511 / 12 34 56"),
        ("phone", "٠٥١١ ١٢٣٤٥٦", "0511 123456"),
        ("email", " anna@example.org ", "anna@example.org"),
        ("email", "a.b+c@mail.example.org", "a.b+c@mail.example.org"),
        ("district", " Linden-Nord ", "Linden-Nord"),
        ("text", "Irgendetwas 7", "Irgendetwas 7"),
        ("[phone, email]", "anna@example.org", "anna@example.org"),
        ("[text, number]", "6 Jahre", "6"),
        ("[text, number]", "sechs", "sechs"),
    ],
)
def test_what_is_taken_and_how_it_is_kept(accepts: str, typed: str, value: str):
    talk = asked(accepts).type(typed)
    assert talk.at == "talk"
    assert kept(talk) == value


@pytest.mark.parametrize(
    ("accepts", "typed"),
    [
        ("number", "sechs"),
        ("number", "6 oder 7"),
        ("number", "3-5"),
        ("number", "1234567890123"),
        ("number", "½"),
        ("number", "Ich bin 6 und ich erzähle eine lange Geschichte über das alles hier"),
        ("date", "irgendwann"),
        ("phone", "110x"),
        ("phone", "12345"),
        ("phone", "1234567890123456"),
        ("phone", "+++----..........//////      1234567"),
        ("email", "anna"),
        ("email", "anna@example"),
        ("email", "anna @example.org"),
        ("email", "a@b@c.org"),
        ("district", "30449"),
        ("district", "x" * 81),
        ("text", " \u200b "),
        ("[number, date]", "\u200b"),
    ],
)
def test_what_is_not_taken_is_asked_again(accepts: str, typed: str):
    talk = asked(accepts).type(typed)
    assert talk.at == "q"
    assert talk.said[0].text.startswith(talk.word("not_understood") + " ")
    assert [message.text for message in talk.said[1:]] == ["Hilfe.", "Bitte?"]
    assert kept(talk) is None
    assert talk.type(typed).at == "offer", "and then a human is offered"


@pytest.mark.parametrize(
    ("more", "typed", "at"),
    [
        ("min: 0", "-1", "q"),
        ("min: 0", "0", "talk"),
        ("max: 25", "25", "talk"),
        ("max: 25", "25,5", "q"),
        ("{min: 3, max: 5}", "6", "q"),
        ("{min: 3, max: 5}", "4", "talk"),
    ],
)
def test_numbers_have_limits(more: str, typed: str, at: str):
    lines = more.strip("{}").replace(", ", "\n    ")
    assert asked("number", lines).type(typed).at == at


@pytest.mark.parametrize(
    ("accepts", "more", "says"),
    [
        ("number", "", "Bitte schreiben Sie eine Zahl, zum Beispiel 7."),
        ("number", "min: 3", "Bitte schreiben Sie eine Zahl ab 3."),
        ("number", "max: 5", "Bitte schreiben Sie eine Zahl bis 5."),
        ("number", "min: 0\n    max: 5", "Bitte schreiben Sie eine Zahl von 0 bis 5."),
        (
            "date",
            "",
            "Bitte schreiben Sie einen Tag, zum Beispiel 23.11.2026 oder „gestern“.",
        ),
        ("[phone, email]", "", f"{WORDS['want_phone']} {WORDS['want_email']}"),
        ("[district, photo]", "", f"{WORDS['want_district']} {WORDS['want_photo']}"),
        ("[text, photo]", "", WORDS["write_text"]),
    ],
)
def test_what_is_expected_is_said_with_an_example(accepts: str, more: str, says: str):
    talk = asked(accepts, more or "help: Hilfe.").type(" ")
    assert talk.said[0].text == f"{talk.word('not_understood')} {says}"


@pytest.mark.parametrize("kind", [kind for kind in ACCEPTED if kind not in ("text", "number")])
def test_every_kind_has_its_words(kind: str):
    assert WORDS[f"want_{kind}"]
    assert kind not in SENT or WORDS[f"sent_{kind}"]


@pytest.mark.parametrize("kind", ["number", "phone", "email", "district"])
def test_an_example_would_be_taken(kind: str):
    example = WORDS[f"want_{kind}"].rpartition("zum Beispiel ")[2].rstrip(".")
    assert asked(kind).type(example).at == "talk"


def test_an_answer_is_matched_again_after_two_that_were_not():
    talk = asked("number").type("hm").type("7")
    assert kept(talk) == "7"
    assert talk.command("back").type("hm").at == "q", "counting begins anew"


# days in the person's language


def test_a_day_is_shown_as_the_language_writes_it():
    talk = asked("date").type("23. november 2026")
    assert "• Bitte? 23.11.2026" in talk.text
    (opening,) = talk.tap("yes").effects
    assert isinstance(opening, OpenCase)
    assert (opening.answers[0].answer, opening.answers[0].answer_de) == ("23.11.2026", "23.11.2026")


def test_a_language_may_write_the_month_first():
    talk = asked("date", lang="en").type("3/4/2026")
    assert kept(talk) == "2026-03-04"
    (opening,) = talk.tap("yes").effects
    assert isinstance(opening, OpenCase)
    assert (opening.answers[0].answer, opening.answers[0].answer_de) == ("03/04/2026", "04.03.2026")
    assert kept(asked("date", lang="en").type("yesterday")) == "2026-11-22"


def test_going_back_shows_the_day_as_it_was_written():
    talk = asked("date").type("heute").command("back")
    assert talk.word("answered", answer="23.11.2026") in talk.text


# what is sent


@pytest.mark.parametrize(
    ("kind", "accepts", "value", "word"),
    [
        ("photo", "[text, photo]", "photo", "Foto"),
        ("voice", "[text, voice]", "voice", "Sprachnachricht"),
        ("audio", "[text, voice]", "voice", "Sprachnachricht"),
        ("document", "[text, document]", "document", "Datei"),
        ("video", "[text, document]", "document", "Datei"),
        ("location", "[text, location]", "location", "Standort"),
        ("venue", "[text, location]", "location", "Standort"),
    ],
)
def test_what_is_sent_is_noted_and_the_person_is_told_so(
    kind: str, accepts: str, value: str, word: str
):
    talk = asked(accepts).send(kind)
    assert talk.said[0].text == talk.word("sent_noted", what=word)
    assert kept(talk) == value
    assert f"• Bitte? {word}" in talk.text
    (opening,) = talk.tap("yes").effects
    assert isinstance(opening, OpenCase)
    assert opening.answers[0].answer_de == word


@pytest.mark.parametrize("kind", ["photo", "sticker", "contact"])
def test_what_is_not_asked_for_is_declined(kind: str):
    talk = asked("[text, voice]").send(kind)
    assert talk.said[0].text == talk.word("only_text")
    assert talk.at == "q"


def test_the_words_beside_what_is_sent_are_the_answer():
    talk = asked("[text, photo]").happens(Sent("photo", "So sah es aus."))
    assert talk.said[0].text == talk.word("sent_noted", what="Foto")
    assert kept(talk) == "So sah es aus."
    assert kept(asked("[number, photo]").happens(Sent("photo", "Hier!"))) == "photo"


def test_the_words_beside_what_is_sent_reach_the_counsellor():
    talk = asked("text").command("human").tap("yes").happens(Sent("photo", "So sah es aus."))
    assert [message.text for message in talk.said] == [
        talk.word("only_text"),
        talk.word("passed_on"),
    ]
    assert talk.effects[-1] == ForCase("So sah es aus.")
    before = len(talk.effects)
    assert talk.happens(Sent("photo", " ")).text == talk.word("only_text")
    assert len(talk.effects) == before


def test_what_is_sent_behind_a_screen_answers_nothing():
    talk = asked("[text, photo]").command("menu").send("photo")
    assert talk.said[0].text == talk.word("only_text")
    assert talk.at == "menu"


def test_what_is_sent_to_a_counsellor_answers_no_question():
    talk = asked("[text, photo]").command("human").tap("yes").start("own")
    talk.context = Context(now=NOON, human=True)
    talk.send("photo")
    assert talk.text == talk.word("only_text")
    assert kept(talk) is None


def test_what_a_question_cannot_take_goes_to_the_open_case():
    talk = asked("number").command("human").tap("yes").start("own").type("Wann antworten Sie?")
    assert talk.effects[-1] == ForCase("Wann antworten Sie?")
    assert talk.at == "q"
    assert kept(talk.type("7")) == "7"


def test_an_email_is_no_command_and_no_fact():
    talk = asked("email").type("{em.police}@example.org")
    assert "{em.police}@example.org" in talk.text


def test_taking_raises_for_nothing():
    talk = asked("[number, date, phone, email, district]")
    question = talk.book.flows["own"].steps["q"]

    class Here:
        session = talk.session
        book = talk.book
        today = dt.date(2026, 11, 23)

        @staticmethod
        def word(key: str, **values: str) -> str:
            return talk.word(key, **values)

    for text in ("²", "१२", "9" * 400, "-", "+", "@", "1e9", "0x1", "٫", "31.2.", "1.1.1", "\0"):
        take(Here(), question, text)  # type: ignore[arg-type]
        talk.happens(Typed(text))
