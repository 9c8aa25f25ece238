"""Checks of what is asked: that it is known, kept rightly, compared and handed over rightly."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping

from bot.engine.conditions import Condition
from bot.engine.flow import AskOptions, AskText, Branch, Call, Data, Flow, Handoff, owner
from bot.engine.problems import Problem, did_you_mean, in_flow

_COMPARED = {"number": "number", "day": "date"}
"""What a limit compares, and the kind of question that asks for it."""


def check_data(flow: Flow, flows: Mapping[str, Flow]) -> Iterator[Problem]:
    saved: set[str] = set()
    for step in flow.steps.values():
        if isinstance(step, AskOptions | AskText) and step.save:
            saved.add(step.save)
            yield from _question(flow, step)
        if isinstance(step, Branch):
            yield from _branch(flow, flows, step)
        if isinstance(step, Handoff):
            yield from _consent(flow, flows, step)
            yield from _urgency(flow, flows, step)
    for key in flow.data:
        if key not in saved:
            todo = "Save an answer in it, or remove it."
            yield in_flow(flow, f"data.{key}", f'The data "{key}" is never asked for.', todo)


def _question(flow: Flow, step: AskOptions | AskText) -> Iterator[Problem]:
    data = flow.data.get(step.save)
    if data is None:
        yield _unknown(flow, f"steps.{step.id}.save", step.save, list(flow.data))
        return
    asked = ["choice"] if isinstance(step, AskOptions) else list(step.accepts)
    if data.type and data.type not in asked:
        what = f'"{step.id}" asks for {" or ".join(asked)}, but its data is of type {data.type}.'
        todo = f"Write type: {asked[0]} in data."
        yield in_flow(flow, f"steps.{step.id}.save", what, todo)
    if isinstance(step, AskOptions) and data.sensitive:
        yield from _sensitive_ways(flow, step)


def _sensitive_ways(flow: Flow, step: AskOptions) -> Iterator[Problem]:
    if len({option.next for option in step.options}) > 1:
        what = f'The way on from "{step.id}" tells the answer, which is sensitive.'
        todo = "Let all its options lead to the same step."
        yield in_flow(flow, f"steps.{step.id}.options", what, todo)


def _branch(flow: Flow, flows: Mapping[str, Flow], step: Branch) -> Iterator[Problem]:
    for at, case in enumerate(step.cases):
        for key, condition in case.when.items():
            path = f"steps.{step.id}.branch.{at}.when.{key}"
            found = yield from _known_data(flow, flows, path, key)
            if found:
                data = found[0].data[found[1]]
                yield from _may_branch(flow, path, key, data)
                yield from _condition(flow, path, key, condition, _asking(found))


def _may_branch(flow: Flow, path: str, key: str, data: Data) -> Iterator[Problem]:
    if data.sensitive:
        todo = "Nobody but the counsellors may know this answer: ask something else."
        yield in_flow(flow, path, f'A branch depends on "{key}", which is sensitive.', todo)
    if data.keep == "never":
        todo = "Let the options lead on by themselves, or write keep: session."
        yield in_flow(flow, path, f'A branch depends on "{key}", which is never kept.', todo)


def _condition(
    flow: Flow,
    path: str,
    key: str,
    condition: Condition,
    question: AskOptions | AskText | None,
) -> Iterator[Problem]:
    known = [option.id for option in question.options] if isinstance(question, AskOptions) else []
    for value in condition.any_of:
        if known and value not in known:
            what = f'"{value}" is no option of "{key}".'
            yield in_flow(flow, path, what, did_you_mean(value, known))
    accepts = question.accepts if isinstance(question, AskText) else ()
    for kind in sorted({_COMPARED[kind] for kind, _ in condition.limits()}):
        if kind not in accepts:
            what = f'"{key}" is compared with a {kind}, but it is not asked for as one.'
            yield in_flow(flow, path, what, f"Write accepts: [{kind}] at its question.")


def _consent(flow: Flow, flows: Mapping[str, Flow], step: Handoff) -> Iterator[Problem]:
    path = f"steps.{step.id}.handoff.consent"
    for key in step.consent:
        found = yield from _known_data(flow, flows, path, key)
        data = found[0].data[found[1]] if found else None
        if data and data.about:
            what = f'"{key}" is about {data.about} and may never be handed over.'
            yield in_flow(flow, path, what, "Take it out of consent.")
        elif data and data.keep != "case":
            what = f'"{key}" is handed over but not kept for the case.'
            yield in_flow(flow, path, what, "Write keep: case in data.")


def _urgency(flow: Flow, flows: Mapping[str, Flow], step: Handoff) -> Iterator[Problem]:
    """How urgent a case is stands in the queue, outside of what is sealed."""
    for urgent in step.urgency:
        for key, condition in urgent.when.items():
            path = f"steps.{step.id}.urgency.{urgent.level}.{key}"
            found = yield from _known_data(flow, flows, path, key)
            if found:
                data = found[0].data[found[1]]
                yield from _may_urge(flow, path, key, data)
                yield from _condition(flow, path, key, condition, _asking(found))


def _may_urge(flow: Flow, path: str, key: str, data: Data) -> Iterator[Problem]:
    todo = "Urgency is seen outside of what is sealed: ask something else."
    if data.sensitive:
        what = f'How urgent it is depends on "{key}", which is sensitive.'
        yield in_flow(flow, path, what, todo)
    if data.about:
        what = f'How urgent it is depends on "{key}", which is about {data.about}.'
        yield in_flow(flow, path, what, todo)
    if data.keep == "never":
        what = f'How urgent it is depends on "{key}", which is never kept.'
        yield in_flow(flow, path, what, "Write keep: session.")


def _known_data(
    flow: Flow, flows: Mapping[str, Flow], path: str, key: str
) -> Generator[Problem, None, tuple[Flow, str] | None]:
    """The flow that asks for it and its key there; None after a problem."""
    called = [step.flow for step in flow.steps.values() if isinstance(step, Call)]
    if "." in key and key.partition(".")[0] not in called:
        what = f'"{key}" belongs to a flow that is not called here.'
        yield in_flow(flow, path, what, f"Add a step with call: {key.partition('.')[0]}.")
        return None
    found = owner(flows, flow, key)
    if found is None or found[1] in found[0].data:
        return found
    yield _unknown(flow, path, key, list(found[0].data))
    return None


def _unknown(flow: Flow, path: str, key: str, known: list[str]) -> Problem:
    name = key.rpartition(".")[2]
    todo = did_you_mean(name, known) or f"Add {name} to data: at the top of the flow."
    return in_flow(flow, path, f'"{key}" is not in data.', todo)


def _asking(found: tuple[Flow, str]) -> AskOptions | AskText | None:
    return found[0].asking(found[1])
