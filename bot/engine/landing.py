"""Landing: editors change flows while people are in the middle of them, and nobody may fall.

At the next turn a person stands at the same step id if it is still there, else at: what was
renamed from it → where `redirects` leads → the last question on their path that still exists →
the last checkpoint on the way of their answers → the menu, with an apology.
Answers are kept. One that is no longer possible (its option is gone, its question takes something
else now) is asked again, the earliest first; one that nobody asks for any more is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from bot.engine import play, sealed
from bot.engine.accepted import take
from bot.engine.book import Book
from bot.engine.flow import SENT, AskOptions, AskText, Branch, Call, Flow, Question, Say, Step
from bot.engine.session import Frame, Session, Visit, at_handoff
from bot.engine.turn import Turn
from bot.engine.walk import way

_MAX_WALK = 100
"""Steps looked at for the last checkpoint."""
_HIDING = ("change",)
"""Screens that are about a question of the path: after a landing they have lost their sense."""


def land(turn: Turn, *, quiet: bool = False) -> bool:
    """Bring the session in line with the flows as they are now.

    True when the person was led elsewhere and shown what is asked there: what they sent was about
    what is gone. `quiet`, or behind a screen of the engine's own: nothing is said.
    """
    session = turn.session
    if session.lang not in {language.id for language in turn.book.languages}:
        session.lang = "de"
    _rename(turn.book, session)
    again = _drop_answers(turn)
    if not session.flow:
        return False
    quiet = quiet or bool(session.screen and not at_handoff(session))
    stands = _stands(turn.book, session)
    if stands and again is None:
        _tidy(turn.book, session)
        return False
    if stands and again is not None:
        return _ask_again(turn, again, quiet)
    return _lead_on(turn, quiet)


def _stands(book: Book, session: Session) -> bool:
    return bool(session.path) and isinstance(_step(book, session.flow, session.step), Question)


def _step(book: Book, flow_id: str, step_id: str) -> Step | None:
    flow = book.flows.get(flow_id)
    return flow.steps.get(step_id) if flow else None


# renamed steps


def _rename(book: Book, session: Session) -> None:
    """The same step under a new name is the same place."""
    session.step = _now(book, session.flow, session.step)
    for at, visit in enumerate(session.path):
        step = _now(book, visit.flow, visit.step)
        calls = tuple(found for frame in visit.calls if (found := _frame(book, frame)) is not None)
        if step != visit.step or calls != visit.calls:
            session.path[at] = msgspec.structs.replace(visit, step=step, calls=calls)


def _now(book: Book, flow_id: str, step_id: str) -> str:
    flow = book.flows.get(flow_id)
    if flow is None or step_id in flow.steps:
        return step_id
    renamed = (step.id for step in flow.steps.values() if step_id in step.renamed_from)
    return next(renamed, step_id)


def _frame(book: Book, frame: Frame) -> Frame | None:
    """A call that the flow no longer makes leads back to nothing."""
    step = _now(book, frame.flow, frame.step)
    if _step(book, frame.flow, step) is None:
        return None
    return frame if step == frame.step else Frame(frame.flow, step)


# answers


def _drop_answers(turn: Turn) -> int | None:
    """Drop what is not valid any more; the place on the path of the first that is to be asked
    again.
    """
    dropped: set[tuple[str, str]] = set()
    for flow_id, given in list(turn.session.answers.items()):
        flow = turn.book.flows.get(flow_id)
        for key, value in list(given.items()):
            if flow is None or not _valid(turn, flow, key, value):
                del given[key]
                dropped.add((flow_id, key))
        if flow is None:
            del turn.session.answers[flow_id]
    if not dropped:
        return None
    path = turn.session.path
    found = [at for at, visit in enumerate(path) if _asks(turn.book, visit) in dropped]
    for at in found:
        path[at] = msgspec.structs.replace(path[at], chosen="")
    return found[0] if found and found[0] < len(path) - 1 else None


def _asks(book: Book, visit: Visit) -> tuple[str, str]:
    """The flow and the data key that a question of the path fills."""
    step = _step(book, visit.flow, visit.step)
    return visit.flow, step.save if isinstance(step, AskOptions | AskText) else ""


def _valid(turn: Turn, flow: Flow, key: str, value: str) -> bool:
    """Whether this could be the answer to one of the questions that ask for it now."""
    data = flow.data.get(key)
    if data is None or data.keep == "never":
        return False
    return any(
        _fits(turn, step, value)
        for step in flow.steps.values()
        if isinstance(step, AskOptions | AskText) and step.save == key
    )


def _fits(turn: Turn, step: AskOptions | AskText, value: str) -> bool:
    if sealed.ref_of(value):
        return True  # whether its option is still there, only the browser could tell
    if isinstance(step, AskOptions):
        chosen = value.split(",") if step.many else [value]
        return all(step.option(option_id) for option_id in chosen)
    if "text" in step.accepts or (value in SENT and value in step.accepts):
        return True
    return take(turn, step, value) is not None


# where to


def _tidy(book: Book, session: Session) -> None:
    """Questions of the path that are gone are nothing to go back to."""
    kept = [
        visit
        for visit in session.path[:-1]
        if isinstance(_step(book, visit.flow, visit.step), Question)
    ]
    if len(kept) < len(session.path) - 1:
        session.path = [*kept, session.path[-1]]
        _leave_screen(session)


def _leave_screen(session: Session) -> None:
    """A handoff that is gone, and screens about a question of the path, have lost their sense."""
    if (session.screen in _HIDING or at_handoff(session)) and session.path:
        session.screen = session.pending = ""
        session.turn = session.path[-1].turn


def _ask_again(turn: Turn, at: int, quiet: bool) -> bool:
    """Back to a question whose answer is gone; later answers are kept."""
    session = turn.session
    del session.path[at + 1 :]
    _leave_screen(session)
    return _stand(turn, "answer_gone", quiet)


def _lead_on(turn: Turn, quiet: bool) -> bool:
    """The step is gone, or it asks nothing any more."""
    session = turn.session
    flow_id, step_id, handed = session.flow, session.step, at_handoff(session)
    calls = session.path[-1].calls if session.path else ()
    session.path = [
        visit
        for visit in session.path
        if isinstance(_step(turn.book, visit.flow, visit.step), Question)
    ]
    _leave_screen(session)
    if handed and not quiet:
        turn.tell(turn.word("not_sent"))
    flow = turn.book.flows.get(flow_id)
    if flow and (target := _target(flow, step_id)) and _possible(flow, target, quiet):
        return _walk(turn, flow, target, calls, quiet=quiet, same=target == step_id)
    if session.path:
        return _stand(turn, "moved", quiet)
    if flow and (checkpoint := _checkpoint(turn, flow)) and _possible(flow, checkpoint, quiet):
        return _walk(turn, flow, checkpoint, calls, quiet=quiet, same=False)
    session.flow = session.step = ""
    if quiet:
        return False
    turn.tell(turn.word("lost"))
    turn.screens.menu(turn)
    return True


def _target(flow: Flow, step_id: str) -> str:
    """The same step, which asks nothing now, or where its redirect leads."""
    if step_id in flow.steps:
        return step_id
    target = flow.redirects.get(step_id, "")
    return target if target in flow.steps else ""


def _possible(flow: Flow, step_id: str, quiet: bool) -> bool:
    """Quietly one comes to a question only: on the way to one something may be said."""
    return not quiet or isinstance(flow.steps[step_id], Question)


def _walk(
    turn: Turn, flow: Flow, step_id: str, calls: tuple[Frame, ...], *, quiet: bool, same: bool
) -> bool:
    """On from a step; it is the `same` where the person stood, only that it asks nothing now."""
    session = turn.session
    if not quiet:
        if not same:
            turn.tell(turn.word("moved"))
        play.go(turn, flow, step_id, calls)
        return True
    session.asked += 1
    session.path.append(Visit(session.asked, flow.id, step_id, calls=calls))
    session.flow, session.step, session.held = flow.id, step_id, ""
    return False


def _stand(turn: Turn, word: str, quiet: bool) -> bool:
    """At the last question of the path."""
    session = turn.session
    visit = session.path[-1]
    session.flow, session.step, session.tries = visit.flow, visit.step, 0
    if quiet:
        session.held = ""
        return False
    turn.tell(turn.word(word))
    play.stand_at(turn, visit)
    return True


def _checkpoint(turn: Turn, flow: Flow) -> str:
    """The last checkpoint that the kept answers lead past from the start; "" when there is none."""
    found = ""
    for step in _way(turn, flow):
        if step.checkpoint:
            found = step.id
    return found


def _way(turn: Turn, flow: Flow) -> Iterator[Step]:
    given = turn.session.answers.get(flow.id, {})
    step = flow.steps.get(flow.start)
    for _ in range(_MAX_WALK):
        if step is None:
            return
        yield step
        step = flow.steps.get(_next(turn, flow, step, given))


def _next(turn: Turn, flow: Flow, step: Step, given: dict[str, str]) -> str:
    if isinstance(step, Branch):
        return way(turn, flow, step)
    if isinstance(step, AskOptions):
        if step.save not in given:
            return ""
        return sealed.leads_to(step, given[step.save])
    if isinstance(step, AskText):
        return step.next if step.save in given else ""
    return step.next if isinstance(step, Say | Call) else ""
