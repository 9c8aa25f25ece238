"""The safe line, as the engine sees it: questions it asks and answers it never learns."""

from __future__ import annotations

import msgspec
import pytest

from bot.engine import safe_line
from bot.engine.book import Book
from bot.engine.events import (
    Arrived,
    CaseEnded,
    CaseErased,
    CaseFound,
    CaseOpened,
    Context,
    NobodyThere,
    OpenCase,
    SealedGiven,
)
from bot.engine.session import dump
from post.desk import Answer
from post.messages import SealedOption
from tests.engine.conftest import small_book
from tests.engine.talk import CASE, NOON, NUMBER, Talk
from tests.engine.written import written

SAFE = Context(now=NOON, seals=True)
SEVERAL = """
flow: several
start: why
menu: 60
triggers: {deeplink: several}
data:
  why: {type: choice, keep: case, sensitive: true}
  proof: {keep: case, sensitive: true}
  mood: {type: choice, keep: never, sensitive: true}
steps:
  why:
    ask: Warum?
    many: true
    min: 1
    max: 2
    save: why
    options:
      a: {label: Eins}
      b: {label: Zwei}
      c: {label: Drei}
    next: proof
  proof:
    ask: Was können Sie zeigen?
    accepts: [text, photo, location]
    save: proof
    next: mood
  mood:
    ask: Wie geht es Ihnen?
    save: mood
    options:
      good: {label: Gut, next: talk}
      bad: {label: Schlecht, next: talk}
  talk:
    handoff: {team: ads, consent: [why, proof]}
    next: bye
  bye:
    say: Danke.
    end: true
"""


@pytest.fixture
def safe(small: Book) -> Talk:
    """Somebody on the safe line, who sees the menu."""
    return Talk(small, context=SAFE).start()


def give(talk: Talk, ref: str, kind: str = "", turn: int = 0) -> Talk:
    """A sealed answer to the open question."""
    seal = talk.said[-1].seal
    assert seal or (kind and turn)
    kind = kind or (seal.kinds[0] if seal else "")
    return talk.happens(SealedGiven(turn or (seal.turn if seal else 0), kind, ref))


def to_grounds(talk: Talk) -> Talk:
    return talk.start("report").tap("yes").tap("work").tap("good")


def to_consent(talk: Talk) -> Talk:
    give(to_grounds(talk), "ref-grounds")
    return give(talk, "ref-story")


def agreed(talk: Talk) -> OpenCase | None:
    return safe_line.agreed(talk.book, talk.session, talk.context)


def with_case(talk: Talk) -> Talk:
    """The browser has handed over."""
    to_consent(talk).tap("yes")
    return talk.happens(CaseOpened(CASE, NUMBER))


def test_a_sensitive_question_is_asked_for_the_browser(safe: Talk):
    question = to_grounds(safe).said[-1]
    assert question.seal is not None
    assert (question.seal.turn, question.seal.key) == (safe.session.turn, "grounds")
    assert question.seal.options[0] == SealedOption("origin", "Herkunft", "Herkunft")
    assert question.buttons == ()
    assert question.text == "Warum ist es passiert?"
    assert list(safe.controls) == ["back", "menu", "human"]


def test_the_german_texts_stand_beside_it(small: Book):
    flow = small.flows["report"]
    data = {**flow.data, "area": msgspec.structs.replace(flow.data["area"], sensitive=True)}
    flows = {**small.flows, "report": msgspec.structs.replace(flow, data=data)}
    talk = Talk(msgspec.structs.replace(small, flows=flows), "en", SAFE)
    seal = talk.start("report").tap("yes").said[-1].seal
    assert seal is not None
    assert (seal.question, seal.question_de) == ("Where did it happen?", "Wo ist es passiert?")
    assert seal.options[0] == SealedOption("work", "💼 Work", "💼 Arbeit")


def test_only_a_mark_is_kept_and_the_flow_goes_on(safe: Talk):
    give(to_grounds(safe), "ref-1")
    assert safe.at == "story"
    assert safe.session.answers["report"]["grounds"] == "\0ref-1"
    assert b"Herkunft" not in dump(safe.session)
    assert safe.tapped == safe.word("sealed_answer")


def test_an_answer_to_another_question_is_asked_again(safe: Talk):
    to_grounds(safe)
    turn = safe.session.turn
    for event in (SealedGiven(turn - 1, "choice", "r"), SealedGiven(turn, "text", "r")):
        safe.happens(event)
        assert safe.said[0].text == safe.word("old_button")
        assert (safe.at, safe.tapped) == ("grounds", "")
    safe.command("menu").happens(SealedGiven(turn, "choice", "r"))
    assert safe.at == "menu"


def test_an_answer_where_nothing_is_sealed_changes_nothing(safe: Talk):
    safe.start("report").happens(SealedGiven(safe.session.turn, "choice", "r"))
    assert safe.at == "safe"


def test_who_begins_with_a_sealed_answer_is_greeted(small: Book):
    talk = Talk(small, context=SAFE).happens(SealedGiven(1, "text", "r"))
    assert talk.said[0].text == talk.word("welcome")


@pytest.mark.parametrize("text", ["Herkunft", "1", "Man hat mich weggeschickt."])
def test_plain_words_are_refused(safe: Talk, text: str):
    to_grounds(safe).type(text)
    assert safe.refused == "seal"
    assert safe.text == safe.word("seal_needed")
    assert safe.at == "grounds"


def test_commands_may_be_typed(safe: Talk):
    assert to_grounds(safe).type("zurück").at == "mood"


def test_words_of_danger_show_the_card_and_are_not_kept(safe: Talk):
    give(to_grounds(safe), "r").type("ich will sterben")
    assert "112" in safe.text
    assert b"sterben" not in dump(safe.session)
    safe.tap("on")
    assert safe.said[-1].seal is not None


def test_the_browser_finds_words_of_danger(safe: Talk):
    to_grounds(safe).command("danger")
    assert safe.at == "danger"
    turn = safe.session.path[-1].turn
    assert give(safe, "r", "choice", turn).at == "story", "answering is going on"


def test_danger_before_the_greeting_comes_first(small: Book):
    talk = Talk(small, context=SAFE).command("danger")
    assert talk.said[0].text == talk.word("danger_card")


def test_an_answer_after_hours_is_taken_at_once(safe: Talk):
    to_grounds(safe)
    turn = safe.session.turn
    safe.context = Context(now=NOON + 9 * 3600, seals=True)
    assert give(safe, "r", "choice", turn).at == "story"


def test_an_answer_to_a_question_that_is_gone_is_told_so(safe: Talk):
    turn = to_grounds(safe).session.turn
    flow = safe.book.flows["report"]
    steps = {key: step for key, step in flow.steps.items() if key != "grounds"}
    steps["mood"] = msgspec.structs.replace(
        steps["mood"],
        options=tuple(
            msgspec.structs.replace(option, next="story") for option in steps["mood"].options
        ),
    )
    edited = msgspec.structs.replace(flow, steps=steps)
    safe.book = msgspec.structs.replace(safe.book, flows={**safe.book.flows, "report": edited})
    give(safe, "r", "choice", turn)
    assert safe.said[0].text == safe.word("moved")


def test_going_back_says_that_it_was_answered(safe: Talk):
    give(to_grounds(safe), "r").command("back")
    assert safe.text.startswith(safe.word("answered", answer="🔒 verschlossen"))
    give(safe, "other")
    give(safe, "story").command("back")
    assert safe.text.startswith(safe.word("answered", answer="🔒 verschlossen"))


def test_german_shows_the_sealed_question(small: Book):
    talk = give(to_grounds(Talk(small, "en", SAFE)), "r").command("german")
    assert talk.said[-1].seal is not None
    assert talk.said[-1].seal.question == "Was ist passiert?"


def test_several_options_own_words_and_what_is_never_kept():
    talk = Talk(written(SEVERAL), context=SAFE).start("several")
    seal = talk.said[-1].seal
    assert seal is not None
    assert (seal.many, seal.at_least, seal.at_most, seal.kinds) == (True, 1, 2, ("choice",))
    give(talk, "r1")
    seal = talk.said[-1].seal
    assert seal is not None
    assert seal.kinds == ("text", "photo")
    give(talk, "r2", "photo", seal.turn)
    give(talk, "r3")
    assert talk.at == "talk"
    assert "r3" not in str(talk.session.answers)
    opening = agreed(talk.tap("yes"))
    assert opening is not None
    assert [answer.sealed for answer in opening.answers] == ["r1", "r2"]


def test_after_an_edit_sealed_answers_still_count(safe: Talk):
    """A checkpoint is found past a sealed question, and its mark stays valid."""
    give(to_grounds(safe), "r")
    flow = safe.book.flows["report"]
    steps = {key: step for key, step in flow.steps.items() if key != "story"}
    steps["grounds"] = msgspec.structs.replace(
        steps["grounds"],
        options=tuple(
            msgspec.structs.replace(option, next="told") for option in steps["grounds"].options
        ),
    )
    steps["told"] = msgspec.structs.replace(
        flow.steps["story"], id="told", checkpoint=True, renamed_from=()
    )
    edited = msgspec.structs.replace(flow, steps=steps)
    safe.book = msgspec.structs.replace(safe.book, flows={**safe.book.flows, "report": edited})
    safe.command("repeat")
    assert safe.session.answers["report"]["grounds"] == "\0r"


# handing over


def test_the_consent_shows_locks_and_says_who_opens_them(safe: Talk):
    to_consent(safe)
    assert "• Warum ist es passiert? 🔒 verschlossen" in safe.text
    assert "• Wo ist es passiert? 💼 Arbeit" in safe.text
    assert safe.word("consent_sealed") in safe.text
    assert safe.word("consent_server") not in safe.text


def test_yes_lets_the_browser_seal(safe: Talk):
    to_consent(safe).tap("yes")
    assert safe.effects == []
    assert (safe.at, safe.said[-1].intake) == ("sealing", True)
    opening = agreed(safe)
    assert opening is not None
    assert (opening.team, opening.flow) == ("ads", "report")
    assert opening.answers[-1] == Answer(
        "story", "Was ist passiert?", "", "Was ist passiert?", "", "ref-story"
    )


def test_nothing_is_agreed_before(safe: Talk):
    assert agreed(to_consent(safe)) is None


def test_when_the_browser_has_handed_over_the_flow_goes_on(safe: Talk):
    with_case(safe)
    assert safe.said[0].text == safe.word("handed_over", number=NUMBER)
    assert (safe.at, safe.session.safe, safe.session.answers) == ("case", True, {})


def test_no_while_the_browser_seals_sends_nothing(safe: Talk):
    to_consent(safe).tap("yes").tap("no")
    assert safe.said[0].text == safe.word("not_sent")
    assert agreed(safe) is None


def test_anything_else_while_the_browser_seals_shows_it_again(safe: Talk):
    to_consent(safe).tap("yes").command("repeat")
    assert safe.said[-1].intake
    safe.tap_data(safe.data("no").replace(".no", ".yes"))
    assert safe.said[-1].intake
    assert safe.command("human").said[-1].intake
    assert safe.type("Hallo").said[-1].intake


def test_back_while_the_browser_seals_leads_to_the_question(safe: Talk):
    assert to_consent(safe).tap("yes").command("back").at == "story"


def test_another_language_while_the_browser_seals_asks_anew(safe: Talk):
    to_consent(safe).tap("yes").command("language").tap("en")
    assert safe.at == "talk"
    assert safe.said[-1].text.endswith(safe.word("consent_question"))


def test_nobody_there(safe: Talk):
    to_consent(safe).tap("yes").happens(NobodyThere())
    assert safe.said[0].text == safe.word("nobody_there")


def test_a_human_at_once_is_sealed_too(safe: Talk):
    safe.command("human").tap("yes")
    opening = agreed(safe)
    assert opening is not None
    assert opening.answers == ()
    safe.happens(CaseOpened(CASE, NUMBER))
    assert safe.at == "case"


def test_a_step_that_is_gone_is_not_agreed_to(safe: Talk):
    to_consent(safe).tap("yes")
    safe.session.step = "story"
    assert agreed(safe) is None


# the open case


@pytest.mark.parametrize("text", ["Das ist geheim.", "ja", "1"])
def test_words_for_the_case_are_refused_in_plain(safe: Talk, text: str):
    with_case(safe).type(text)
    assert (safe.refused, safe.effects) == ("seal", [])


def test_danger_shows_the_card_and_tells_nobody(safe: Talk):
    with_case(safe).type("ich will sterben")
    assert safe.text == safe.word("danger_card")
    assert safe.effects == []
    assert safe.command("danger").text == safe.word("danger_card")


def test_another_flow_is_sealed_for_the_open_case(safe: Talk):
    with_case(safe)
    to_consent(safe)
    assert safe.text.startswith(safe.word("consent_added", number=NUMBER))
    assert agreed(safe.tap("yes")) is not None
    safe.happens(CaseOpened(CASE, NUMBER))
    assert safe.said[0].text == safe.word("added", number=NUMBER)


def test_a_case_that_browsers_did_not_seal_is_answered_as_ever(safe: Talk):
    safe.session.case, safe.session.number = CASE, NUMBER
    to_grounds(safe)
    assert safe.said[-1].seal is None
    safe.tap("origin").type("Text").tap("yes")
    assert len(safe.effects) == 1


def test_the_chat_is_erased_without_the_case(safe: Talk):
    with_case(safe).command("erase")
    assert safe.text == safe.word("erase_on_safe_line", number=NUMBER)
    assert list(safe.buttons) == ["erase", "keep"]
    safe.tap_data(safe.data("erase").replace(".erase", ".withdraw"))
    assert safe.effects == []
    safe.tap("erase")
    assert (safe.erased, safe.effects) == (True, [])


def test_a_flow_that_changes_under_an_open_case_keeps_words_away(safe: Talk):
    with_case(safe).start("report")
    flows = {key: flow for key, flow in safe.book.flows.items() if key != "report"}
    safe.book = msgspec.structs.replace(safe.book, flows=flows)
    safe.type("Das ist geheim.")
    assert safe.effects == []


def test_after_its_end_the_bot_answers_again(safe: Talk):
    with_case(safe).happens(CaseEnded(""))
    assert (safe.session.case, safe.session.safe) == ("", False)


# the receipt, the link


def test_a_receipt_finds_the_case_again(small: Book):
    talk = Talk(small, context=SAFE).happens(CaseFound(CASE, NUMBER))
    assert talk.text == talk.word("case_found", number=NUMBER)
    assert (talk.at, talk.session.safe) == ("case", True)


def test_a_closed_case_can_be_read(small: Book):
    talk = Talk(small, context=SAFE).happens(CaseFound(CASE, NUMBER, closed=True))
    assert talk.said[0].text == talk.word("case_found_closed", number=NUMBER)
    assert (talk.at, talk.session.case) == ("menu", "")


@pytest.mark.parametrize("case", [CASE, "1" * 32])
def test_a_case_that_was_erased(safe: Talk, case: str):
    with_case(safe).happens(CaseErased(case))
    assert safe.said[0].text == safe.word("case_erased")
    assert bool(safe.session.case) == (case != CASE)


def behind_the_door(talk: Talk) -> Talk:
    """The conversation as it goes on on the safe line."""
    assert talk.door is not None
    there = Talk(talk.book, context=SAFE)
    there.session = talk.door
    return there.happens(Arrived())


def messenger() -> Talk:
    context = Context(now=NOON, messenger=True, safe_url="https://lotse.example/#go=x")
    return Talk(small_book(demo=False), context=context)


def test_the_door_leads_to_the_question_that_was_not_asked():
    talk = to_grounds(messenger())
    assert talk.said[0].link == "https://lotse.example/#go=x"
    there = behind_the_door(talk)
    assert there.said[0].text == there.word("arrived")
    assert (there.at, there.session.answers["report"]["area"]) == ("grounds", "work")
    assert give(there, "r").at == "story"


def test_the_door_leads_to_the_consent():
    there = behind_the_door(messenger().start().tap("human"))
    assert there.at == "consent"
    assert agreed(there.tap("yes")) is not None


def test_without_an_address_nothing_goes_on():
    talk = Talk(small_book(demo=False), context=Context(now=NOON, messenger=True))
    assert talk.start().tap("human").door is None
