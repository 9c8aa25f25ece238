"""Reads flow files and the teams file; every error gets its file, line and column."""

from __future__ import annotations

from typing import Literal, cast

import msgspec

from bot.engine.fields import Fields
from bot.engine.flow import ACCEPTED, Accepted, Data, Flow, Keep, Step
from bot.engine.problems import Problem
from bot.engine.steps import read_step
from bot.engine.yaml_nodes import parse

LANGUAGE_VERSION = "1"
_TOP = {
    "lotse",
    "flow",
    "title",
    "icon",
    "menu",
    "risk",
    "start",
    "triggers",
    "idle",
    "data",
    "steps",
    "redirects",
}
KEEP_DAYS = range(1, 3651)
LOCK_MINUTES = range(5, 61)
ABOUT_STATUS = ("residence", "asylum", "insurance")


class Team(msgspec.Struct, frozen=True):
    """`telegram`: may a person tell their story there (allow), are they invited to the safe line
    for it (invite), or is nothing handed over from there (off). `keep_days` after closing its cases
    are erased; after `lock_minutes` of nobody touching them its counsellors' pages lock themselves.
    """

    id: str
    name: str
    telegram: str
    keep_days: int = 90
    lock_minutes: int = 15


def read_flow(text: str, file: str, problems: list[Problem]) -> Flow | None:
    """The flow, or None when its file has problems, which are added to the list."""
    before = len(problems)
    root = parse(text, file, problems)
    if root is None:
        return None
    top = Fields(root, file, problems, "a flow")
    top.only(_TOP)
    _check_version(top)
    triggers, idle, redirects = top.part("triggers"), top.part("idle"), top.part("redirects")
    triggers.only({"deeplink", "words"})
    idle.only({"remind", "forget"})
    flow = Flow(
        id=top.identifier("flow", needed=True),
        file=file,
        title=top.text("title", needed=True),
        icon=top.text("icon"),
        menu=top.number("menu"),
        risk=cast(Literal["normal", "high"], top.one_of("risk", ["normal", "high"], "normal")),
        start=top.identifier("start", needed=True),
        deeplink=triggers.identifier("deeplink"),
        words=triggers.texts("words"),
        remind=idle.span("remind"),
        forget=idle.span("forget"),
        data={key: _data(key, fields) for key, fields in top.below("data").items()},
        steps=_steps(top),
        redirects={key: redirects.identifier(key) for key in redirects.node.value},
        places=dict(top.node.places()),
    )
    return flow if len(problems) == before else None


def read_teams(text: str, file: str, problems: list[Problem]) -> dict[str, Team]:
    root = parse(text, file, problems)
    if root is None:
        return {}
    teams = {}
    if not root.value:
        problems.append(
            Problem(file, 1, 1, "There is no team.", "Add the one that answers people.")
        )
    for team_id, fields in Fields(root, file, problems, "the teams file").entries("team").items():
        fields.only({"name", "de", "telegram", "keep_days", "lock_minutes"})
        teams[team_id] = Team(
            team_id,
            fields.text("name", needed=True),
            fields.one_of("telegram", ["invite", "allow", "off"], "invite"),
            _within(fields, "keep_days", KEEP_DAYS, 90),
            _within(fields, "lock_minutes", LOCK_MINUTES, 15),
        )
    return teams


def _within(fields: Fields, name: str, allowed: range, otherwise: int) -> int:
    value = fields.number(name)
    if value is None:
        return otherwise
    if value not in allowed:
        todo = f"Take a number from {allowed[0]} to {allowed[-1]}."
        fields.problem(f'"{name}" is {value}.', todo, fields.key_place(name))
    return value


def _check_version(top: Fields) -> None:
    version = top.text("lotse", needed=True)
    if version and version != LANGUAGE_VERSION:
        what = f"This file is written in version {version} of the flow language."
        top.problem(what, "This program reads lotse: 1.", top.key_place("lotse"))


def _data(key: str, fields: Fields) -> Data:
    fields.named_well(key)
    fields.only({"type", "keep", "sensitive", "about"})
    keep = fields.one_of("keep", ["never", "session", "case"], "session")
    about = fields.one_of("about", list(ABOUT_STATUS), "")
    if about and keep == "case":
        fields.problem(
            f"What is about {about} may not be kept with a case.",
            "Use keep: session. Status and name must never stand together.",
        )
    kind = fields.one_of("type", ["choice", *ACCEPTED], "")
    return Data(
        type=cast(Literal["", "choice"] | Accepted, kind),
        keep=cast(Keep, keep),
        sensitive=fields.flag("sensitive"),
        about=about,
    )


def _steps(top: Fields) -> dict[str, Step]:
    if not top.has("steps"):
        top.problem('A flow needs "steps".', "steps: followed by at least one step.")
    steps: dict[str, Step] = {}
    for step_id, fields in top.below("steps").items():
        fields.named_well(step_id)
        step = read_step(fields, step_id)
        if step is not None:
            steps[step_id] = step
    return steps
