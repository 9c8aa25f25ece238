"""Checks over flows that were read: what an editor can forget, with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.engine.facts import PLACEHOLDER, Fact
from bot.engine.flow import AskOptions, AskText, Branch, Flow, Handoff, Say, Step, targets, ways
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
    return [*problems, *_deeplinks(flows), *_words(facts), *_facts(facts)]


def _flow(flow: Flow, facts: Mapping[str, Fact], teams: Mapping[str, Team]) -> Iterator[Problem]:
    yield from _targets(flow)
    yield from _data(flow)
    yield from _text(flow, "title", flow.title, facts)
    for step in flow.steps.values():
        for field, text in _texts(step):
            yield from _text(flow, f"steps.{step.id}.{field}", text, facts)
        if isinstance(step, Handoff) and step.team not in teams:
            todo = did_you_mean(step.team, list(teams))
            path = f"steps.{step.id}.handoff.team"
            yield _problem(flow, path, f'There is no team "{step.team}".', todo)


def _problem(flow: Flow, path: str, what: str, todo: str) -> Problem:
    return Problem(flow.file, *flow.place(path), what, todo)


# ways


def _targets(flow: Flow) -> Iterator[Problem]:
    known = list(flow.steps)
    if flow.start not in flow.steps:
        what = f'There is no step "{flow.start}" to start with.'
        yield _problem(flow, "start", what, did_you_mean(flow.start, known))
        return
    missing = False
    for step in flow.steps.values():
        for field, target in ways(step):
            if target not in flow.steps:
                missing = True
                what = f'Step "{step.id}" goes on to "{target}", which does not exist.'
                path = f"steps.{step.id}.{field}"
                yield _problem(flow, path, what, did_you_mean(target, known))
    for old, new in flow.redirects.items():
        if new not in flow.steps:
            what = f'"{old}" leads to "{new}", which does not exist.'
            yield _problem(flow, f"redirects.{old}", what, did_you_mean(new, known))
    if not missing:
        yield from _reach(flow)


def _reach(flow: Flow) -> Iterator[Problem]:
    reached = _closure({flow.start}, {key: targets(step) for key, step in flow.steps.items()})
    for step_id in flow.steps:
        if step_id not in reached:
            what = f'Nobody ever comes to step "{step_id}".'
            yield _problem(flow, f"steps.{step_id}", what, "Lead a step there, or remove it.")
    ends = {key for key, step in flow.steps.items() if isinstance(step, Say) and not step.next}
    backwards: dict[str, list[str]] = {key: [] for key in flow.steps}
    for key, step in flow.steps.items():
        for target in targets(step):
            backwards[target].append(key)
    leaving = _closure(ends, backwards)
    for step_id in flow.steps:
        if step_id in reached and step_id not in leaving:
            what = f'From step "{step_id}" no way leads to an end.'
            todo = 'Let one way lead to a step with "end: true".'
            yield _problem(flow, f"steps.{step_id}", what, todo)
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
            what = f'Step "{key}" comes back to itself without asking anything.'
            todo = "Ask a question somewhere on this way."
            yield _problem(flow, f"steps.{key}", what, todo)


def _closure(start: set[str], following: Mapping[str, list[str]]) -> set[str]:
    found, open_ = set(start), list(start)
    while open_:
        for target in following.get(open_.pop(), []):
            if target not in found:
                found.add(target)
                open_.append(target)
    return found


# data


def _data(flow: Flow) -> Iterator[Problem]:
    saved: set[str] = set()
    for step in flow.steps.values():
        if isinstance(step, AskOptions | AskText) and step.save:
            saved.add(step.save)
            yield from _known_data(flow, f"steps.{step.id}.save", step.save)
        if isinstance(step, AskOptions) and step.save in flow.data and flow.sensitive(step):
            yield from _sensitive_ways(flow, step)
        if isinstance(step, Branch):
            yield from _branch(flow, step)
        if isinstance(step, Handoff):
            yield from _consent(flow, step)
    for key in flow.data:
        if key not in saved:
            todo = "Save an answer in it, or remove it."
            yield _problem(flow, f"data.{key}", f'The data "{key}" is never asked for.', todo)


def _branch(flow: Flow, step: Branch) -> Iterator[Problem]:
    for at, case in enumerate(step.cases):
        for key, wanted in case.when.items():
            path = f"steps.{step.id}.branch.{at}.when.{key}"
            yield from _known_data(flow, path, key)
            if key in flow.data:
                yield from _condition(flow, path, key, wanted)


def _condition(flow: Flow, path: str, key: str, wanted: tuple[str, ...]) -> Iterator[Problem]:
    if flow.data[key].sensitive:
        todo = "Nobody but the counsellors may know this answer: ask something else."
        yield _problem(flow, path, f'A branch depends on "{key}", which is sensitive.', todo)
    if flow.data[key].keep == "never":
        todo = "Let the options lead on by themselves, or write keep: session."
        yield _problem(flow, path, f'A branch depends on "{key}", which is never kept.', todo)
    question = flow.asking(key)
    known = [option.id for option in question.options] if isinstance(question, AskOptions) else []
    for value in wanted:
        if known and value not in known:
            what = f'"{value}" is no option of "{key}".'
            yield _problem(flow, path, what, did_you_mean(value, known))


def _sensitive_ways(flow: Flow, step: AskOptions) -> Iterator[Problem]:
    if len({option.next for option in step.options}) > 1:
        what = f'The way on from "{step.id}" tells the answer, which is sensitive.'
        todo = "Let all its options lead to the same step."
        yield _problem(flow, f"steps.{step.id}.options", what, todo)


def _consent(flow: Flow, step: Handoff) -> Iterator[Problem]:
    path = f"steps.{step.id}.handoff.consent"
    for key in step.consent:
        yield from _known_data(flow, path, key)
        data = flow.data.get(key)
        if data and data.about:
            what = f'"{key}" is about {data.about} and may never be handed over.'
            yield _problem(flow, path, what, "Take it out of consent.")
        elif data and data.keep != "case":
            what = f'"{key}" is handed over but not kept for the case.'
            yield _problem(flow, path, what, "Write keep: case in data.")


def _known_data(flow: Flow, path: str, key: str) -> Iterator[Problem]:
    if key not in flow.data:
        todo = did_you_mean(key, list(flow.data)) or f"Add {key} to data: at the top of the flow."
        yield _problem(flow, path, f'"{key}" is not in data.', todo)


# texts


def _texts(step: Step) -> Iterator[tuple[str, str]]:
    """All texts of a step by their field."""
    if isinstance(step, Say):
        yield "say", step.text
    if isinstance(step, AskOptions | AskText):
        yield "ask", step.text
    if isinstance(step, AskOptions):
        yield from ((f"options.{option.id}.label", option.label) for option in step.options)
    yield "help", step.help


def _text(flow: Flow, path: str, text: str, facts: Mapping[str, Fact]) -> Iterator[Problem]:
    for what, todo in _wrong_facts(text, facts):
        yield _problem(flow, path, what, todo)
    if len(text) > MAX_TEXT:
        what = f"This text has {len(text)} characters."
        yield _problem(flow, path, what, f"At most {MAX_TEXT}: make two steps.")


def _wrong_facts(text: str, facts: Mapping[str, Fact]) -> Iterator[tuple[str, str]]:
    for found in PLACEHOLDER.finditer(text):
        if found[1] not in facts:
            yield f'There is no fact "{found[1]}".', did_you_mean(found[1], list(facts))
    rest = PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        what = "People would see a curly bracket here that belongs to no fact."
        yield what, "Facts are written like {ads.phone}, in small letters."


def _words(facts: Mapping[str, Fact]) -> Iterator[Problem]:
    """The engine's own words: what has no dot is a value that the engine puts in."""
    for key, text in WORDS.items():
        for found in PLACEHOLDER.finditer(text):
            if "." in found[1] and found[1] not in facts:
                what = f'The text "{key}" needs the fact "{found[1]}".'
                yield Problem("bot/engine/words.py", 1, 1, what, "Add it to flows/facts/.")


def _facts(facts: Mapping[str, Fact]) -> Iterator[Problem]:
    for fact in facts.values():
        if any(bracket in text for bracket in "{}" for text in (fact.value, fact.otherwise)):
            what = f'A fact cannot have facts in it: "{fact.id}".'
            yield Problem(fact.file, fact.line, 1, what, "Write it out.")


def _deeplinks(flows: Mapping[str, Flow]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for flow in flows.values():
        if flow.deeplink and flow.deeplink in seen:
            what = f'The deep link "{flow.deeplink}" also leads to {seen[flow.deeplink]}.'
            yield _problem(flow, "triggers.deeplink", what, "Give each flow its own.")
        seen[flow.deeplink] = flow.id
