"""The German text of what stands open: for people who do not trust an unreviewed translation."""

from __future__ import annotations

from collections.abc import Callable

from bot.engine.flow import AskOptions, AskText, Question
from bot.engine.session import Visit
from bot.engine.turn import Turn
from bot.engine.walk import Walk, onward, out

SOURCE = "de"
MAX_STEPS = 50


def show(turn: Turn, show_open: Callable[[Turn], None]) -> None:
    """What was said on the way to the open question, and the question, once in German."""
    session, counts = turn.session, list(turn.counts)
    lang, session.lang = session.lang, SOURCE
    try:
        if not session.screen and session.path:
            _say_again(turn)
        show_open(turn)
    finally:
        session.lang, turn.counts = lang, counts


def _say_again(turn: Turn) -> None:
    """Walk from the last answer to the open question. After an edit it may lead elsewhere."""
    at = _begin(turn)
    for _ in range(MAX_STEPS):
        step = at.flow.steps.get(at.step) if at else None
        if at is None or isinstance(step, Question):
            return
        if step is None and not at.calls:
            return
        at = onward(turn, at, step) if step is not None else out(turn, at)


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
    option = step.option(visit.chosen) if isinstance(step, AskOptions) else None
    return Walk(flow, (option.next if option else "") or step.next, visit.calls)
