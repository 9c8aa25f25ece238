"""Change that answer? What a tap on the button of an earlier question asks first.

`pending` holds the question's place on the path and what would be chosen there ("3.work").
"""

from __future__ import annotations

from bot.engine import many, play
from bot.engine.answers import shown
from bot.engine.flow import AskOptions, Flow
from bot.engine.turn import Turn


def ask(turn: Turn, at: int, new: str) -> None:
    """An old button: never an answer to the present question."""
    turn.open_screen("change", f"{at}.{new}")
    show(turn)


def show(turn: Turn) -> None:
    at, _, new = turn.session.pending.partition(".")
    visit = turn.session.path[int(at)]
    flow = turn.book.flows.get(visit.flow)
    step = flow.steps.get(visit.step) if flow else None
    if flow is None or not isinstance(step, AskOptions):
        turn.screens.menu(turn)
        return
    question = turn.text(flow, step, "ask", step.text)
    old, wanted = (_read(turn, flow, step, ids) for ids in (visit.chosen, new))
    text = turn.word("change", question=question, old=old, new=wanted)
    turn.ask(text, [("yes", turn.word("yes")), ("no", turn.word("no"))])


def _read(turn: Turn, flow: Flow, step: AskOptions, ids: str) -> str:
    """What was chosen, as far as it can still be chosen."""
    known = many.kept(step, many.ticks(ids))
    return shown(turn, turn.session.lang, flow, step, known) if known else "–"


def take(turn: Turn, choice: str) -> bool:
    if choice not in ("yes", "no"):
        return False
    session = turn.session
    at, _, new = session.pending.partition(".")
    session.screen = session.pending = ""
    if choice == "no":
        play.return_to_question(turn)
        return True
    play.go_back_to(turn, int(at))
    visit = session.path[-1]
    session.flow, session.step, session.turn = visit.flow, visit.step, visit.turn
    place = play.step_of(turn)
    if place and isinstance(place[1], AskOptions):
        if place[1].many:
            visit.chosen = many.kept(place[1], many.ticks(new))
            play.show(turn, *place)
            return True
        if play.choose(turn, place[0], place[1], new):
            return True
    turn.screens.menu(turn)
    return True
