"""Around the human stretch: the program beside a counsellor, and a case that is over.

Rules
- While a counsellor answers, what is typed goes to them. Whoever asks for the program gets the
  flows again: then the very words of an answer, commands and answers to a flow's question are the
  program's, and all else is still the counsellor's. "A human" ends that.
- When the counsellor has closed the case, the next words that are no answer to any question open
  it again, and so do those after "a human". Whoever has tapped something else since then is with
  the program: what is said to it must not end up with the counsellors.
- On the safe line it takes "a human": from then on the browser seals what is typed for the case.
"""

from __future__ import annotations

from bot.engine import open_question, play, screens
from bot.engine.events import ForCase
from bot.engine.matching import blank
from bot.engine.turn import Turn


def with_program(turn: Turn) -> None:
    """Go on with the program, although a counsellor answers."""
    session = turn.session
    if session.case and turn.context.human:
        session.program = session.told = True
        turn.tell(turn.word("program_on"))
    if session.screen or play.step_of(turn):
        open_question.show(turn)
    else:
        screens.menu(turn)


def takes(turn: Turn, text: str) -> bool:
    """Whether these words go to the case that is over."""
    session = turn.session
    return bool(session.past) and session.past_open and not (turn.context.seals or blank(text))


def take(turn: Turn, text: str) -> None:
    """The desk opens it again, and says so."""
    session = turn.session
    session.case, session.number, session.told = session.past, session.past_number, True
    session.past = session.past_number = ""
    session.past_open = session.past_told = False
    turn.effect = ForCase(text)
