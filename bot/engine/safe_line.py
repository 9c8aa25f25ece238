"""The safe line: what the resident's browser tells of what it sealed, and of its case."""

from __future__ import annotations

from bot.engine import play, screens, sealed
from bot.engine.book import Book
from bot.engine.events import CaseFound, Context, OpenCase, SealedGiven
from bot.engine.flow import AskOptions, AskText, Flow
from bot.engine.handover import agreed as _agreed
from bot.engine.handover import leave_case
from bot.engine.pauses import SCREENS
from bot.engine.session import Session, dump, load
from bot.engine.turn import Turn


def wants_seal(turn: Turn) -> bool:
    """Whether words that are typed now are for the browser to seal, and not for the engine."""
    session = turn.session
    again = session.past_open and turn.context.seals
    return bool(session.case and session.safe) or again or _open_question(turn) is not None


def refuse(turn: Turn) -> None:
    """The words came in plain; they are not kept."""
    turn.refused = "seal"
    turn.tell(turn.word("seal_needed"))


def given(turn: Turn, answer: SealedGiven) -> bool:
    """Take a sealed answer to the open question; False when it is not to that one."""
    session = turn.session
    if session.screen in SCREENS and session.path:
        # Whoever answers behind "go on?" has gone on.
        session.screen = session.pending = ""
        session.turn = session.path[-1].turn
    place = _open_question(turn)
    if place is None or answer.turn != session.turn or answer.kind not in sealed.kinds(place[1]):
        return False
    turn.label_tapped = turn.word("sealed_answer")
    flow, step = place
    if isinstance(step, AskOptions):
        play.choose_sealed(turn, flow, step, sealed.mark(answer.ref))
    else:
        play.keep(turn, flow, step, sealed.mark(answer.ref))
    return True


def _open_question(turn: Turn) -> tuple[Flow, AskOptions | AskText] | None:
    """The open question, if its answer is for the browser alone."""
    place = play.step_of(turn) if not turn.session.screen else None
    if place is None or not isinstance(place[1], AskOptions | AskText):
        return None
    return (place[0], place[1]) if sealed.is_sealed(turn, *place) else None


def agreed(book: Book, session: Session, context: Context) -> OpenCase | None:
    """What the resident has agreed to hand over and the browser is to seal; None for nothing."""
    return _agreed(Turn(book, load(dump(session)), context, screens))


def found(turn: Turn, event: CaseFound) -> None:
    """Somebody opened their case with its receipt: it is what this conversation is about."""
    session = turn.session
    session.welcomed = True
    if event.closed:
        session.past, session.past_number = event.case, event.number
        turn.tell(turn.word("case_found_closed", number=event.number))
        turn.screens.menu(turn, "more")
        return
    session.case, session.number = event.case, event.number
    session.past = session.past_number = ""
    session.safe, session.told, session.past_open = True, True, False
    if event.again:
        return
    turn.tell(turn.word("case_found", number=event.number))


def erased(turn: Turn, case: str) -> None:
    """The case is gone; the conversation may go on."""
    if turn.session.case == case:
        leave_case(turn.session)
    turn.tell(turn.word("case_erased"))
    play.return_to_question(turn)
