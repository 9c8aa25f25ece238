"""Reads flow files; every error gets its file, line and column."""

from __future__ import annotations

from typing import Literal, cast

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
ABOUT_STATUS = ("residence", "asylum", "insurance")


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
