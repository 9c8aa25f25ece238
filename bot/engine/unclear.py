"""Words that are neither an answer nor a command."""

from __future__ import annotations

from bot.engine import accepted, open_question, play, screens
from bot.engine.counting import at_question
from bot.engine.flow import AskOptions, AskText, Unclear
from bot.engine.turn import Turn


def not_understood(turn: Turn) -> None:
    """The question again with what is wanted; after some tries, a way out."""
    session = turn.session
    turn.counts += at_question(session, "unclear")
    place = play.step_of(turn) if not session.screen else None
    question = place[1] if place and isinstance(place[1], AskOptions | AskText) else None
    unclear = question.unclear if question else Unclear()
    session.tries += 1
    if session.tries < unclear.tries:
        wanted = accepted.wanted(turn, question) if isinstance(question, AskText) else ""
        todo = wanted or turn.word("choose")
        turn.tell(turn.word("not_understood") + " " + todo)
        open_question.show_help(turn)
        open_question.show(turn)
        return
    session.tries = 0
    turn.tell(turn.word("not_understood"))
    if place and unclear.then:
        play.go(turn, place[0], unclear.then)
    else:
        screens.offer_human(turn)
