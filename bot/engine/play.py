"""Playing a flow: going from step to step until a question stands open."""

from __future__ import annotations

from bot.engine import answers
from bot.engine.flow import AskOptions, AskText, Branch, Flow, Handoff, Question, Say
from bot.engine.matching import meant
from bot.engine.session import Visit
from bot.engine.turn import Turn

MAX_STEPS = 50
"""Steps in one turn; a flow that goes round without asking is broken."""
MAX_PATH = 100
"""Questions that a person can go back over; the oldest are forgotten, their answers are not."""
MAX_REMINDER = 300
"""Characters of an own text that are shown again beside its question."""


def start_flow(turn: Turn, flow: Flow) -> None:
    session = turn.session
    session.answers.pop(flow.id, None)
    session.path.clear()
    session.flow = session.step = ""
    go(turn, flow, flow.start)


def go(turn: Turn, flow: Flow, step_id: str) -> None:
    """Walk from a step until a question is asked or the flow ends."""
    for _ in range(MAX_STEPS):
        if not step_id:
            return finish(turn, flow)
        step = flow.steps[step_id]
        if isinstance(step, Say):
            turn.tell(turn.text(flow, step, "say", step.text))
            step_id = step.next
        elif isinstance(step, Branch):
            step_id = _way(turn, flow, step)
        else:
            return _arrive(turn, flow, step)
    turn.tell(turn.word("lost"))
    return finish(turn, flow)


def show(turn: Turn, flow: Flow, step: Question, note: str = "") -> None:
    """Show the open question of a flow, again or for the first time."""
    if isinstance(step, AskOptions):
        text = turn.text(flow, step, "ask", step.text)
        options = [(option.id, turn.label(flow, step, option)) for option in step.options]
        turn.ask(_noted(note, text), options)
    elif isinstance(step, AskText):
        turn.ask(_noted(note, turn.text(flow, step, "ask", step.text)), [])
    else:
        turn.screens.consent(turn, flow, step)


def choose(turn: Turn, flow: Flow, step: AskOptions, option_id: str) -> bool:
    """Take an option of the open question; False when it has no such option."""
    option = step.option(option_id)
    if option is None:
        return False
    turn.session.path[-1].chosen = option.id
    answers.save(turn, flow, step.save, option.id)
    go(turn, flow, option.next)
    return True


def answer(turn: Turn, flow: Flow, step: AskText, text: str) -> None:
    answers.save(turn, flow, step.save, text)
    go(turn, flow, step.next)


def match(turn: Turn, flow: Flow, step: AskOptions, typed: str, *, strict: bool) -> str | None:
    """The option a typed answer means; `strict` takes only its number or its very words."""
    choices = [
        (
            option.id,
            (
                turn.label(flow, step, option),
                *turn.book.accepted(
                    turn.session.lang,
                    f"{flow.id}/{step.id}/options.{option.id}.accept",
                    option.accept,
                ),
            ),
        )
        for option in step.options
    ]
    return meant(typed, choices, strict=strict)


def finish(turn: Turn, flow: Flow) -> None:
    """The flow is over, and what was answered in it is of no use any more.

    While a person waits for an answer no menu stands in the way.
    """
    session = turn.session
    session.answers.pop(flow.id, None)
    session.flow = session.step = ""
    session.path.clear()
    if session.case:
        session.screen = session.pending = ""
        session.turn = 0
    else:
        turn.screens.menu(turn, "more")


def step_of(turn: Turn) -> tuple[Flow, Question] | None:
    """The flow and the question that stands open in it; None too after an edit took it away."""
    flow = turn.book.flows.get(turn.session.flow)
    step = flow.steps.get(turn.session.step) if flow else None
    if flow is None or not isinstance(step, Question) or not turn.session.path:
        return None
    return flow, step


def back(turn: Turn) -> bool:
    """To the question before; False when there is none."""
    session = turn.session
    at_handoff = session.screen == "consent" and session.pending == "step"
    behind_screen = bool(session.screen) and not at_handoff and bool(session.path)
    if not behind_screen:
        if len(session.path) < 2:
            return False
        go_back_to(turn, len(session.path) - 2)
    session.screen = session.pending = ""
    return _stand_at(turn, session.path[-1])


def go_back_to(turn: Turn, at: int) -> None:
    """Shorten the path to its question number `at`; later answers are forgotten."""
    path = turn.session.path
    left = path[at + 1 :]
    del path[at + 1 :]
    answers.forget(turn, turn.book.flows.get(path[at].flow), left)


def _stand_at(turn: Turn, visit: Visit) -> bool:
    session = turn.session
    session.flow, session.step, session.turn, session.tries = visit.flow, visit.step, visit.turn, 0
    place = step_of(turn)
    if place is None:
        return False
    flow, step = place
    given = _given(turn, flow, step, visit)
    show(turn, flow, step, turn.word("answered", answer=given) if given else "")
    return True


def _given(turn: Turn, flow: Flow, step: Question, visit: Visit) -> str:
    """What was answered here before, as the person knows it."""
    if isinstance(step, AskOptions):
        option = step.option(visit.chosen)
        return turn.label(flow, step, option) if option else ""
    if isinstance(step, AskText):
        text = turn.session.answers.get(flow.id, {}).get(step.save, "")
        return text if len(text) <= MAX_REMINDER else text[:MAX_REMINDER] + " …"
    return ""


def _arrive(turn: Turn, flow: Flow, step: Question) -> None:
    session = turn.session
    if not turn.confidential(flow) and (isinstance(step, Handoff) or flow.sensitive(step)):
        turn.screens.door(turn)
        return
    session.flow, session.step = flow.id, step.id
    session.screen = session.pending = ""
    session.tries = 0
    session.asked += 1
    session.turn = session.asked
    session.path.append(Visit(session.turn, flow.id, step.id))
    del session.path[:-MAX_PATH]
    if turn.context.messenger and flow.sensitive(step):
        turn.tell(turn.word("notice_messenger"))
    show(turn, flow, step)


def _way(turn: Turn, flow: Flow, step: Branch) -> str:
    """The first way whose conditions all hold; the last one, else, has none."""
    given = turn.session.answers.get(flow.id, {})
    return next(
        case.next
        for case in step.cases
        if all(given.get(key) in wanted for key, wanted in case.when.items())
    )


def _noted(note: str, text: str) -> str:
    return f"{note}\n\n{text}" if note else text
