"""The German text of what stands open: for people who do not trust an unreviewed translation."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from bot.engine.flow import AskOptions, AskText, Question
from bot.engine.sealed import leads_to
from bot.engine.session import Visit, dump, load
from bot.engine.turn import Turn
from bot.engine.walk import Walk, onward, out

SOURCE = "de"
MAX_STEPS = 50


def show(turn: Turn, show_open: Callable[[Turn], None]) -> None:
    """What was said on the way to the open question, and the question, once in German."""
    session, counts, said = turn.session, list(turn.counts), len(turn.messages)
    lang, session.lang = session.lang, SOURCE
    try:
        if not session.screen and session.path:
            _say_again(turn)
        show_open(turn)
    finally:
        session.lang, turn.counts = lang, counts
    if lang != SOURCE:
        turn.messages[said:] = [
            msgspec.structs.replace(m, aside=True) for m in turn.messages[said:]
        ]


def _say_again(turn: Turn) -> None:
    """Nothing where another way led here than the one from the last answer, as after an edit."""
    session, said = turn.session, len(turn.messages)
    # Walking into a flow forgets what was answered in it.
    turn.session = load(dump(session))
    reached = _walk(turn)
    turn.session = session
    if reached != (session.flow, session.step):
        del turn.messages[said:]


def _walk(turn: Turn) -> tuple[str, str]:
    """From the last answer to a question: its flow and step, empty when there is none."""
    at = _begin(turn)
    for _ in range(MAX_STEPS):
        step = at.flow.steps.get(at.step) if at else None
        if at is None or not (step or at.calls):
            break
        if isinstance(step, Question):
            return at.flow.id, step.id
        at = onward(turn, at, step) if step else out(turn, at)
    return "", ""


def _begin(turn: Turn) -> Walk | None:
    path = turn.session.path
    if len(path) < 2:
        outermost = path[-1].calls[0].flow if path[-1].calls else path[-1].flow
        flow = turn.book.flows.get(outermost)
        return Walk(flow, flow.start) if flow else None
    return _after(turn, path[-2])


def _after(turn: Turn, visit: Visit) -> Walk | None:
    """Where the answer to a former question led."""
    flow = turn.book.flows.get(visit.flow)
    step = flow.steps.get(visit.step) if flow else None
    if flow is None or not isinstance(step, AskOptions | AskText):
        return None
    to = leads_to(step, visit.chosen) if isinstance(step, AskOptions) else step.next
    return Walk(flow, to, visit.calls)
