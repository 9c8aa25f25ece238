"""Taps: which question and which answer a button that comes back belongs to."""

from __future__ import annotations

from bot.engine import answers, change, many, play, screens
from bot.engine.callback import CommandTap, OptionTap
from bot.engine.flow import AskOptions
from bot.engine.turn import Turn


def question_of(data: str) -> str:
    """The number of the question that a button stood under, without the answer on it."""
    return data.partition(".")[0] + "."


def never_kept(turn: Turn, tap: OptionTap | CommandTap | None) -> bool:
    """Whether this is an answer that may leave no trace."""
    if not isinstance(tap, OptionTap):
        return False
    visit = next((visit for visit in turn.session.path if visit.turn == tap.turn), None)
    flow = turn.book.flows.get(visit.flow) if visit else None
    step_ = flow.steps.get(visit.step) if flow and visit else None
    key = step_.save if isinstance(step_, AskOptions) and not step_.many else ""
    return bool(flow and key and flow.data[key].keep == "never")


def on_earlier(turn: Turn, tap: OptionTap) -> bool:
    """A tap on a question that was answered: ask whether to change that; False for any other."""
    for at, visit in enumerate(turn.session.path):
        if visit.turn != tap.turn:
            continue
        flow = turn.book.flows.get(visit.flow)
        step_ = flow.steps.get(visit.step) if flow else None
        option = step_.option(tap.option) if isinstance(step_, AskOptions) else None
        if not (flow and isinstance(step_, AskOptions) and option):
            return False
        new = many.ticked(step_, visit.chosen, option.id, off=tap.off) if step_.many else option.id
        if new != visit.chosen:
            turn.label_tapped = turn.label(flow, step_, option)
            change.ask(turn, at, new)
            return True
    return False


def label(turn: Turn, option_id: str) -> str:
    """What stood on this button of the open question; all that is ticked for the one that ends."""
    if turn.session.screen:
        return next((names[0] for key, names in screens.choices(turn) if key == option_id), "")
    place = play.step_of(turn)
    if not (place and isinstance(place[1], AskOptions)):
        return ""
    if option := place[1].option(option_id):
        return turn.label(*place, option)
    chosen = turn.session.path[-1].chosen if place[1].many else ""
    return answers.shown(turn, turn.session.lang, place[0], place[1], chosen)
