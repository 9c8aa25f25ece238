"""The way to a human: from a flow, from anywhere, in a messenger, when nobody is there."""

from __future__ import annotations

import msgspec
import pytest

from bot.engine.book import Book
from bot.engine.events import NobodyThere, OpenCase
from bot.engine.step import step
from post.desk import Answer
from tests.engine.conftest import small_book
from tests.engine.talk import NOON, NUMBER, Context, Talk

URL = "https://lotse.example/#start"
TELEGRAM = Context(now=NOON, messenger=True, safe_url=URL)


def told(talk: Talk) -> Talk:
    """Everything of the report, up to its consent."""
    talk.start("report").tap("yes").tap("office").tap("town").tap("bad").tap("origin")
    return talk.type("Man hat mich weggeschickt.")


def test_the_consent_lists_what_goes_along_and_says_who_reads_it(talk: Talk):
    told(talk)
    assert talk.at == "talk"
    assert talk.text == "\n\n".join(
        [
            talk.word("consent_intro", team="Beratungsstelle"),
            "Ihre Antworten:"
            "\n• Wo ist es passiert? 🏛 Amt"
            "\n• Welches Amt? Bürgeramt (an Werktagen)"
            "\n• Warum ist es passiert? Herkunft"
            "\n• Was ist passiert? Man hat mich weggeschickt.",
            talk.word("consent_who"),
            talk.word("consent_server"),
            talk.word("consent_duties"),
            talk.word("consent_question"),
        ]
    )
    assert talk.labels == [talk.word("consent_yes"), talk.word("consent_no")]
    assert list(talk.controls) == ["back", "menu"]


def test_what_was_agreed_is_what_is_handed_over(talk: Talk):
    told(talk).tap("yes")
    (opening,) = talk.effects
    assert isinstance(opening, OpenCase)
    assert (opening.team, opening.flow, opening.title) == ("ads", "report", "Melden")
    assert [(answer.id, answer.answer) for answer in opening.answers] == [
        ("area", "🏛 Amt"),
        ("office", "Bürgeramt (an Werktagen)"),
        ("grounds", "Herkunft"),
        ("story", "Man hat mich weggeschickt."),
    ]


def test_answers_go_along_as_read_and_in_german(small: Book):
    talk = Talk(small, "en").start("report").tap("yes").tap("work").command("human").tap("yes")
    (opening,) = talk.effects
    assert isinstance(opening, OpenCase)
    assert opening.answers == (
        Answer("area", "Where did it happen?", "💼 Work", "Wo ist es passiert?", "💼 Arbeit"),
    )


def test_facts_in_german_answers_are_filled_in(talk: Talk):
    (opening,) = told(talk).tap("yes").effects
    assert isinstance(opening, OpenCase)
    assert opening.answers[1].answer_de == "Bürgeramt (an Werktagen)"


def test_after_it_the_flow_goes_on_and_nothing_stays_here(talk: Talk):
    told(talk).tap("yes")
    assert [message.text for message in talk.said] == [
        talk.word("handed_over", number=NUMBER),
        "Danke. ads@example.org (noch nicht bestätigt)",
    ]
    assert talk.session.answers == {}
    assert talk.at == "case"
    assert talk.session.number == NUMBER


@pytest.mark.parametrize("typed", ["ja", "Ja, abschicken", "1"])
def test_the_consent_can_be_typed(talk: Talk, typed: str):
    assert len(told(talk).type(typed).effects) == 1


@pytest.mark.parametrize("typed", ["nein", "nein, nicht abschicken", "2"])
def test_no_sends_nothing_and_the_flow_goes_on(talk: Talk, typed: str):
    told(talk).type(typed)
    assert talk.effects == []
    assert talk.said[0].text == talk.word("not_sent")
    assert talk.said[1].text.startswith("Danke.")
    assert talk.session.answers == {}, "what was not sent is of no use any more"
    assert talk.at == "menu"


def test_anything_else_sends_nothing(talk: Talk):
    told(talk).type("vielleicht")
    assert talk.at == "talk"
    talk.tap_data(talk.data("yes").replace(".yes", ".maybe"))
    assert talk.effects == []
    assert talk.text.endswith(talk.word("consent_question"))


def test_what_is_never_kept_is_not_in_the_session(talk: Talk):
    told(talk)
    assert "mood" not in talk.session.answers["report"]
    assert "mood" not in str(talk.effects)


def test_an_own_text_is_never_taken_for_a_fact(talk: Talk):
    talk.start("friend").type("{em.police} {number}")
    assert "• Was ist los? {em.police} {number}" in talk.text


# a human from anywhere


def test_a_human_from_the_menu(talk: Talk):
    talk.tap("human")
    assert talk.word("consent_nothing") in talk.text
    assert talk.word("consent_intro", team="Beratungsstelle") in talk.text
    talk.tap("yes")
    assert talk.effects == [OpenCase(team="ads", flow="", title="", answers=())]
    assert talk.text == talk.word("handed_over", number=NUMBER)
    assert talk.at == "case"


def test_a_human_from_a_flow_takes_the_answers_so_far(talk: Talk):
    talk.start("report").tap("yes").tap("work").command("human")
    assert "• Wo ist es passiert? 💼 Arbeit" in talk.text
    talk.tap("yes")
    assert talk.at == "case"
    assert talk.session.path == []
    assert talk.session.answers == {}


def test_a_flow_without_handoff_hands_nothing_over(talk: Talk):
    talk.tap("f-info").tap("big").command("human")
    assert talk.word("consent_nothing") in talk.text
    talk.tap("yes")
    (opening,) = talk.effects
    assert isinstance(opening, OpenCase)
    assert (opening.team, opening.flow, opening.answers) == ("ads", "info", ())


def test_no_leads_back_to_the_question(talk: Talk):
    talk.start("report").tap("yes").command("human").tap("no")
    assert [message.text for message in talk.said] == [
        talk.word("not_sent"),
        "Wo ist es passiert?",
    ]


def test_asking_for_a_human_at_the_consent_shows_it_again(talk: Talk):
    told(talk).command("human")
    assert talk.at == "talk"
    assert talk.tap("no").said[1].text.startswith("Danke.")


def test_with_a_case_a_human_is_there_already(talk: Talk):
    talk.tap("human").tap("yes").command("human")
    assert talk.text == talk.word("already_human", number=NUMBER)
    assert len(talk.effects) == 1
    talk.command("menu")
    assert "human" not in talk.buttons
    assert "human" not in talk.controls
    assert "human" not in talk.start("report").controls


# nobody there


def test_nobody_there_is_said_honestly(small: Book):
    talk = Talk(small).start("report").tap("yes").command("human")
    session, outcome = step(small, talk.session, NobodyThere(), talk.context)
    assert [message.text for message in outcome.messages] == [
        talk.word("nobody_there"),
        "Wo ist es passiert?",
    ]
    assert session.case == ""


def test_nobody_there_at_a_step_goes_on(talk: Talk):
    told(talk).happens(NobodyThere())
    assert talk.said[0].text == talk.word("nobody_there")
    assert talk.said[1].text.startswith("Danke.")


# a messenger


def test_demo_may_tell_everything_with_the_notice(small: Book):
    talk = Talk(small, context=TELEGRAM).start("report").tap("yes").tap("work").tap("good")
    assert talk.said[0].text == talk.word("notice_messenger")
    assert talk.at == "grounds"
    talk.tap("skip").type("Text")
    assert talk.word("consent_messenger") in talk.text


def test_a_team_that_invites_shows_the_door_before_what_is_sensitive():
    book = small_book(demo=False)
    talk = Talk(book, context=TELEGRAM).start("report").tap("yes").tap("work").tap("good")
    assert [message.text for message in talk.said] == [
        talk.word("door", url=URL),
        talk.word("more"),
    ]
    assert talk.at == "menu"
    assert talk.command("back").at == "mood", "back leads to the last question"


def test_a_human_from_the_menu_is_behind_the_door_too():
    talk = Talk(small_book(demo=False), context=TELEGRAM).start().tap("human")
    assert talk.said[0].text == talk.word("door", url=URL)
    assert talk.effects == []


def test_without_an_address_the_door_names_another_way():
    talk = Talk(small_book(demo=False), context=Context(now=NOON, messenger=True))
    talk.start().tap("human")
    assert talk.said[0].text == talk.word("door_without_url")
    assert "auf der Internetseite der Stadt" in talk.said[0].text


def test_a_team_that_allows_it_is_told_here():
    talk = Talk(small_book(demo=False), context=TELEGRAM).start("friend")
    assert [message.text for message in talk.said[-3:]] == [
        talk.word("door_first"),
        talk.word("notice_messenger"),
        "Was ist los?",
    ]
    assert talk.said[-3].link == URL, "the safe line is offered first"
    assert talk.door is not None
    assert (talk.door.flow, talk.door.step) == ("friend", "story")
    talk.type("Text").tap("yes")
    assert len(talk.effects) == 1


def test_a_flow_that_begins_behind_the_door_leaves_no_trace_of_another(small: Book):
    flow = msgspec.structs.replace(
        small.flows["report"], id="behind", start="story", menu=5, deeplink="behind"
    )
    book = msgspec.structs.replace(small, flows={**small.flows, "behind": flow}, demo=False)
    talk = Talk(book, context=TELEGRAM).start("report").tap("yes").start("behind")
    assert talk.at == "menu"
    assert (talk.session.flow, talk.session.step) == ("", "")
    assert talk.command("back").at == "menu"


def test_on_the_citys_own_line_everything_may_be_told():
    talk = Talk(small_book(demo=False)).start("report").tap("yes").tap("work").tap("good")
    assert talk.at == "grounds"
    assert talk.word("notice_messenger") not in talk.text
    told(talk).tap("yes")
    assert talk.said[-1].text == "Danke. auf der Internetseite der Stadt"
