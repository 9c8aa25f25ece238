"""Walking through the steps that ask nothing, and in and out of flows that are called."""

from __future__ import annotations

import msgspec

from bot.engine.answers import given
from bot.engine.counting import arrived
from bot.engine.flow import MAX_CALLS, Branch, Call, End, Flow, Say
from bot.engine.session import Frame
from bot.engine.turn import Turn


class Walk(msgspec.Struct, frozen=True):
    """Where a walk has come to; `step` is empty at the flow's end. `calls` led into the flow."""

    flow: Flow
    step: str
    calls: tuple[Frame, ...] = ()


def onward(turn: Turn, at: Walk, step: Say | Branch | Call | End) -> Walk:
    """Past one step that asks nothing."""
    if isinstance(step, Call):
        return _into(turn, at, step)
    if isinstance(step, Branch):
        return _at(at, way(turn, at.flow, step))
    if isinstance(step, Say) and step.holds(turn.today):
        turn.say(at.flow, step)
    following = step.next if isinstance(step, Say) else ""
    if not following and not at.calls:
        turn.counts.append(arrived(turn.session, at.flow.id, step.id))
    return _at(at, following)


def out(turn: Turn, at: Walk) -> Walk:
    """From the end of a flow to what follows in the one that called it.

    An edit may have taken the caller away: then that flow is over as well.
    """
    *outer, frame = at.calls
    caller = turn.book.flows.get(frame.flow, at.flow)
    step = caller.steps.get(frame.step)
    return Walk(caller, step.next if isinstance(step, Call) else "", tuple(outer))


def _into(turn: Turn, at: Walk, step: Call) -> Walk:
    called = turn.book.flows.get(step.flow)
    if called is None or len(at.calls) >= MAX_CALLS:
        return _at(at, step.next)
    turn.session.answers.pop(called.id, None)
    return Walk(called, called.start, (*at.calls, Frame(at.flow.id, step.id)))


def _at(at: Walk, step: str) -> Walk:
    return Walk(at.flow, step, at.calls)


def way(turn: Turn, flow: Flow, step: Branch) -> str:
    """The first way whose conditions all hold; the last one, else, has none."""
    return next(
        case.next
        for case in step.cases
        if all(condition.holds(given(turn, flow, key)) for key, condition in case.when.items())
    )
