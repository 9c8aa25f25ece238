"""What happened in a turn, as bare counters: never a text, never an id of a person.

Rules
- Arrivals are counted where a conversation stops: at questions and at the step that ends a flow
  (unless another flow called it). What is passed through is not: whoever is there surely comes to
  the next question as well, which would make sums from which a small number could be worked out.
- Not understood, help and back belong to the question that stands open. That can be one of the
  engine's own (menu, language …): those are counted under the flow "bot".
- Left and a wish for a human belong to the flow's step that the person stands at, whichever of
  the engine's own questions lies over it.
- These are times, not people: nothing here could tell whether two of them are of one person.
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from bot.engine.session import Session, at_handoff

What = Literal["arrived", "unclear", "help", "back", "left", "human"]
WHATS: tuple[What, ...] = get_args(What)
BOT = "bot"
"""The flow that the engine's own questions are counted under."""


class Count(msgspec.Struct, frozen=True):
    """Once more: this happened at this step of this flow in this language."""

    flow: str
    step: str
    lang: str
    what: What


def arrived(session: Session, flow: str, step: str) -> Count:
    return Count(flow, step, session.lang, "arrived")


def at_question(session: Session, what: What) -> tuple[Count, ...]:
    """At the question that stands open; nothing where none does."""
    if session.screen and not at_handoff(session):
        return (Count(BOT, session.screen, session.lang, what),)
    return _at_step(session, what)


def asked_for_human(session: Session) -> tuple[Count, ...]:
    return _at_step(session, "human") or at_question(session, "human")


def left(session: Session) -> tuple[Count, ...]:
    """Of a session that is erased, or forgotten because nothing came any more.

    Nothing when its flow was over, or when the person waits for a counsellor.
    """
    return () if session.case else _at_step(session, "left")


def _at_step(session: Session, what: What) -> tuple[Count, ...]:
    if not (session.flow and session.step):
        return ()
    return (Count(session.flow, session.step, session.lang, what),)
