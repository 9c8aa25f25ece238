"""A handoff while a case is open: no second case, the answers go to the first one."""

from __future__ import annotations

import pytest

from bot.engine.book import Book
from bot.engine.events import CaseEnded, ForCase, NobodyThere, OpenCase
from tests.engine.talk import NUMBER, Talk
from tests.engine.written import written


@pytest.fixture
def waiting(talk: Talk) -> Talk:
    """Somebody whose case is open."""
    return talk.command("human").tap("yes")


def to_talk(talk: Talk) -> Talk:
    talk.start("report").tap("yes").tap("office").tap("town").tap("bad").tap("origin")
    return talk.type("Man hat mich weggeschickt.")


def test_the_consent_says_where_it_goes(waiting: Talk):
    to_talk(waiting)
    assert waiting.at == "talk"
    assert waiting.text.startswith(waiting.word("consent_added", number=NUMBER))
    assert "Beratungsstelle" not in waiting.text, "who has the case is not this flow's to say"
    assert "• Was ist passiert? Man hat mich weggeschickt." in waiting.text


def test_yes_adds_to_the_open_case_as_one_readable_text(waiting: Talk):
    to_talk(waiting).tap("yes")
    assert waiting.effects[1:] == [
        ForCase(
            "Melden\n"
            "• Wo ist es passiert? 🏛 Amt\n"
            "• Welches Amt? Bürgeramt (an Werktagen)\n"
            "• Warum ist es passiert? Herkunft\n"
            "• Was ist passiert? Man hat mich weggeschickt.",
            handoff=True,
        )
    ]
    assert waiting.said[0].text == waiting.word("added", number=NUMBER)
    assert waiting.said[1].text.startswith("Danke."), "and the flow goes on"
    assert waiting.session.answers == {}
    assert (waiting.at, waiting.session.number) == ("case", NUMBER)


def test_the_counsellors_get_german_and_what_was_read(small: Book):
    talk = Talk(small, "en").start().command("human").tap("yes").start("report").tap("yes")
    talk.tap("work").tap("good").tap("skip").type("They sent me away.").tap("yes")
    added = talk.effects[-1]
    assert isinstance(added, ForCase)
    german, english = added.text.split("\n\n")
    assert german.startswith("Melden\n• Wo ist es passiert? 💼 Arbeit\n")
    assert english.startswith("• Where did it happen? 💼 Work\n")
    assert german.endswith("They sent me away.")


def test_no_adds_nothing_and_the_flow_goes_on(waiting: Talk):
    to_talk(waiting).tap("no")
    assert len(waiting.effects) == 1
    assert waiting.said[0].text == waiting.word("not_sent")


BARE = """
flow: bare
start: talk
triggers: {deeplink: bare}
steps:
  talk: {handoff: {team: ads}, next: after}
  after: {ask: Noch etwas?, accepts: text, next: bye}
  bye: {end: true}
"""


def test_where_there_is_nothing_to_add_the_flow_just_goes_on(waiting: Talk):
    waiting.book = written(BARE)
    waiting.start("bare")
    assert [message.text for message in waiting.said] == [
        waiting.word("already_human", number=NUMBER),
        "Noch etwas?",
    ]
    assert len(waiting.effects) == 1
    assert Talk(waiting.book).start("bare").at == "talk", "without a case it is one"


def test_a_human_asked_for_in_between_is_there_already(waiting: Talk):
    waiting.start("report").command("human")
    assert waiting.text == waiting.word("already_human", number=NUMBER)


def test_a_case_that_ended_meanwhile_becomes_a_new_one_if_the_person_agrees(waiting: Talk):
    to_talk(waiting)
    ended = Desk(waiting)
    ended.tap("yes")
    assert waiting.said[0].text == waiting.word("case_ended")
    assert waiting.said[1].text.startswith(waiting.word("consent_intro", team="Beratungsstelle"))
    assert waiting.session.case == ""
    waiting.tap("yes")
    opening = waiting.effects[-1]
    assert isinstance(opening, OpenCase)
    assert opening.answers[-1].answer == "Man hat mich weggeschickt."
    assert waiting.said[0].text == waiting.word("handed_over", number=NUMBER)


class Desk:
    """A desk whose case takes nothing any more."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk

    def tap(self, option: str) -> None:
        talk, data = self.talk, self.talk.data(option)
        talk.takes_more = False
        talk.tap_data(data)
        assert isinstance(talk.effects[-1], ForCase)
        talk.happens(CaseEnded(talk.effects[-1].text))
        talk.takes_more = True


def test_words_that_came_too_late_are_not_lost_silently(waiting: Talk):
    waiting.happens(CaseEnded("Noch eine Frage"))
    assert waiting.said[0].text == (
        waiting.word("case_ended") + "\n\n" + waiting.word("not_received")
    )
    assert waiting.at == "offer"
    assert waiting.tap("yes").at == "consent"


def test_nobody_there_leaves_the_flow_going(talk: Talk):
    to_talk(talk).happens(NobodyThere())
    assert talk.said[0].text == talk.word("nobody_there")
