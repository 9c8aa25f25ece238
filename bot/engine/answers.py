"""Answers: what is kept of them, what a way back takes with it, what goes to a counsellor."""

from __future__ import annotations

from bot.engine.flow import AskOptions, AskText, Flow, Handoff
from bot.engine.session import Visit
from bot.engine.turn import Turn
from post.desk import Answer


def save(turn: Turn, flow: Flow, key: str, value: str) -> None:
    if key and flow.data[key].keep != "never":
        turn.session.answers.setdefault(flow.id, {})[key] = value


def forget(turn: Turn, flow: Flow | None, left: list[Visit]) -> None:
    """The person went back over these questions: on another way they may not be asked again.

    Where one of them had been asked before on this path, that earlier answer counts again.
    """
    if flow is None:
        return
    given = turn.session.answers.get(flow.id, {})
    for visit in left:
        given.pop(_key(flow, visit), None)
    for visit in turn.session.path:
        if visit.chosen:
            save(turn, flow, _key(flow, visit), visit.chosen)


def to_hand_over(turn: Turn, flow: Flow | None, step: Handoff | None) -> list[Answer]:
    """The answers that go along, in the order of the consent list."""
    if flow is None or step is None:
        return []
    given = turn.session.answers.get(flow.id, {})
    found = []
    for key in step.consent:
        question = flow.asking(key)
        if key not in given or question is None:
            continue
        answer = answer_de = given[key]
        if isinstance(question, AskOptions) and (option := question.option(given[key])):
            answer, answer_de = turn.label(flow, question, option), _german(turn, option.label)
        found.append(
            Answer(
                id=key,
                question=turn.text(flow, question, "ask", question.text),
                answer=answer,
                question_de=_german(turn, question.text),
                answer_de=answer_de,
            )
        )
    return found


def _german(turn: Turn, source: str) -> str:
    return turn.book.text("de", "", source, turn.today)


def _key(flow: Flow, visit: Visit) -> str:
    step = flow.steps.get(visit.step)
    return step.save if isinstance(step, AskOptions | AskText) else ""
