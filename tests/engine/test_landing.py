"""Editing while people are in the middle: where they land, and that their answers are kept."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from bot.engine.book import Book
from bot.engine.events import Context
from bot.engine.flow import (
    AskText,
    Call,
    Data,
    Say,
    Step,
)
from bot.engine.session import Frame
from tests.engine.editing import END, base36, flow_of
from tests.engine.talk import NOON, Talk


def edited(book: Book, redirects: dict[str, str] | None = None, **steps: Step | None) -> Book:
    """The report with some steps replaced or added, or taken away (None)."""
    flow = book.flows["report"]
    kept = {key: step for key, step in {**flow.steps, **steps}.items() if step is not None}
    flow = msgspec.structs.replace(flow, steps=kept, redirects=redirects or {})
    return msgspec.structs.replace(book, flows={**book.flows, "report": flow})


def like(book: Book, step_id: str, **changes: Any) -> Step:
    return msgspec.structs.replace(book.flows["report"].steps[step_id], **changes)


@pytest.fixture
def at_office(talk: Talk) -> Talk:
    return talk.start("report").tap("yes").tap("office")


# the order of FLOWS.md


def test_the_same_step_goes_on(small: Book, at_office: Talk):
    button = at_office.data("job")
    at_office.book = edited(small, office=like(small, "office", text="Welche Stelle?"))
    assert at_office.tap_data(button).at == "mood"


def test_a_renamed_step_is_the_same_place(small: Book, at_office: Talk):
    button = at_office.data("job")
    renamed = like(small, "office", id="bureau", renamed_from=("amt", "office"))
    at_office.book = edited(small, office=None, bureau=renamed)
    assert at_office.tap_data(button).at == "mood"
    assert at_office.word("moved") not in at_office.text
    assert at_office.command("back").at == "bureau"
    assert at_office.command("back").at == "area"


def test_a_step_that_kept_its_name_is_not_looked_for_elsewhere(small: Book, at_office: Talk):
    other = like(small, "mood", renamed_from=("office",))
    at_office.book = edited(small, mood=other)
    assert at_office.command("help").at == "office"


def test_a_redirect(small: Book, at_office: Talk):
    at_office.book = edited(small, {"office": "mood"}, office=None)
    at_office.type("Jobcenter")
    assert at_office.at == "mood"
    assert at_office.said[0].text == at_office.word("moved")
    assert at_office.session.answers["report"] == {"area": "office"}
    assert at_office.command("back").at == "area"


def test_a_redirect_by_way_of_something_said(small: Book, at_office: Talk):
    at_office.book = edited(small, {"office": "deadline"}, office=None)
    at_office.command("help")
    assert at_office.at == "mood"
    assert "Fragen Sie schnell" in at_office.said[1].text


def test_a_rename_comes_before_a_redirect(small: Book, at_office: Talk):
    renamed = like(small, "office", id="bureau", renamed_from=("office",))
    at_office.book = edited(small, {"office": "mood"}, office=None, bureau=renamed)
    assert at_office.command("help").at == "bureau"


def test_the_last_question_on_the_path(small: Book, at_office: Talk):
    at_office.book = edited(small, office=None, area=None)
    at_office.type("x")
    assert at_office.at == "safe"
    assert at_office.said[0].text == at_office.word("moved")
    assert at_office.word("answered", answer="✅ Ja") in at_office.said[1].text


def test_the_last_checkpoint(small: Book, at_office: Talk):
    """Nothing of the path is left; the answers still lead past a checkpoint."""
    start = like(small, "area", id="where", renamed_from=(), next="", checkpoint=True)
    later = like(small, "mood", checkpoint=True)
    at_office.book = msgspec.structs.replace(
        (book := edited(small, safe=None, area=None, office=None, where=start, mood=later)),
        flows={
            **book.flows,
            "report": msgspec.structs.replace(book.flows["report"], start="where"),
        },
    )
    at_office.session.answers["report"] = {"area": "school"}
    at_office.type("x")
    assert at_office.at == "mood"
    assert at_office.said[0].text == at_office.word("moved")


def test_the_menu_with_an_apology(small: Book, at_office: Talk):
    flows = {key: flow for key, flow in small.flows.items() if key != "report"}
    at_office.book = msgspec.structs.replace(small, flows=flows)
    at_office.type("x")
    assert at_office.at == "menu"
    assert at_office.said[0].text == at_office.word("lost")
    assert at_office.session.answers == {}


def test_without_anything_left_of_the_flow(small: Book, at_office: Talk):
    gone = dict.fromkeys(small.flows["report"].steps)
    only = Say(id="only", text="Geschlossen.")
    at_office.book = edited(small, **{**gone, "only": only})
    assert at_office.type("x").at == "menu"
    assert at_office.said[0].text == at_office.word("lost")


def test_a_flow_that_goes_round_ends_in_the_menu(small: Book, at_office: Talk):
    """No such flow passes the checks; if one did, nobody would be caught in it."""
    gone = dict.fromkeys(small.flows["report"].steps)
    round_ = Say(id="safe", text="Rund.", next="safe", checkpoint=True)
    at_office.book = edited(small, **{**gone, "safe": round_})
    assert at_office.type("x").at == "menu"
    assert at_office.word("lost") in at_office.text


# answers


def test_an_answer_whose_option_is_gone_is_asked_again(small: Book, at_office: Talk):
    at_office.tap("job").tap("good")
    area = small.flows["report"].steps["area"]
    fewer = msgspec.structs.replace(area, options=(area.options[0], area.options[2]))
    at_office.book = edited(small, area=fewer)
    at_office.tap("skip")
    assert at_office.at == "area"
    assert at_office.said[0].text == at_office.word("answer_gone")
    assert at_office.session.answers["report"] == {"office": "job"}
    assert at_office.tap("work").at == "mood"
    assert at_office.session.answers["report"] == {"office": "job", "area": "work"}


def test_an_answer_of_another_kind_is_asked_again(small: Book, talk: Talk):
    talk.start("report").tap("yes").tap("work").tap("good").tap("skip").type("Nichts Gutes")
    talk.book = edited(small, story=like(small, "story", accepts=("number",)))
    assert talk.tap("yes").at == "story"
    assert talk.said[-2].text == talk.word("answer_gone")
    assert talk.effects == []
    assert talk.type("12").at == "talk"


def test_what_was_sent_stays_an_answer_while_it_is_asked_for(small: Book, talk: Talk):
    talk.book = edited(small, story=like(small, "story", accepts=("text", "photo")))
    talk.start("report").tap("yes").tap("work").tap("good").tap("skip").send("photo")
    assert talk.session.answers["report"]["story"] == "photo"
    talk.book = edited(small, story=like(small, "story", accepts=("photo",)))
    assert talk.command("help").at == "talk"
    talk.book = edited(small, story=like(small, "story", accepts=("number",)))
    assert talk.command("help").at == "story"


@pytest.mark.parametrize(
    ("accepts", "typed"),
    [
        ("number", "1.234,5"),
        ("number", "-3"),
        ("date", "24.12.2025"),
        ("date", "gestern"),
        ("phone", "+49 (511) 1 23 45"),
        ("email", "a.b@example.org"),
        ("district", "Linden-Nord"),
    ],
)
def test_an_answer_as_it_is_kept_is_valid(small: Book, talk: Talk, accepts: str, typed: str):
    """Or people would be asked for ever what they have answered."""
    talk.book = edited(small, story=like(small, "story", accepts=(accepts,)))
    talk.start("report").tap("yes").tap("work").tap("good").tap("skip").type(typed)
    assert talk.at == "talk"
    assert talk.command("help").at == "talk"


def test_an_answer_that_nobody_asks_for_is_dropped(small: Book, at_office: Talk):
    flow = at_office.book.flows["report"]
    data = {key: data for key, data in flow.data.items() if key != "area"}
    area = like(small, "area", save="")
    book = edited(small, area=area)
    flow = msgspec.structs.replace(book.flows["report"], data=data)
    at_office.book = msgspec.structs.replace(book, flows={**book.flows, "report": flow})
    assert at_office.tap("job").at == "mood"
    assert at_office.session.answers["report"] == {"office": "job"}


def test_an_answer_that_may_no_longer_be_kept_is_not(small: Book, at_office: Talk):
    flow = small.flows["report"]
    data = {**flow.data, "area": Data(type="choice", keep="never")}
    flow = msgspec.structs.replace(flow, data=data)
    at_office.book = msgspec.structs.replace(small, flows={**small.flows, "report": flow})
    at_office.command("help")
    assert "area" not in at_office.session.answers["report"]
    assert [visit.chosen for visit in at_office.session.path] == ["yes", ""]
    assert at_office.at == "area"


# behind the engine's own screens nothing is said


@pytest.mark.parametrize("screen", ["menu", "language", "erase"])
def test_behind_a_screen_it_happens_quietly(small: Book, at_office: Talk, screen):
    at_office.command(screen)
    at_office.book = edited(small, office=None)
    at_office.type("xyz")
    assert at_office.word("moved") not in at_office.text
    assert at_office.at == screen
    assert at_office.command("back").at == "area"


def test_behind_a_screen_a_redirect_is_followed(small: Book, at_office: Talk):
    at_office.command("menu")
    at_office.book = edited(small, {"office": "mood"}, office=None)
    assert at_office.command("back").at == "mood"
    assert at_office.tap("good").at == "grounds"


def test_behind_a_screen_nothing_may_be_left(small: Book, at_office: Talk):
    at_office.command("menu")
    flows = {key: flow for key, flow in small.flows.items() if key != "report"}
    at_office.book = msgspec.structs.replace(small, flows=flows)
    assert at_office.command("back").at == "menu"
    assert at_office.word("lost") not in at_office.text


def test_an_own_command_is_followed_without_a_word_about_it(small: Book, at_office: Talk):
    at_office.book = edited(small, office=None)
    at_office.command("erase")
    assert at_office.at == "erase"
    assert [message.text for message in at_office.said] == [at_office.word("erase_question")]
    assert at_office.tap("keep").at == "area"


def test_a_deep_link_is_followed(small: Book, at_office: Talk):
    at_office.book = edited(small, office=None)
    assert at_office.start("report").at == "safe"
    assert at_office.word("moved") not in at_office.text


def test_words_for_a_counsellor_still_reach_them(small: Book, talk: Talk):
    talk.command("human").tap("yes").start("report").tap("yes").tap("office")
    talk.book = edited(small, office=None)
    talk.type("Noch etwas")
    assert talk.effects[-1].text == "Noch etwas"
    assert talk.at == "area"


def test_while_a_counsellor_answers_nothing_is_said(small: Book, talk: Talk):
    talk.command("human").tap("yes").start("report").tap("yes").tap("office")
    talk.book = edited(small, office=None)
    talk.context = Context(now=NOON, human=True)
    assert talk.type("Noch etwas").said == []


def test_a_question_of_the_path_is_gone(small: Book, at_office: Talk):
    at_office.book = edited(small, area=None)
    assert at_office.command("back").at == "safe"


def test_a_change_of_an_answer_finds_its_question_no_more(small: Book, at_office: Talk):
    old = at_office.session.path[0].turn
    at_office.tap_data(f"o{base36(old)}.no")
    assert at_office.at == "change"
    at_office.book = edited(small, safe=None)
    at_office.type("Ja")
    assert at_office.at in ("office", "area")


def test_a_language_that_is_gone_is_german(small: Book, at_office: Talk):
    at_office.command("language").tap("en")
    at_office.book = msgspec.structs.replace(small, languages=small.languages[:1])
    at_office.command("help")
    assert at_office.session.lang == "de"


# flows that call each other


def calling(book: Book, **steps: Step) -> Book:
    """`outer` calls `inner`, which asks one thing."""
    inner = flow_of("inner", [AskText(id="name", text="Wie?", next="end", save="name"), END])
    first: Step = AskText(id="first", text="Was?", next="call", save="first")
    outer = flow_of(
        "outer", [*{"first": first, "call": CALL, "last": LAST, "end": END, **steps}.values()]
    )
    return msgspec.structs.replace(book, flows={**book.flows, "inner": inner, "outer": outer})


CALL = Call(id="call", flow="inner", next="last")
LAST = AskText(id="last", text="Und?", next="end", save="last")


def test_a_call_that_was_renamed_still_comes_back(small: Book):
    talk = Talk(calling(small)).start("outer").type("a")
    assert talk.session.path[-1].calls == (Frame("outer", "call"),)
    other = msgspec.structs.replace(CALL, id="ask", renamed_from=("call",))
    first = AskText(id="first", text="Was?", next="ask", save="first")
    talk.book = calling(small, first=first, call=other)
    assert talk.type("b").at == "last"


def test_a_call_that_is_gone_ends_with_the_flow(small: Book):
    talk = Talk(calling(small)).start("outer").type("a")
    first = AskText(id="first", text="Was?", next="last", save="first")
    talk.book = calling(small, first=first, call=first)
    assert talk.type("b").at == "menu"


def test_a_called_flow_that_is_gone_leads_back_to_the_caller(small: Book):
    talk = Talk(calling(small)).start("outer").type("a")
    book = calling(small)
    flows = {key: flow for key, flow in book.flows.items() if key != "inner"}
    talk.book = msgspec.structs.replace(book, flows=flows)
    assert talk.type("b").at == "first"
    assert talk.session.answers == {"outer": {"first": "a"}}
