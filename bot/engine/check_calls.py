"""Checks of flows that call other flows: known, not in a circle, not too deep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.engine.flow import MAX_CALLS, Call, Flow
from bot.engine.problems import Problem, did_you_mean, in_flow


def check_calls(flows: Mapping[str, Flow]) -> Iterator[Problem]:
    for flow in flows.values():
        for step in flow.steps.values():
            if isinstance(step, Call):
                yield from _call(flow, step, flows)


def _call(flow: Flow, step: Call, flows: Mapping[str, Flow]) -> Iterator[Problem]:
    path = f"steps.{step.id}.call"
    if step.flow not in flows:
        what = f'There is no flow "{step.flow}".'
        yield in_flow(flow, path, what, did_you_mean(step.flow, list(flows)))
    elif circle := _way_back(flow.id, step.flow, flows):
        what = f"These flows call each other in a circle: {' → '.join(circle)}."
        yield in_flow(flow, path, what, "Take one of the calls out.")
    elif _deeper(step.flow, flows, MAX_CALLS):
        what = f"Here flows call each other more than {MAX_CALLS} deep."
        yield in_flow(flow, path, what, "Take one of the calls out.")


def _way_back(home: str, called: str, flows: Mapping[str, Flow]) -> list[str]:
    """The flows from `home` through `called` to `home` again; empty where no way leads back."""
    ways, seen = [[home, called]], {called}
    while ways:
        way = ways.pop()
        if way[-1] == home:
            return way
        for further in _calls(flows.get(way[-1])):
            if further == home or further not in seen:
                seen.add(further)
                ways.append([*way, further])
    return []


def _deeper(called: str, flows: Mapping[str, Flow], allowed: int) -> bool:
    """Whether a call of this flow leads more than `allowed` flows down."""
    if not allowed:
        return True
    return any(_deeper(each, flows, allowed - 1) for each in _calls(flows.get(called)))


def _calls(flow: Flow | None) -> list[str]:
    steps = flow.steps.values() if flow else ()
    return [step.flow for step in steps if isinstance(step, Call)]
