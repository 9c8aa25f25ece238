"""Loads the editors' files into a Book: flows, facts, teams, catalogues."""

from __future__ import annotations

from pathlib import Path

import msgspec

from bot import catalogue, catalogue_checks, compiled, recordings
from bot.engine.book import Book
from bot.engine.checks import check
from bot.engine.danger import Danger, read_danger
from bot.engine.deadline_rules import read_rules
from bot.engine.documentation import read_documentation
from bot.engine.facts import Fact, read_facts
from bot.engine.flow import Flow
from bot.engine.notices import Notice, check_notices, read_notices
from bot.engine.problems import FlowError, Problem
from bot.engine.reader import read_flow
from bot.engine.replies import CannedReply, read_replies
from bot.engine.teams import Team, read_teams
from bot.texts import all_texts
from bot.unreviewed import drafts
from post.deadlines import Rule
from post.documentation import Documentation

_NOT_FLOWS = {
    "teams.yaml",
    "notices.yaml",
    "danger.yaml",
    "deadlines.yaml",
    "documentation.yaml",
    "replies.yaml",
}


def load_book(flows: Path, translations: Path, *, demo: bool) -> Book:
    """Read and check everything. Raises FlowError with all problems found."""
    problems: list[Problem] = []
    loaded = _flows(flows, problems)
    facts = _facts(flows / "facts", problems)
    teams = _teams(flows / "teams.yaml", problems)
    danger = _danger(flows / "danger.yaml", problems)
    notices = _notices(flows / "notices.yaml", problems)
    replies = _replies(flows / "replies.yaml", problems)
    rules = _deadlines(flows / "deadlines.yaml", problems)
    texts = catalogue.load(translations, problems)
    if not problems:
        problems += check(loaded, facts, teams, _media(flows / "media"))
        problems += check_notices(notices, facts)
    documented = _documentation(flows / "documentation.yaml", loaded, problems)
    if problems:
        raise FlowError(problems)
    book = Book(
        loaded,
        facts,
        teams,
        texts.languages(),
        texts,
        demo,
        danger,
        notices,
        replies=replies,
        deadlines=rules,
        documentation=documented,
    )
    sources = all_texts(book)
    if wrong := catalogue_checks.errors(sources, texts):
        raise FlowError(wrong)
    recorded, _ = recordings.load(flows / "media", [known.id for known in book.languages])
    return msgspec.structs.replace(book, drafts=drafts(texts, sources), recordings=recorded)


def _flows(folder: Path, problems: list[Problem]) -> dict[str, Flow]:
    flows: dict[str, Flow] = {}
    paths = [path for path in sorted(folder.glob("*.yaml")) if path.name not in _NOT_FLOWS]
    if not paths:
        todo = "Set LOTSE_FLOWS to the folder with the flows."
        problems.append(Problem(_name(folder), 1, 1, "There is no flow in this folder.", todo))
    for path in paths:
        text = _text(path, problems)
        flow = None if text is None else read_flow(text, _name(path), problems)
        if flow is None:
            continue
        if flow.id in flows:
            what = f'The id "{flow.id}" is also used in {flows[flow.id].file}.'
            problems.append(Problem(flow.file, 1, 1, what, "Give each flow an id of its own."))
        flows[flow.id] = flow
    return flows


def _facts(folder: Path, problems: list[Problem]) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    for path in sorted(folder.glob("*.yaml")):
        text = _text(path, problems)
        found = {} if text is None else read_facts(text, _name(path), problems)
        for fact_id, fact in found.items():
            if fact_id in facts:
                what = f'The fact "{fact_id}" also stands in {facts[fact_id].file}.'
                problems.append(Problem(fact.file, fact.line, 1, what, "Keep one of them."))
            facts[fact_id] = fact
    return facts


def _teams(path: Path, problems: list[Problem]) -> dict[str, Team]:
    text = _text(path, problems)
    return {} if text is None else read_teams(text, _name(path), problems)


def _danger(path: Path, problems: list[Problem]) -> Danger:
    text = _text(path, problems)
    return Danger() if text is None else read_danger(text, _name(path), problems)


def _notices(path: Path, problems: list[Problem]) -> tuple[Notice, ...]:
    """Most of the time there is nothing to announce."""
    text = _text(path, problems) if path.exists() else None
    return () if text is None else read_notices(text, _name(path), problems)


def _replies(path: Path, problems: list[Problem]) -> tuple[CannedReply, ...]:
    """A folder of flows can do without them."""
    text = _text(path, problems) if path.exists() else None
    return () if text is None else read_replies(text, _name(path), problems)


def _deadlines(path: Path, problems: list[Problem]) -> tuple[Rule, ...]:
    text = _text(path, problems) if path.exists() else None
    return () if text is None else read_rules(text, _name(path), problems)


def _documentation(path: Path, flows: dict[str, Flow], problems: list[Problem]) -> Documentation:
    """What answers suggest is only looked up in flows that could all be read."""
    text = _text(path, problems) if path.exists() else None
    known = {} if problems else flows
    return (
        Documentation() if text is None else read_documentation(text, _name(path), known, problems)
    )


def _media(folder: Path) -> set[str]:
    """The names of pictures and recordings, those of one language with its folder."""
    found = (*folder.glob("*"), *folder.glob("*/*"))
    return {path.relative_to(folder).as_posix() for path in found if path.is_file()}


def _text(path: Path, problems: list[Problem]) -> str | None:
    """None when the file cannot be read, which is noted."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        problems.append(Problem(_name(path), 1, 1, "This file is missing."))
    except (OSError, UnicodeDecodeError) as error:
        what = f"This file cannot be read: {error}"
        problems.append(Problem(_name(path), 1, 1, what, "Save it as UTF-8."))
    else:
        compiled.prepare(text)
        return text
    return None


def _name(path: Path) -> str:
    """The path as the editor knows it: from the working folder where it lies below."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
