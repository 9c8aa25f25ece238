"""A flow as the engine plays it: the model that the reader fills and the steps share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal, get_args

import msgspec

from bot.engine.conditions import Condition

Keep = Literal["never", "session", "case"]
Pressing = Literal["danger", "soon"]
"""Why somebody cannot wait: danger, or something runs out within 7 days."""
Accepted = Literal[
    "text",
    "number",
    "date",
    "phone",
    "email",
    "voice",
    "photo",
    "document",
    "location",
    "district",
]
"""What a question can be answered with in own words."""
ACCEPTED: tuple[Accepted, ...] = get_args(Accepted)
SENT: frozenset[Accepted] = frozenset({"voice", "photo", "document", "location"})
"""What is sent rather than typed; only a messenger can do that."""
MAX_CALLS = 3
"""How many flows deep a flow may call others."""
DONE = "done"
"""The button that ends a choice of several; no option of such a question can be called so."""


class Data(msgspec.Struct, frozen=True):
    """What is asked: how long it is kept, and whether it is for the safe line only.

    `type` is empty where the file leaves it to the question.
    """

    type: Literal["", "choice"] | Accepted = ""
    keep: Keep = "session"
    sensitive: bool = False
    about: str = ""


class Unclear(msgspec.Struct, frozen=True):
    """After how many answers that were not understood a person goes where."""

    tries: int = 2
    then: str = ""


class Option(msgspec.Struct, frozen=True):
    """`next` is empty where several can be chosen: then the question leads on."""

    id: str
    label: str
    next: str
    accept: tuple[str, ...] = ()


class Base(msgspec.Struct, frozen=True, kw_only=True):
    """What every step may carry. `audio` names the file that reads it aloud, in each language."""

    id: str
    help: str = ""
    audio: str = ""
    checkpoint: bool = False
    renamed_from: tuple[str, ...] = ()


class Say(Base, frozen=True, tag="say", kw_only=True):
    """`image` names a file in flows/media. It is left out before `since` and after
    `until` (both days are in it).
    """

    text: str
    next: str = ""
    link: str = ""
    image: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    def holds(self, today: dt.date) -> bool:
        return (self.since or today) <= today <= (self.until or today)


class AskOptions(Base, frozen=True, tag="options", kw_only=True):
    """With `many` several can be chosen, `at_least` to `at_most`, and `next` leads on.

    `exact`: typed words count only when they are an option's very words, or its number.
    """

    text: str
    options: tuple[Option, ...]
    save: str = ""
    unclear: Unclear = Unclear()
    many: bool = False
    exact: bool = False
    next: str = ""
    at_least: int = 1
    at_most: int = 0

    def option(self, option_id: str) -> Option | None:
        return next((option for option in self.options if option.id == option_id), None)


class AskText(Base, frozen=True, tag="text", kw_only=True):
    """`at_least` and `at_most` limit a number."""

    text: str
    next: str
    save: str = ""
    unclear: Unclear = Unclear()
    accepts: tuple[Accepted, ...] = ("text",)
    at_least: int | None = None
    at_most: int | None = None


class Case(msgspec.Struct, frozen=True):
    """One way out of a branch: all of `when` must hold; empty `when` is the else.

    A key is a data key of the flow, or "other.key" of a flow that is called.
    """

    when: dict[str, Condition]
    next: str


class Branch(Base, frozen=True, tag="branch", kw_only=True):
    cases: tuple[Case, ...]


class Urgent(msgspec.Struct, frozen=True):
    """A handoff is this urgent when all of `when` holds; keys are those of a Case."""

    level: Pressing
    when: dict[str, Condition]


class Handoff(Base, frozen=True, tag="handoff", kw_only=True):
    """`consent` names what goes along: data keys, or "other.key" of a flow that is called.

    The first of `urgency` that holds counts.
    """

    team: str
    next: str
    consent: tuple[str, ...] = ()
    urgency: tuple[Urgent, ...] = ()


class Call(Base, frozen=True, tag="call", kw_only=True):
    """Plays another flow and comes back; an empty `next` ends this one after it."""

    flow: str
    next: str = ""


class End(Base, frozen=True, tag="end", kw_only=True):
    """The flow is over, without another word."""


Step = Say | AskOptions | AskText | Branch | Handoff | Call | End
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
        found.append(("next", step.next))
    elif isinstance(step, End):
        found = []
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


def owner(flows: Mapping[str, Flow], flow: Flow, key: str) -> tuple[Flow, str] | None:
    """The flow in which an answer is asked, and its data key there.

    `key` is a data key of `flow`, or "other.key" of a flow that it calls.
    """
    name, dot, rest = key.partition(".")
    if not dot:
        return flow, key
    other = flows.get(name)
    return (other, rest) if other else None
