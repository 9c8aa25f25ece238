"""A thousand edits while somebody is in the middle."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.engine import screens
from bot.engine.book import Book
from bot.engine.events import Commanded, Context, Event, Started, Tapped, Typed
from bot.engine.flow import AskOptions
from bot.engine.landing import land
from bot.engine.session import Session, dump, load
from bot.engine.step import step
from bot.engine.turn import Turn
from tests.engine.conftest import small_book
from tests.engine.editing import (
    LENGTH,
    OPTIONS,
    base36,
    draw_flow,
    edit,
    expected,
    still_valid,
)
from tests.engine.talk import NOON


@settings(
    max_examples=1000,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(st.data())
def test_a_thousand_edits_while_somebody_is_in_the_middle(data: st.DataObject):
    """Every answer that is still valid is kept, and they land where FLOWS.md says."""
    draw = data.draw
    small = small_book()
    flow = draw_flow(draw, "life")
    book = msgspec.structs.replace(small, flows={**small.flows, "life": flow})
    session = lived(draw, book)
    stood = load(dump(session))

    after = None if draw(st.integers(0, 19)) == 0 else edit(draw, flow)
    flows = {key: value for key, value in {**book.flows, "life": after}.items() if value}
    book = msgspec.structs.replace(small, flows=flows)

    where = expected(after, stood)
    turn = Turn(book, session, Context(now=NOON), screens)
    land(turn)
    if where:
        assert (turn.session.flow, turn.session.step) == ("life", where)
        assert turn.session.path[-1].step == where
        given_before, kept = stood.answers.get("life", {}), turn.session.answers.get("life", {})
        valid = {k: v for k, v in given_before.items() if after and still_valid(after, k, v)}
        assert kept == valid
    else:
        assert turn.session.screen == "menu"
    goes_on(draw, book, load(dump(turn.session)))


def lived(draw: Any, book: Book) -> Session:
    """Somebody who has answered a few questions."""
    session, _ = step(book, Session(lang="de"), Started("life"), Context(now=NOON))
    for _ in range(draw(st.integers(0, LENGTH - 1))):
        if session.flow != "life":
            break
        session = load(dump(turned(draw, book, session)))
    if session.flow != "life":
        session, _ = step(book, session, Started("life"), Context(now=NOON))
    return session


def turned(draw: Any, book: Book, session: Session) -> Session:
    at = book.flows[session.flow].steps[session.step]
    event: Event = Typed(draw(st.sampled_from(["Text", "12"])))
    if isinstance(at, AskOptions):
        event = Typed(at.option(draw(st.sampled_from(OPTIONS))).label)
    session, _ = step(book, session, event, Context(now=NOON))
    return session


def goes_on(draw: Any, book: Book, session: Session) -> None:
    """Whatever comes next, nothing raises and something is said."""
    buttons = [f"o{base36(visit.turn)}.a" for visit in session.path] or ["x"]
    event = draw(
        st.sampled_from(
            [Tapped(buttons[0]), Tapped(buttons[-1]), Typed("b"), Typed("7"), Commanded("back")]
        )
    )
    session, outcome = step(book, session, event, Context(now=NOON))
    assert outcome.messages
    assert session.step or session.screen
