"""Coming back after a while, reminders that reveal nothing, and banners over all flows."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from bot.engine.book import Book
from bot.engine.events import Context, ForCase, Forgotten, Reminded, Sent, Tapped
from bot.engine.notices import Notice, check_notices, read_notices
from bot.engine.pauses import AWAY, KEEP
from bot.engine.problems import Problem
from bot.engine.session import Session, dump, load
from bot.engine.step import step
from tests.engine.talk import NOON, Talk

HOUR = 3600


def later(talk: Talk, seconds: float) -> Talk:
    talk.context = msgspec.structs.replace(talk.context, now=talk.context.now + seconds)
    return talk


@pytest.fixture
def at_area(talk: Talk) -> Talk:
    return talk.start("report").tap("yes")


# coming back


def test_a_short_while_is_nothing(at_area: Talk):
    button = at_area.data("work")
    assert later(at_area, 5 * HOUR).tap_data(button).at == "mood"


@pytest.mark.parametrize("what", ["tap", "type", "send", "start", "help", "back", "repeat"])
def test_who_comes_back_is_told_where_they_were(at_area: Talk, what: str):
    button = at_area.data("work")
    later(at_area, 6 * HOUR)
    moves = {
        "tap": lambda: at_area.tap_data(button),
        "type": lambda: at_area.type("Arbeit"),
        "send": lambda: at_area.happens(Sent("photo")),
        "start": at_area.start,
        "help": lambda: at_area.command("help"),
        "back": lambda: at_area.command("back"),
        "repeat": lambda: at_area.happens(Tapped("")),
    }
    moves[what]()
    assert at_area.at == "again"
    assert at_area.text == at_area.word("welcome_back", title="✋ Melden")
    assert list(at_area.buttons) == ["on", "restart"]
    assert at_area.tap("on").at == "area"
    assert at_area.tap("work").at == "mood"


def test_where_the_flow_says_nothing_it_is_three_hours(talk: Talk):
    talk.start().tap("f-info")
    button = talk.data(next(iter(talk.buttons)))
    place = talk.at
    later(talk, AWAY - 1).tap_data("old")
    assert talk.at == place
    later(talk, AWAY).tap_data(button)
    assert talk.at == "again"


def test_starting_again_drops_the_answers(at_area: Talk):
    later(at_area.tap("work"), 7 * HOUR).type("hallo")
    assert at_area.tap("restart").at == "menu"
    assert at_area.session.answers == {}


@pytest.mark.parametrize(
    ("command", "at"),
    [("menu", "menu"), ("erase", "erase"), ("human", "consent"), ("language", "language")],
)
def test_an_own_command_needs_no_question(at_area: Talk, command, at):
    assert later(at_area, 7 * HOUR).command(command).at == at


def test_typed_commands_too(at_area: Talk):
    assert later(at_area, 7 * HOUR).type("löschen").at == "erase"


def test_a_deep_link_needs_no_question(at_area: Talk):
    assert later(at_area, 7 * HOUR).start("report").at == "safe"


def test_what_was_written_meanwhile_is_not_lost(talk: Talk):
    talk.start("report").tap("yes").tap("work").tap("good").tap("skip")
    later(talk, 20 * HOUR).type("Am Montag war ich im Amt.").type("Man hat mich weggeschickt.")
    assert talk.at == "talk"
    story = talk.session.answers["report"]["story"]
    assert story == "Am Montag war ich im Amt.\nMan hat mich weggeschickt."


def test_who_insists_on_the_open_question_goes_on(at_area: Talk):
    button = at_area.data("work")
    later(at_area, 7 * HOUR).type("hallo").tap_data(button)
    assert at_area.at == "mood"


def test_the_same_tap_once_more_is_meant(at_area: Talk):
    button = at_area.data("work")
    later(at_area, 7 * HOUR).tap_data(button)
    assert at_area.at == "again"
    assert at_area.tap_data(button).at == "mood"


def test_at_a_consent_too(talk: Talk):
    talk.start("report").tap("yes").tap("work").tap("good").tap("skip").type("Text")
    button = talk.data("yes")
    later(talk, 7 * HOUR).tap_data(button)
    assert (talk.at, talk.effects) == ("again", [])
    assert talk.tap("on").at == "talk"
    assert talk.tap("yes").effects


def test_not_at_the_menu(talk: Talk):
    assert later(talk, 20 * HOUR).tap("f-info").at != "again"


def test_not_while_a_case_is_open(talk: Talk):
    talk.command("human").tap("yes").start("report").tap("yes")
    later(talk, 20 * HOUR).type("Noch etwas für Sie")
    assert talk.effects[-1] == ForCase("Noch etwas für Sie")


# reminders


def test_a_reminder_comes_once_and_tells_nothing(at_area: Talk):
    later(at_area, 6 * HOUR).happens(Reminded())
    assert at_area.text == at_area.word("reminder")
    assert "Melden" not in at_area.text + "".join(at_area.labels)
    assert at_area.session.seen == int(NOON)
    assert later(at_area, HOUR).happens(Reminded()).said == []
    assert at_area.type("hallo").session.reminded is False


def test_after_a_reminder_one_tap_goes_on(at_area: Talk):
    later(at_area, 6 * HOUR).happens(Reminded()).tap("on")
    assert at_area.at == "area"


def test_nobody_is_reminded_too_early_or_with_a_case(at_area: Talk):
    assert later(at_area, 5 * HOUR).happens(Reminded()).said == []
    assert at_area.session.reminded is False
    at_area.command("human").tap("yes").start("report")
    assert later(at_area, 7 * HOUR).happens(Reminded()).said == []


def test_nobody_is_reminded_of_a_menu(at_area: Talk):
    at_area.command("menu")
    assert later(at_area, 7 * HOUR).happens(Reminded()).said == []
    assert at_area.session.reminded


def test_a_flow_that_is_gone_reminds_of_nothing(small: Book, at_area: Talk):
    flows = {key: flow for key, flow in small.flows.items() if key != "report"}
    at_area.book = msgspec.structs.replace(small, flows=flows)
    assert later(at_area, 7 * HOUR).happens(Reminded()).said == []


# forgetting


def test_a_flow_of_high_risk_clears_the_chat_without_a_word(at_area: Talk):
    later(at_area, 12 * HOUR).happens(Forgotten())
    assert at_area.erased
    assert [(message.text, message.erase) for message in at_area.said] == [("", True)]


def test_what_has_no_risk_is_forgotten_alone(talk: Talk):
    talk.start().tap("f-info")
    assert later(talk, KEEP).happens(Forgotten()).erased
    assert talk.said == []


def test_after_a_flow_of_high_risk_the_menu_is_cleared_too(at_area: Talk):
    at_area.command("restart")
    assert later(at_area, KEEP - 1).happens(Forgotten()).erased is False
    assert later(at_area, 1).happens(Forgotten()).said[0].erase


def test_nothing_is_forgotten_too_early_or_with_a_case(at_area: Talk):
    assert not later(at_area, 11 * HOUR).happens(Forgotten()).erased
    at_area.command("human").tap("yes")
    assert not later(at_area, 40 * HOUR).happens(Forgotten()).erased


def test_sessions_of_before_still_load():
    old = msgspec.msgpack.encode(["de", "report", "area"])
    assert load(old) == Session(lang="de", flow="report", step="area")
    assert load(dump(load(old))) == load(old)


# notices


OPEN = Notice(id="always", text="Bitte beachten.", file="n.yaml", line=1)
BREAK = Notice(
    id="break",
    text="Geschlossen. {ads.email}",
    file="n.yaml",
    line=2,
    since=dt.date(2026, 11, 20),
    until=dt.date(2026, 11, 23),
)


@pytest.fixture
def noticed(small: Book) -> Book:
    return msgspec.structs.replace(small, notices=(OPEN, BREAK))


def test_a_banner_stands_at_the_start_once_and_over_the_menu(noticed: Book):
    talk = Talk(noticed).start()
    assert talk.text.count("📢 Bitte beachten.") == 1
    assert "📢 Geschlossen. ads@example.org" in talk.text
    talk.command("menu")
    assert talk.said[-1].text.startswith("📢 Bitte beachten.\n\n📢 Geschlossen.")
    assert talk.said[-1].text.endswith(talk.word("menu"))


def test_a_banner_stands_before_a_flow_that_a_link_opens(noticed: Book):
    talk = Talk(noticed).start("report")
    assert "📢 Bitte beachten." in talk.said[-2].text
    assert "📢" not in talk.tap("yes").text


def test_a_banner_ends(noticed: Book):
    talk = later(Talk(noticed), 86_400).start()
    assert "📢 Bitte beachten." in talk.text
    assert "Geschlossen" not in talk.text
    early = later(Talk(noticed), -4 * 86_400).start()
    assert "Geschlossen" not in early.text


def test_the_menu_answers_as_ever_under_a_banner(noticed: Book):
    assert Talk(noticed).start().tap("f-report").at == "safe"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: {text: x, from: 24.12.2026}", '1:14: "24.12.2026" is not a day.'),
        ("a: {text: x, until: 2026-13-01}", '1:14: "2026-13-01" is not a day.'),
        ("a: {text: x, from: 2026-12-24, until: 2026-12-23}", "ends before it begins"),
        ("a: {from: 2026-12-24}", 'Notice "a" needs "text".'),
        ("a: {text: x, form: 2026-12-24}", 'Did you mean "from"?'),
        ("A B: {text: x}", '"A B" cannot be an id.'),
        ("a: x", 'Notice "a" must be fields'),
        ("- a", "The notices file must be fields"),
        ("'a", "not valid YAML"),
        (f"a: {{text: {'x' * 501}}}", "This notice has 501 characters."),
    ],
)
def test_what_is_wrong_with_notices(text: str, expected: str):
    problems: list[Problem] = []
    read_notices(text, "notices.yaml", problems)
    assert problems
    assert expected in str(problems[0])
    assert str(problems[0]).startswith("notices.yaml:1:")


def test_notices_are_read_in_their_order():
    problems: list[Problem] = []
    text = "# only\n\nb: {text: B, from: 2026-12-24}\na: {text: A, until: 2026-12-24}\n"
    found = read_notices(text, "notices.yaml", problems)
    assert [(notice.id, notice.line) for notice in found] == [("b", 3), ("a", 4)]
    assert problems == []
    assert read_notices("# nothing\n\n  # at all\n", "notices.yaml", problems) == ()
    assert problems == []


def test_a_notice_with_a_fact_that_is_missing(small: Book):
    wrong = msgspec.structs.replace(BREAK, text="{ads.mail}")
    (problem,) = check_notices((OPEN, BREAK, wrong), small.facts)
    assert str(problem).startswith('n.yaml:2:1: There is no fact "ads.mail".')
    assert 'Did you mean "ads.email"?' in str(problem)


def test_a_session_that_stands_at_a_screen_is_not_led_astray(small: Book):
    """A stored session may hold anything that an older version wrote."""
    session = Session(lang="de", welcomed=True, screen="again", seen=1)
    after, outcome = step(small, session, Tapped("o1.x"), Context(now=NOON))
    assert outcome.messages
    assert after.screen
