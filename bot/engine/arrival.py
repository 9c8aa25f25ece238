"""Arrival: what comes before anything a person sends is played.

In this order: words of danger, ahead of every flow; flows that were changed under them; having
been away for a while. Commands of their own are always followed.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.engine import landing, language_choice, pauses, screens
from bot.engine.callback import OptionTap, read
from bot.engine.counting import left
from bot.engine.events import (
    Command,
    Event,
    ForCase,
    SealedGiven,
    Started,
    Tapped,
    Typed,
)
from bot.engine.matching import blank, meant
from bot.engine.session import Session
from bot.engine.silence import forget_at
from bot.engine.turn import Turn
from post.messages import Message

_ABOUT_PLACE = ("back", "help")
"""Commands that mean something only where one stands."""
CommandOf = Callable[[Turn, Event], Command | None]


def met(turn: Turn, event: Event, command_of: CommandOf) -> bool:
    """True when the event was dealt with here."""
    session = turn.session
    typed = event.text if isinstance(event, Typed) else ""
    if typed and turn.book.danger.found(typed):
        _danger(turn, typed)
        return True
    if command_of(turn, event) == "danger":
        _danger(turn, "")
        return True
    to_human = bool(typed) and turn.context.human and bool(session.case)
    if to_human or not session.welcomed:
        return False
    if landing.land(turn):
        return _landed(turn, event, command_of)
    if isinstance(event, SealedGiven):
        return False  # the browser keeps it: there is nothing to hold until the person goes on
    return _paused(turn, event, command_of)


def _paused(turn: Turn, event: Event, command_of: CommandOf) -> bool:
    session = turn.session
    if session.screen in pauses.SCREENS and isinstance(event, Typed):
        return _more_words(turn, event.text, command_of(turn, event))
    if session.screen in pauses.SCREENS and _insists(session, event):
        session.screen = session.pending = ""
        session.turn = session.path[-1].turn
        return False
    if _passes_offer(session, event):
        language_choice.pass_by(session)
    if pauses.away(turn) and not _own_way(turn, event, command_of):
        pauses.again(turn, _words(event))
        return True
    return False


def settle(turn: Turn) -> None:
    """After each turn of a person."""
    session = turn.session
    session.seen, session.reminded = int(turn.context.now), False
    on_top = (language_choice.LIST, language_choice.OFFER)
    above = session.pending if session.screen in on_top else session.screen
    if above not in pauses.SCREENS:
        session.held = ""


def remind(turn: Turn) -> None:
    """Nothing came for a while; if something came in between after all, it counts."""
    session = turn.session
    flow = turn.book.flows.get(session.flow)
    if session.reminded or (flow and turn.context.now - session.seen < flow.remind):
        return
    session.reminded = True
    landing.land(turn, quiet=True)
    pauses.remind(turn)


def forget(turn: Turn) -> None:
    """Nobody came back. What a flow of high risk left on the telephone goes as well.

    Of a case that is being withdrawn the desk tells the last word, and clears the chat.
    """
    session = turn.session
    kept = session.case and not session.withdrawing
    if kept or turn.context.now < forget_at(turn.book, session):
        return
    turn.erased = True
    turn.counts += left(session)
    if session.risky and not session.case:
        turn.messages = [Message(text="", lang=session.lang, erase=True)]


def _danger(turn: Turn, text: str) -> None:
    """The card; who is in touch with a counsellor is heard by them as ever."""
    session = turn.session
    if not session.welcomed:
        pauses.card(turn)
        screens.greet(turn)
        screens.menu(turn)
        return
    if session.case:
        pauses.card(turn)
        if not text or session.safe or session.withdrawing:
            return
        turn.effect = ForCase(text)
        if not session.told and not turn.context.human:
            session.told = True
            turn.tell(turn.word("passed_on"))
        return
    landing.land(turn, quiet=True)
    pauses.danger(turn, text)


def _landed(turn: Turn, event: Event, command_of: CommandOf) -> bool:
    """What was sent belonged to a question that is gone; only what leads elsewhere still counts."""
    if _own_way(turn, event, command_of):
        turn.messages.clear()
        return False
    session = turn.session
    to_case = session.case and not (session.safe or session.withdrawing)
    if to_case and isinstance(event, Typed) and not blank(event.text):
        turn.effect = ForCase(event.text)
    return True


def _own_way(turn: Turn, event: Event, command_of: CommandOf) -> bool:
    """Whether the person says by themselves where they want to go."""
    if isinstance(event, Started):
        known = {flow.deeplink for flow in turn.book.flows.values()}
        return bool(event.payload) and event.payload in known
    command = command_of(turn, event)
    return command is not None and command not in _ABOUT_PLACE


def _insists(session: Session, event: Event) -> bool:
    """A tap on the very question that waits behind the screen is going on."""
    tap = read(event.data) if isinstance(event, Tapped) else None
    waiting = session.path[-1].turn if session.path else 0
    return isinstance(tap, OptionTap) and bool(waiting) and tap.turn == waiting


def _passes_offer(session: Session, event: Event) -> bool:
    """A tap on the question behind the offer of a language answers that question."""
    tap = read(event.data) if isinstance(event, Tapped) else None
    behind = language_choice.behind(session)
    return isinstance(tap, OptionTap) and bool(behind) and tap.turn == behind


def _more_words(turn: Turn, text: str, command: Command | None) -> bool:
    """Somebody writes on instead of choosing: that is going on."""
    if command or not turn.session.held or blank(text):
        return False
    if meant(text, pauses.choices(turn), strict=True):
        return False
    pauses.hold(turn, text)
    screens.take_pause(turn, "on")
    return True


def _words(event: Event) -> str:
    return event.text if isinstance(event, Typed) and not blank(event.text) else ""
