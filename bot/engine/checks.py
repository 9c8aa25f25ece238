"""Checks over flows that were read: what an editor can forget, with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.engine.facts import PLACEHOLDER, Fact
from bot.engine.flow import AskOptions, AskText, Branch, Flow, Handoff, Say, Step, targets
from bot.engine.problems import Problem, did_you_mean
from bot.engine.reader import Team
from bot.engine.words import WORDS

MAX_TEXT = 3500
"""Characters of a step's text; Telegram takes 4,096, and translations grow."""


def check(
    flows: Mapping[str, Flow], facts: Mapping[str, Fact], teams: Mapping[str, Team]
) -> list[Problem]:
    """All problems of a set of flows together."""
    problems = [problem for flow in flows.values() for problem in _flow(flow, facts, teams)]
    problems += _deeplinks(flows)
    for key, text in WORDS.items():
        problems += _facts_in(text, facts, "bot/engine/words.py", 1, key)
    return problems


def _flow(flow: Flow, facts: Mapping[str, Fact], teams: Mapping[str, Team]) -> Iterator[Problem]:
    yield from _targets(flow)
    yield from _data(flow)
    for step in flow.steps.values():
        for text in _texts(step):
            yield from _facts_in(text, facts, flow.file, step.line, step.id)
            if len(text) > MAX_TEXT:
                what = f'A text of step "{step.id}" has {len(text)} characters.'
                yield Problem(flow.file, step.line, 1, what, f"At most {MAX_TEXT}: make two steps.")
        if isinstance(step, Handoff) and step.team not in teams:
            todo = did_you_mean(step.team, list(teams))
            yield Problem(flow.file, step.line, 1, f'There is no team "{step.team}".', todo)


def _targets(flow: Flow) -> Iterator[Problem]:
    known = list(flow.steps)
    if flow.start not in flow.steps:
        todo = did_you_mean(flow.start, known)
        yield Problem(flow.file, 1, 1, f'start: there is no step "{flow.start}".', todo)
        return
    missing = False
    for step in flow.steps.values():
        for target in targets(step):
            if target not in flow.steps:
                missing = True
                what = f'Step "{step.id}" goes on to "{target}", which does not exist.'
                yield Problem(flow.file, step.line, 1, what, did_you_mean(target, known))
    for old, new in flow.redirects.items():
        if new not in flow.steps:
            what = f'redirects: "{old}" leads to "{new}", which does not exist.'
            yield Problem(flow.file, 1, 1, what, did_you_mean(new, known))
    if not missing:
        yield from _reach(flow)


def _reach(flow: Flow) -> Iterator[Problem]:
    reached = _closure({flow.start}, {key: targets(step) for key, step in flow.steps.items()})
    for step_id, step in flow.steps.items():
        if step_id not in reached:
            what = f'Nobody ever comes to step "{step_id}".'
            yield Problem(flow.file, step.line, 1, what, "Lead a step there, or remove it.")
    ends = {key for key, step in flow.steps.items() if isinstance(step, Say) and not step.next}
    backwards: dict[str, list[str]] = {key: [] for key in flow.steps}
    for key, step in flow.steps.items():
        for target in targets(step):
            backwards[target].append(key)
    leaving = _closure(ends, backwards)
    for step_id in flow.steps:
        if step_id in reached and step_id not in leaving:
            what = f'From step "{step_id}" no way leads to an end.'
            line = flow.steps[step_id].line
            yield Problem(flow.file, line, 1, what, 'Let one way lead to a step with "end: true".')
    yield from _silent_loops(flow)


def _silent_loops(flow: Flow) -> Iterator[Problem]:
    """Steps that follow each other in a circle without ever asking anything."""
    silent = {
        key: [t for t in targets(step) if isinstance(flow.steps[t], Say | Branch)]
        for key, step in flow.steps.items()
        if isinstance(step, Say | Branch)
    }
    for key, following in silent.items():
        if key in _closure(set(following), silent):
            line = flow.steps[key].line
            what = f'Step "{key}" comes back to itself without asking anything.'
            yield Problem(flow.file, line, 1, what, "Ask a question somewhere on this way.")


def _closure(start: set[str], ways: Mapping[str, list[str]]) -> set[str]:
    found, open_ = set(start), list(start)
    while open_:
        for target in ways.get(open_.pop(), []):
            if target not in found:
                found.add(target)
                open_.append(target)
    return found


def _data(flow: Flow) -> Iterator[Problem]:
    saved: set[str] = set()
    for step in flow.steps.values():
        if isinstance(step, AskOptions | AskText) and step.save:
            saved.add(step.save)
            yield from _known_data(flow, step, step.save, "save")
        if isinstance(step, Branch):
            yield from _branch(flow, step)
        if isinstance(step, Handoff):
            yield from _consent(flow, step)
    for key in flow.data:
        if key not in saved:
            todo = "Save an answer in it, or remove it."
            yield Problem(flow.file, 1, 1, f'data "{key}" is never asked for.', todo)


def _branch(flow: Flow, step: Branch) -> Iterator[Problem]:
    for case in step.cases:
        for key, wanted in case.when.items():
            yield from _known_data(flow, step, key, "branch")
            question = flow.asking(key) if key in flow.data else None
            if key in flow.data and flow.data[key].sensitive:
                what = f'Branch "{step.id}" depends on "{key}", which is sensitive.'
                todo = "Nobody but the counsellors may know this answer: ask something else."
                yield Problem(flow.file, step.line, 1, what, todo)
            if isinstance(question, AskOptions):
                known = [option.id for option in question.options]
                for value in wanted:
                    if value not in known:
                        what = f'Branch "{step.id}": "{value}" is no option of "{key}".'
                        todo = did_you_mean(value, known)
                        yield Problem(flow.file, step.line, 1, what, todo)


def _consent(flow: Flow, step: Handoff) -> Iterator[Problem]:
    for key in step.consent:
        yield from _known_data(flow, step, key, "consent")
        data = flow.data.get(key)
        if data and data.about:
            what = f'"{key}" is about {data.about} and may never be handed over.'
            yield Problem(flow.file, step.line, 1, what, "Take it out of consent.")
        elif data and data.keep != "case":
            what = f'"{key}" is handed over but not kept for the case.'
            yield Problem(flow.file, step.line, 1, what, "Write keep: case in data.")


def _known_data(flow: Flow, step: Step, key: str, field: str) -> Iterator[Problem]:
    if key not in flow.data:
        what = f'{field}: "{key}" of step "{step.id}" is not in data.'
        todo = did_you_mean(key, list(flow.data)) or f"Add {key} to data: at the top of the flow."
        yield Problem(flow.file, step.line, 1, what, todo)


def _texts(step: Step) -> Iterator[str]:
    if isinstance(step, Say | AskOptions | AskText):
        yield step.text
    yield step.help
    if isinstance(step, AskOptions):
        yield from (option.label for option in step.options)


def _facts_in(
    text: str, facts: Mapping[str, Fact], file: str, line: int, where: str
) -> Iterator[Problem]:
    for found in PLACEHOLDER.finditer(text):
        if "." in found[1] and found[1] not in facts:
            what = f'{where}: there is no fact "{found[1]}".'
            yield Problem(file, line, 1, what, did_you_mean(found[1], list(facts)))


def _deeplinks(flows: Mapping[str, Flow]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for flow in flows.values():
        if flow.deeplink and flow.deeplink in seen:
            what = f'The deep link "{flow.deeplink}" also leads to {seen[flow.deeplink]}.'
            yield Problem(flow.file, 1, 1, what, "Give each flow its own.")
        seen[flow.deeplink] = flow.id
