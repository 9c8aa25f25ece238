"""Hearing what was said: on request, because a recording costs people money."""

from __future__ import annotations

from bot.engine import screens
from bot.engine.turn import Turn

MAX_READINGS = 10
"""Recordings that one wish to hear can bring."""


def remember(turn: Turn) -> None:
    """What was said in this turn can be heard until something else is said."""
    asked_for = any(message.play for message in turn.messages)
    if turn.context.messenger and turn.messages and not asked_for:
        turn.session.readings = turn.readings()[:MAX_READINGS]


def read(turn: Turn) -> None:
    """What was said last. A page reads aloud by itself, with a button at each message."""
    files = [file for file in turn.session.readings if turn.book.plays(file)]
    if turn.messages:
        screens.menu(turn)  # they have just been greeted: nothing was said before
    elif not turn.context.messenger:
        turn.tell(turn.word("read_on_page"))
    elif not files:
        turn.tell(turn.word("read_none"))
    else:
        for file in files:
            turn.play(file)
