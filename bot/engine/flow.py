"""A flow as the engine plays it: the model that the reader fills and the steps share."""

from __future__ import annotations

from typing import Literal

import msgspec

Keep = Literal["never", "session", "case"]


class Data(msgspec.Struct, frozen=True):
    """What is asked: how long it is kept, and whether it is for the safe line only."""

    type: Literal["choice", "text"]
    keep: Keep = "session"
    sensitive: bool = False
    about: str = ""


class Unclear(msgspec.Struct, frozen=True):
    """After how many answers that were not understood a person goes where."""

    tries: int = 2
    then: str = ""


class Option(msgspec.Struct, frozen=True):
    id: str
    label: str
    next: str
    accept: tuple[str, ...] = ()


class Base(msgspec.Struct, frozen=True, kw_only=True):
    """What every step may carry."""

    id: str
    help: str = ""
    checkpoint: bool = False
    renamed_from: tuple[str, ...] = ()


class Say(Base, frozen=True, tag="say", kw_only=True):
    text: str
    next: str = ""


class AskOptions(Base, frozen=True, tag="options", kw_only=True):
    text: str
    options: tuple[Option, ...]
    save: str = ""
    unclear: Unclear = Unclear()

    def option(self, option_id: str) -> Option | None:
        return next((option for option in self.options if option.id == option_id), None)


class AskText(Base, frozen=True, tag="text", kw_only=True):
    text: str
    next: str
    save: str = ""
    unclear: Unclear = Unclear()


class Case(msgspec.Struct, frozen=True):
    """One way out of a branch: all of `when` must hold; empty `when` is the else."""

    when: dict[str, tuple[str, ...]]
    next: str


class Branch(Base, frozen=True, tag="branch", kw_only=True):
    cases: tuple[Case, ...]


class Handoff(Base, frozen=True, tag="handoff", kw_only=True):
    team: str
    next: str
    consent: tuple[str, ...] = ()


Step = Say | AskOptions | AskText | Branch | Handoff
Question = AskOptions | AskText | Handoff
"""Steps at which a conversation stops and waits."""


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """`forget` is how long an untouched conversation in this flow is kept, in seconds.

    `places` tells for each field ("steps.area.options.work.next") its line and column in `file`.
    """

    id: str
    file: str
    title: str
    start: str
    steps: dict[str, Step]
    icon: str = ""
    menu: int | None = None
    risk: Literal["normal", "high"] = "normal"
    deeplink: str = ""
    words: tuple[str, ...] = ()
    remind: int = 0
    forget: int = 0
    data: dict[str, Data] = {}
    redirects: dict[str, str] = {}
    places: dict[str, tuple[int, int]] = {}

    def place(self, path: str) -> tuple[int, int]:
        """Line and column of a field, or of the nearest one around it."""
        while path and path not in self.places:
            path = path.rpartition(".")[0]
        return self.places.get(path, (1, 1))

    def sensitive(self, step: Step) -> bool:
        save = step.save if isinstance(step, AskOptions | AskText) else ""
        return bool(save) and self.data[save].sensitive

    def handoff(self) -> Handoff | None:
        """The first step that hands over to a human."""
        return next((step for step in self.steps.values() if isinstance(step, Handoff)), None)

    def team(self) -> str:
        handoff = self.handoff()
        return handoff.team if handoff else ""

    def asking(self, data_key: str) -> AskOptions | AskText | None:
        """The question that fills `data_key`."""
        for step in self.steps.values():
            if isinstance(step, AskOptions | AskText) and step.save == data_key:
                return step
        return None


def ways(step: Step) -> list[tuple[str, str]]:
    """Where a person can go from a step: the field that says so, and the step it names."""
    if isinstance(step, AskOptions):
        found = [(f"options.{option.id}.next", option.next) for option in step.options]
    elif isinstance(step, Branch):
        fields = ["next" if case.when else "else" for case in step.cases]
        found = [(f"branch.{at}.{fields[at]}", case.next) for at, case in enumerate(step.cases)]
    else:
        found = [("next", step.next)]
    if isinstance(step, AskOptions | AskText):
        found.append(("unclear.then", step.unclear.then))
    return [(field, target) for field, target in found if target]


def targets(step: Step) -> list[str]:
    return [target for _, target in ways(step)]
