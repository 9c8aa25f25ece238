"""Answers: what is kept of them, what a way back takes with it, what goes to a counsellor."""

from __future__ import annotations

from bot.engine import accepted, many, sealed
from bot.engine.flow import AskOptions, AskText, Flow, Handoff, owner
from bot.engine.session import Visit
from bot.engine.turn import Turn
from post.desk import Answer

INTERPRETER = "interpreter.needed"
"""The answer of flows/interpreter.yaml that the desk sees outside of what is sealed."""


def save(turn: Turn, flow: Flow, key: str, value: str) -> None:
    if key and flow.data[key].keep != "never":
        turn.session.answers.setdefault(flow.id, {})[key] = value


def choose(turn: Turn, flow: Flow, step: AskOptions, chosen: str) -> None:
    """Note what was chosen at the open question; nowhere at all where it is never to be kept."""
    never = bool(step.save) and flow.data[step.save].keep == "never"
    turn.session.path[-1].chosen = "" if never else chosen
    save(turn, flow, step.save, chosen)


def forget(turn: Turn, left: list[Visit]) -> None:
    """The person went back over these questions: on another way they may not be asked again.

    Where one of them had been asked before on this path, that earlier answer counts again.
    """
    flows, session = turn.book.flows, turn.session
    for visit in left:
        if flow := flows.get(visit.flow):
            session.answers.get(flow.id, {}).pop(_key(flow, visit), None)
    for visit in session.path:
        flow = flows.get(visit.flow)
        if flow and visit.chosen:
            save(turn, flow, _key(flow, visit), visit.chosen)


def given(turn: Turn, flow: Flow, key: str) -> list[str]:
    """What was answered: one value, several where several could be chosen, or nothing.

    `key` is a data key of the flow, or "other.key" of a flow that it calls.
    """
    found = owner(turn.book.flows, flow, key)
    value = turn.session.answers.get(found[0].id, {}).get(found[1], "") if found else ""
    question = found[0].asking(found[1]) if found else None
    if isinstance(question, AskOptions) and question.many:
        return many.ticks(value)
    return [value] if value else []


def shown(turn: Turn, lang: str, flow: Flow, question: AskOptions | AskText, value: str) -> str:
    """An answer as a person reads it; as it was kept where an edit took its option away."""
    if sealed.ref_of(value):
        return turn.book.word(lang, "sealed_answer", turn.today)
    if isinstance(question, AskText):
        return accepted.shown(turn, lang, question, value)
    ids = many.ticks(value) if question.many else [value]
    labels = [_label(turn, lang, flow, question, option_id) for option_id in ids]
    return ", ".join(labels)


def to_hand_over(turn: Turn, flow: Flow | None, step: Handoff | None) -> list[Answer]:
    """The answers that go along, in the order of the consent list."""
    if flow is None or step is None:
        return []
    lang = turn.session.lang
    found = []
    for key in step.consent:
        where = owner(turn.book.flows, flow, key)
        question = where[0].asking(where[1]) if where else None
        value = ",".join(given(turn, flow, key))
        if where is None or question is None or not value:
            continue
        place = f"{where[0].id}/{question.id}/ask"
        ref = sealed.ref_of(value)
        found.append(
            Answer(
                id=key,
                question=turn.book.text(lang, place, question.text, turn.today),
                answer="" if ref else shown(turn, lang, where[0], question, value),
                question_de=turn.book.text("de", place, question.text, turn.today),
                answer_de="" if ref else shown(turn, "de", where[0], question, value),
                sealed=ref,
            )
        )
    return found


def wants_interpreter(turn: Turn, flow: Flow | None, step: Handoff | None) -> bool:
    """Whether a human interpreter is wished: of what goes along, and is not sealed."""
    if flow is None or step is None or INTERPRETER not in step.consent:
        return False
    return given(turn, flow, INTERPRETER) == ["yes"]


def handed_over(turn: Turn, flow: Flow, step: Handoff | None) -> None:
    """What was handed over is with the office now; it need not stay here as well."""
    turn.session.answers.pop(flow.id, None)
    for key in step.consent if step else ():
        if found := owner(turn.book.flows, flow, key):
            turn.session.answers.pop(found[0].id, None)


def as_text(turn: Turn, flow: Flow | None, found: list[Answer]) -> str:
    """Answers for a case that is open already: in German, and as the person read them."""
    title = flow.title if flow else ""
    parts = [[title, *(f"• {answer.question_de} {answer.answer_de}" for answer in found)]]
    if turn.session.lang != "de":
        parts.append([f"• {answer.question} {answer.answer}" for answer in found])
    return "\n\n".join("\n".join(filter(None, lines)) for lines in parts)


def _label(turn: Turn, lang: str, flow: Flow, question: AskOptions, option_id: str) -> str:
    option = question.option(option_id)
    if option is None:
        return option_id
    place = f"{flow.id}/{question.id}/options.{option.id}.label"
    return turn.book.text(lang, place, option.label, turn.today)


def _key(flow: Flow, visit: Visit) -> str:
    step = flow.steps.get(visit.step)
    return step.save if isinstance(step, AskOptions | AskText) else ""
