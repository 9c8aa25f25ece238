"""Two questions that hold a conversation for a moment: after words of danger, and after a while.

What was typed is not lost: it waits (`Session.held`) until the person goes on.
"""

from __future__ import annotations

from bot.engine.flow import AskText, Question
from bot.engine.play import step_of
from bot.engine.sealed import is_sealed
from bot.engine.session import at_handoff
from bot.engine.turn import Turn

AWAY = 3 * 3600
"""Seconds after which a person is asked whether to go on, where the flow's `idle` says nothing."""
KEEP = 24 * 3600
"""Seconds after which a conversation is forgotten where the flow says nothing, as the first notice
tells people."""
DANGER = "danger"
AGAIN = "again"
SCREENS = (DANGER, AGAIN)
_UNSAID = "…"
"""Waits in the place of words that are never to be kept."""

Choices = list[tuple[str, tuple[str, ...]]]


def choices(turn: Turn) -> Choices:
    on = ("on", (turn.word("go_on"), turn.word("yes")))
    if turn.session.screen == DANGER:
        human = [] if turn.session.case else [("human", (turn.word("menu_human"),))]
        return [on, *human]
    return [on, ("restart", (turn.word("start_again"), turn.word("no")))]


def card(turn: Turn) -> None:
    """The telephone numbers, and nothing to answer."""
    turn.session.alarmed = True
    turn.tell(turn.word("danger_card"))


def danger(turn: Turn, text: str) -> None:
    """The telephone numbers at once; then the person may go on."""
    turn.session.alarmed = True
    hold(turn, text)
    reopen_danger(turn)


def reopen_danger(turn: Turn) -> None:
    turn.open_screen(DANGER)
    show_danger(turn)


def show_danger(turn: Turn) -> None:
    _ask(turn, turn.word("danger_card") + "\n\n" + turn.word("danger_on"))


def away(turn: Turn) -> bool:
    """Whether the person comes back after a while to a question that stands open."""
    session = turn.session
    place = step_of(turn)
    if place is None or session.case or not session.seen:
        return False
    if not _standing(turn):
        return False
    return turn.context.now - session.seen >= (place[0].remind or AWAY)


def again(turn: Turn, text: str = "") -> None:
    """Where they were, and whether to go on."""
    hold(turn, text)
    reopen_again(turn)


def reopen_again(turn: Turn) -> None:
    turn.open_screen(AGAIN)
    show_again(turn)


def show_again(turn: Turn) -> None:
    place = step_of(turn)
    title = turn.title(place[0]) if place else ""
    _ask(turn, turn.word("welcome_back", title=title) if title else turn.word("reminder"))


def remind(turn: Turn) -> None:
    """Once, and so that whoever looks at the telephone learns nothing of what it is about."""
    session = turn.session
    if step_of(turn) is None or session.case or not _standing(turn):
        return
    turn.open_screen(AGAIN)
    _ask(turn, turn.word("reminder"))


def hold(turn: Turn, text: str) -> None:
    """Keep words for the open question, if it is one that own words answer."""
    place = step_of(turn)
    question = place[1] if place else None
    if place is None or not text or not isinstance(question, AskText) or is_sealed(turn, *place):
        return
    data = place[0].data.get(question.save)
    if data is None or data.keep == "never":
        text = _UNSAID
    held = turn.session.held
    turn.session.held = f"{held}\n{text}" if held and text != _UNSAID else text


def go_on(turn: Turn) -> str:
    """Leave the screen for the open question; the words that waited for it, "" for none."""
    session = turn.session
    held, session.held = session.held, ""
    place = step_of(turn)
    if not held or place is None or not isinstance(place[1], Question):
        return ""
    session.screen = session.pending = ""
    session.turn = session.path[-1].turn
    return held


def _standing(turn: Turn) -> bool:
    """At a flow's question, with no screen of the engine's own before it."""
    session = turn.session
    return not session.screen or at_handoff(session)


def _ask(turn: Turn, text: str) -> None:
    turn.ask(text, [(key, names[0]) for key, names in choices(turn)])
