"""Checks over flows that were read: what an editor can forget, with what to do about it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from bot.engine.check_calls import check_calls
from bot.engine.check_data import check_data
from bot.engine.check_ways import check_ways
from bot.engine.facts import PLACEHOLDER, Fact
from bot.engine.flow import AskOptions, AskText, Flow, Handoff, Say, Step
from bot.engine.problems import Problem, did_you_mean, in_flow
from bot.engine.teams import Team
from bot.engine.words import WORDS

MAX_TEXT = 3500
"""Characters of a step's text; Telegram takes 4,096, and translations grow."""


def check(
    flows: Mapping[str, Flow],
    facts: Mapping[str, Fact],
    teams: Mapping[str, Team],
    media: Collection[str] = (),
) -> list[Problem]:
    """All problems of a set of flows together. `media` names the files in flows/media, those of
    one language as "tr/rathaus.mp3".
    """
    problems = [*check_calls(flows)]
    for flow in flows.values():
        problems += [*check_ways(flow, flows), *check_data(flow, flows)]
        problems += [*_flow(flow, facts, teams), *_media(flow, media)]
    return [*problems, *_deeplinks(flows), *_words(facts), *_facts(facts)]


def _flow(flow: Flow, facts: Mapping[str, Fact], teams: Mapping[str, Team]) -> Iterator[Problem]:
    yield from _text(flow, "title", flow.title, facts)
    for step in flow.steps.values():
        for field, text in _texts(step):
            yield from _text(flow, f"steps.{step.id}.{field}", text, facts)
        if isinstance(step, Handoff) and step.team not in teams:
            todo = did_you_mean(step.team, list(teams))
            path = f"steps.{step.id}.handoff.team"
            yield in_flow(flow, path, f'There is no team "{step.team}".', todo)


def _texts(step: Step) -> Iterator[tuple[str, str]]:
    """All texts of a step by their field."""
    if isinstance(step, Say):
        yield "say", step.text
        yield "link", step.link
    if isinstance(step, AskOptions | AskText):
        yield "ask", step.text
    if isinstance(step, AskOptions):
        yield from ((f"options.{option.id}.label", option.label) for option in step.options)
    yield "help", step.help


def _media(flow: Flow, media: Collection[str]) -> Iterator[Problem]:
    known = {name.rpartition("/")[2] for name in media}
    for step in flow.steps.values():
        image = step.image if isinstance(step, Say) else ""
        for field, name, there in (("image", image, media), ("audio", step.audio, known)):
            if name and name not in there:
                what = f'There is no file "{name}" in flows/media.'
                todo = did_you_mean(name, list(there)) or "Put it there."
                yield in_flow(flow, f"steps.{step.id}.{field}", what, todo)


def _text(flow: Flow, path: str, text: str, facts: Mapping[str, Fact]) -> Iterator[Problem]:
    for what, todo in _wrong_facts(text, facts):
        yield in_flow(flow, path, what, todo)
    if len(text) > MAX_TEXT:
        what = f"This text has {len(text)} characters."
        yield in_flow(flow, path, what, f"At most {MAX_TEXT}: make two steps.")


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
            yield in_flow(flow, "triggers.deeplink", what, "Give each flow its own.")
        seen[flow.deeplink] = flow.id
