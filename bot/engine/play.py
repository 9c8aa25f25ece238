"""Playing a flow: going from step to step until a question stands open."""

from __future__ import annotations

from bot.engine import accepted, answers, many, sealed
from bot.engine.counting import arrived
from bot.engine.flow import DONE, AskOptions, AskText, Flow, Handoff, Question
from bot.engine.matching import Choice, meant
from bot.engine.session import Frame, Session, Visit, at_handoff, dump, load
from bot.engine.turn import Turn
from bot.engine.walk import Walk, onward, out

MAX_STEPS = 50
"""Steps in one turn; a flow that goes round without asking is broken."""
MAX_PATH = 100
"""Questions that a person can go back over; the oldest are forgotten, their answers are not."""
MAX_REMINDER = 300
"""Characters of an own text that are shown again beside its question."""


def start_flow(turn: Turn, flow: Flow) -> None:
    """From its beginning; what was answered on another way is of no use any more."""
    session = turn.session
    session.answers.clear()
    session.path.clear()
    session.flow = session.step = ""
    go(turn, flow, flow.start)


def go(turn: Turn, flow: Flow, step_id: str, calls: tuple[Frame, ...] | None = None) -> None:
    """Walk from a step until a question is asked or the flow ends.

    `calls` led into the flow, where that is not what led to the open question.
    """
    path = turn.session.path
    if calls is None:
        calls = path[-1].calls if path else ()
    at = Walk(flow, step_id, calls)
    for _ in range(MAX_STEPS):
        if at.step:
            step = at.flow.steps[at.step]
            if isinstance(step, Question):
                return _arrive(turn, at.flow, step, at.calls)
            at = onward(turn, at, step)
        elif at.calls:
            at = out(turn, at)
        else:
            return finish(turn)
    turn.tell(turn.word("lost"))
    return finish(turn)


def show(turn: Turn, flow: Flow, step: Question, note: str = "") -> None:
    """Show the open question of a flow, again or for the first time."""
    if isinstance(step, AskOptions | AskText) and sealed.is_sealed(turn, flow, step):
        question = sealed.question(turn, flow, step)
        turn.ask(_noted(note, question.question), [], seal=question)
    elif isinstance(step, AskOptions) and step.many:
        many.show(turn, flow, step, note)
    elif isinstance(step, AskOptions):
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
    answers.choose(turn, flow, step, option.id)
    go(turn, flow, option.next)
    return True


def tick(turn: Turn, flow: Flow, step: AskOptions, option_id: str, *, off: bool) -> bool:
    """Tick an option of a question with several answers, or take the tick back."""
    visit = turn.session.path[-1]
    if option_id == DONE:
        return choose_typed(turn, flow, step, DONE)
    if step.option(option_id) is None:
        return False
    wanted = many.ticked(step, visit.chosen, option_id, off=off)
    full = "" if off else many.too_many(turn, step, wanted)
    if not full:
        visit.chosen = wanted
    turn.only_ticked = True
    show(turn, flow, step, full)
    return True


def choose_typed(turn: Turn, flow: Flow, step: AskOptions, typed: str) -> bool:
    """Take the options of a typed list, along with what is ticked already."""
    before = turn.session.path[-1].chosen
    ids = [] if typed == DONE else many.ticks(typed)
    return _choose_several(turn, flow, step, many.kept(step, [*many.ticks(before), *ids]))


def answer(turn: Turn, flow: Flow, step: AskText, text: str) -> bool:
    """Take an answer in own words; False when the question cannot."""
    kept = accepted.take(turn, step, text)
    if kept is None:
        return False
    keep(turn, flow, step, kept)
    return True


def keep(turn: Turn, flow: Flow, step: AskText, kept: str) -> None:
    answers.save(turn, flow, step.save, kept)
    go(turn, flow, step.next)


def choose_sealed(turn: Turn, flow: Flow, step: AskOptions, kept: str) -> None:
    """Options were chosen in the browser; all of them lead to the same step."""
    answers.choose(turn, flow, step, kept)
    go(turn, flow, sealed.leads_to(step, kept))


def match(turn: Turn, flow: Flow, step: AskOptions, typed: str, *, strict: bool) -> str | None:
    """The option a typed answer means; `strict` takes only its number or its very words.

    Where several can be chosen: their ids divided by commas, or DONE.
    """
    choices: list[Choice] = [
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
    if step.many:
        return many.match(turn, choices, typed, strict=strict)
    return meant(typed, choices, strict=strict or step.exact)


def finish(turn: Turn) -> None:
    """The flow is over, and what was answered in it is of no use any more.

    While a person waits for an answer no menu stands in the way.
    """
    session = turn.session
    session.answers.clear()
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


def return_to_question(turn: Turn) -> None:
    """After a screen: the flow's open question again, else the menu."""
    session = turn.session
    session.screen = session.pending = ""
    place = step_of(turn)
    if place:
        session.turn = session.path[-1].turn
        show(turn, *place)
    elif session.case:
        session.turn = 0
    else:
        turn.screens.menu(turn)


def begun(turn: Turn) -> Flow | None:
    """The flow that the person began: the outermost, where flows call each other."""
    session = turn.session
    calls = session.path[-1].calls if session.path else ()
    return turn.book.flows.get(calls[0].flow if calls else session.flow)


def back(turn: Turn) -> bool:
    """To the question before; False when there is none."""
    session = turn.session
    behind_screen = bool(session.screen) and not at_handoff(session) and bool(session.path)
    if not behind_screen:
        if len(session.path) < 2:
            return False
        go_back_to(turn, len(session.path) - 2)
    session.screen = session.pending = ""
    return stand_at(turn, session.path[-1])


def go_back_to(turn: Turn, at: int) -> None:
    """Shorten the path to its question number `at`; later answers are forgotten."""
    path = turn.session.path
    left = path[at + 1 :]
    del path[at + 1 :]
    answers.forget(turn, left)


def stand_at(turn: Turn, visit: Visit) -> bool:
    """At a question of the path once more, with what was answered there."""
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
    lang = turn.session.lang
    if isinstance(step, AskOptions) and not sealed.ref_of(visit.chosen):
        # Where several can be chosen, the ticks say it.
        known = not step.many and step.option(visit.chosen)
        return answers.shown(turn, lang, flow, step, visit.chosen) if known else ""
    if isinstance(step, AskOptions | AskText):
        kept = turn.session.answers.get(flow.id, {}).get(step.save, "")
        text = answers.shown(turn, lang, flow, step, kept)
        return text if len(text) <= MAX_REMINDER else text[:MAX_REMINDER] + " …"
    return ""


def _choose_several(turn: Turn, flow: Flow, step: AskOptions, chosen: str) -> bool:
    """End a question with several answers; asked again when they are too few or too many."""
    if wrong := many.too_few(turn, step, chosen) or many.too_many(turn, step, chosen):
        turn.only_ticked = True
        show(turn, flow, step, wrong)
        return True
    answers.choose(turn, flow, step, chosen)
    go(turn, flow, step.next)
    return True


def _arrive(turn: Turn, flow: Flow, step: Question, calls: tuple[Frame, ...]) -> None:
    session = turn.session
    turn.counts.append(arrived(session, flow.id, step.id))
    # Who called the flow hands over what is answered in it.
    reader = turn.book.flows.get(calls[0].flow, flow) if calls else flow
    if not turn.confidential(reader) and (isinstance(step, Handoff) or flow.sensitive(step)):
        there = load(dump(session))
        _stand(there, flow, step, calls)
        turn.screens.door(turn, there)
        return
    _stand(session, flow, step, calls)
    if turn.context.messenger and flow.sensitive(step):
        turn.screens.offer_line(turn)
        turn.tell(turn.word("notice_messenger"))
    show(turn, flow, step)


def _stand(session: Session, flow: Flow, step: Question, calls: tuple[Frame, ...]) -> None:
    """At a question for the first time."""
    session.flow, session.step = flow.id, step.id
    session.risky |= flow.risk == "high"
    session.screen = session.pending = ""
    session.tries = 0
    session.asked += 1
    session.turn = session.asked
    session.path.append(Visit(session.turn, flow.id, step.id, calls=calls))
    del session.path[:-MAX_PATH]


def _noted(note: str, text: str) -> str:
    return f"{note}\n\n{text}" if note else text
