"""Silence: what falls due in a conversation that nobody goes on with.

One reminder where the flow wants it, then everything is forgotten. While a case is open a person
answers, and nothing falls due.
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from bot.engine.book import Book
from bot.engine.events import Event, Forgotten, Outcome, Reminded
from bot.engine.pauses import KEEP
from bot.engine.session import Session

Happening = Literal["reminded", "forgotten", "cleared"]
"""A reminder came; everything was forgotten; the visible chat was deleted."""
HAPPENINGS: tuple[Happening, ...] = get_args(Happening)


class Due(msgspec.Struct, frozen=True):
    """What happens, and when (seconds since 1970)."""

    at: int
    event: Reminded | Forgotten


def keep_seconds(book: Book, session: Session) -> int:
    """How long a conversation is kept after the person's last message."""
    flow = book.flows.get(session.flow)
    return flow.forget if flow and flow.forget else KEEP


def remind_at(book: Book, session: Session) -> int:
    """Seconds since 1970; 0 where nobody is reminded, or where that is done."""
    flow = book.flows.get(session.flow)
    wait = flow.remind if flow and not (session.reminded or session.withdrawing) else 0
    return session.seen + wait if 0 < wait < keep_seconds(book, session) else 0


def forget_at(book: Book, session: Session) -> int:
    """Seconds since 1970."""
    return session.withdrawing or session.seen + keep_seconds(book, session)


def next_due(book: Book, session: Session, until: float) -> Due | None:
    """The first thing that falls due up to then, for those who play time (tests, preview)."""
    if (session.case and not session.withdrawing) or not session.seen:
        return None
    remind = remind_at(book, session)
    due = Due(remind, Reminded()) if remind else Due(forget_at(book, session), Forgotten())
    return due if due.at <= until else None


def happened(event: Event, outcome: Outcome) -> set[Happening]:
    """What a turn did that leaves no trace in the session."""
    found: dict[Happening, bool] = {
        "reminded": isinstance(event, Reminded) and bool(outcome.messages),
        "forgotten": isinstance(event, Forgotten) and outcome.erased,
        "cleared": any(message.erase for message in outcome.messages),
    }
    return {name for name, true in found.items() if true}
