"""Checks of the ways through a flow: targets, reach, dead ends, circles without a question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.engine.flow import MAX_CALLS, Branch, Call, End, Flow, Say, Step, targets, ways
from bot.engine.problems import Problem, did_you_mean, in_flow


def check_ways(flow: Flow, flows: Mapping[str, Flow]) -> Iterator[Problem]:
    known = list(flow.steps)
    if flow.start not in flow.steps:
        what = f'There is no step "{flow.start}" to start with.'
        yield in_flow(flow, "start", what, did_you_mean(flow.start, known))
        return
    missing = False
    for step in flow.steps.values():
        for field, target in ways(step):
            if target not in flow.steps:
                missing = True
                what = f'Step "{step.id}" goes on to "{target}", which does not exist.'
                path = f"steps.{step.id}.{field}"
                yield in_flow(flow, path, what, did_you_mean(target, known))
    for old, new in flow.redirects.items():
        if new not in flow.steps:
            what = f'"{old}" leads to "{new}", which does not exist.'
            yield in_flow(flow, f"redirects.{old}", what, did_you_mean(new, known))
    if not missing:
        yield from _reach(flow)
        yield from _silent_loops(flow, flows)


def _reach(flow: Flow) -> Iterator[Problem]:
    reached = _closure({flow.start}, {key: targets(step) for key, step in flow.steps.items()})
    for step_id in flow.steps:
        if step_id not in reached:
            what = f'Nobody ever comes to step "{step_id}".'
            yield in_flow(flow, f"steps.{step_id}", what, "Lead a step there, or remove it.")
    ends = {key for key, step in flow.steps.items() if _ends(step)}
    backwards: dict[str, list[str]] = {key: [] for key in flow.steps}
    for key, step in flow.steps.items():
        for target in targets(step):
            backwards[target].append(key)
    leaving = _closure(ends, backwards)
    for step_id in flow.steps:
        if step_id in reached and step_id not in leaving:
            what = f'From step "{step_id}" no way leads to an end.'
            todo = 'Let one way lead to a step with "end: true".'
            yield in_flow(flow, f"steps.{step_id}", what, todo)


def _ends(step: Step) -> bool:
    return isinstance(step, End) or (isinstance(step, Say | Call) and not step.next)


def _silent_loops(flow: Flow, flows: Mapping[str, Flow]) -> Iterator[Problem]:
    """Steps that follow each other in a circle without ever asking anything."""
    silent = _silent(flow, flows, MAX_CALLS)
    for key, following in silent.items():
        if key in _closure(set(following), silent):
            what = f'Step "{key}" comes back to itself without asking anything.'
            todo = "Ask a question somewhere on this way."
            yield in_flow(flow, f"steps.{key}", what, todo)


def _silent(flow: Flow, flows: Mapping[str, Flow], deep: int) -> dict[str, list[str]]:
    """The steps that ask nothing, and those of them that each leads to."""
    quiet = [key for key, step in flow.steps.items() if _quiet(step, flows, deep)]
    return {
        key: [target for target in targets(flow.steps[key]) if target in quiet] for key in quiet
    }


def _quiet(step: Step, flows: Mapping[str, Flow], deep: int) -> bool:
    """Whether a step can be passed without a question: a call, if its whole flow can."""
    if not isinstance(step, Call):
        return isinstance(step, Say | Branch | End)
    called = flows.get(step.flow)
    if called is None or not deep:
        return False
    silent = _silent(called, flows, deep - 1)
    if called.start not in silent:
        return False
    return any(_ends(called.steps[key]) for key in _closure({called.start}, silent))


def _closure(start: set[str], following: Mapping[str, list[str]]) -> set[str]:
    found, open_ = set(start), list(start)
    while open_:
        for target in following.get(open_.pop(), []):
            if target not in found:
                found.add(target)
                open_.append(target)
    return found
