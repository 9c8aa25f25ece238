"""Taking a case back in a messenger: for a day it can be undone, then everything is erased.

Whoever holds the telephone could tap it; on the safe line it takes the receipt instead.
"""

from __future__ import annotations

from bot.engine import play
from bot.engine.events import KeepCase, WithdrawCase
from bot.engine.turn import Turn

UNDO_SECONDS = 24 * 3600
SCREEN = "withdrawing"
UNDO = "undo"
_HOUR = 3600

Choices = list[tuple[str, tuple[str, ...]]]


def choices(turn: Turn) -> Choices:
    return [(UNDO, (turn.word("withdraw_undo"), turn.word("no")))]


def begin(turn: Turn) -> None:
    session = turn.session
    session.withdrawing = int(turn.context.now) + UNDO_SECONDS
    turn.effect = WithdrawCase(session.case, session.withdrawing)
    show_again(turn)


def show_again(turn: Turn) -> None:
    turn.open_screen(SCREEN)
    show(turn)


def show(turn: Turn) -> None:
    session = turn.session
    left = max(session.withdrawing - int(turn.context.now), 0)
    hours = max(-(-left // _HOUR), 1)
    text = turn.word("withdrawing", number=session.number, hours=str(hours))
    turn.ask(text, [(key, names[0]) for key, names in choices(turn)])


def take(turn: Turn, choice: str) -> bool:
    """From this screen, or by its button that stands further up."""
    session = turn.session
    if choice != UNDO or not session.withdrawing:
        return False
    session.withdrawing = 0
    turn.effect = KeepCase(session.case)
    turn.tell(turn.word("withdraw_undone", number=session.number))
    play.return_to_question(turn)
    return True
