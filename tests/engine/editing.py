"""An editor at work: random flows, what is done to them, and where FLOWS.md says people land."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import strategies as st

from bot.engine.flow import (
    AskOptions,
    AskText,
    Branch,
    Case,
    Data,
    Flow,
    Handoff,
    Option,
    Say,
    Step,
)
from bot.engine.session import Session

END = Say(id="end", text="Ende.")
OPTIONS = ("a", "b", "c")
LENGTH = 6


def draw_flow(draw: Any, flow_id: str) -> Flow:
    """Questions one after the other, some of them with ways that skip what follows."""
    steps: list[Step] = []
    for at in range(LENGTH):
        name, after = f"s{at}", f"s{at + 1}" if at + 1 < LENGTH else "end"
        ways = [after, *(f"s{other}" for other in range(at + 2, LENGTH))]
        checkpoint = draw(st.booleans())
        if draw(st.integers(0, 2)):
            options = tuple(
                Option(id=key, label=f"{key} {at}", next=draw(st.sampled_from(ways)))
                for key in OPTIONS
            )
            step: Step = AskOptions(
                id=name, text="?", options=options, save=f"d{at}", checkpoint=checkpoint
            )
        else:
            step = AskText(id=name, text="?", next=after, save=f"d{at}", checkpoint=checkpoint)
        steps.append(step)
    return flow_of(flow_id, [*steps, END])


def edit(draw: Any, flow: Flow) -> Flow:
    """What an editor does in an afternoon; what comes out passes the checks of targets."""
    steps, redirects = dict(flow.steps), dict(flow.redirects)
    for number in range(draw(st.integers(1, 4))):
        questions = [key for key in steps if key != "end"]
        kinds = ["add", "options", "kind"] + (["rename", "remove", "redirect"] if questions else [])
        kind = draw(st.sampled_from(kinds))
        if kind == "add":
            new = AskText(id=f"n{number}", text="?", next="end", save="", checkpoint=True)
            steps[new.id] = new
            continue
        if not questions:
            continue
        name = draw(st.sampled_from(questions))
        if kind == "options":
            change_options(draw, steps, name)
        elif kind == "kind":
            change_kind(draw, steps, name)
        elif kind == "rename":
            rename(steps, name, f"{name}r")
        else:
            target = remove(steps, name)
            if kind == "redirect" and target != "end":
                redirects[name] = target
    start = next(iter(steps))
    redirects = {old: new for old, new in redirects.items() if new in steps and old not in steps}
    data = {save: Data() for step in steps.values() if (save := getattr(step, "save", ""))}
    changes = {"steps": steps, "start": start, "redirects": redirects, "data": data}
    return msgspec.structs.replace(flow, **changes)


def change_options(draw: Any, steps: dict[str, Step], name: str) -> None:
    step = steps[name]
    if isinstance(step, AskOptions):
        left = draw(st.lists(st.sampled_from(step.options), min_size=1, unique_by=lambda o: o.id))
        added = Option(id="z", label="neu", next=left[0].next)
        left = [option for option in left if option.id != "z"]
        steps[name] = msgspec.structs.replace(step, options=(*left, added))


def change_kind(draw: Any, steps: dict[str, Step], name: str) -> None:
    step = steps[name]
    after = following(step)
    common = {"id": name, "checkpoint": step.checkpoint, "renamed_from": step.renamed_from}
    save = getattr(step, "save", "")
    kinds: list[Step] = [
        Say(text="Nur gesagt.", next=after, **common),
        AskText(text="?", next=after, save=save, accepts=("number",), **common),
        AskText(text="?", next=after, save=save, **common),
        AskOptions(text="?", options=(Option("a", "A", after),), save=save, **common),
        Branch(cases=(Case({}, after),), **common),
        Handoff(team="ads", next=after, **common),
    ]
    steps[name] = draw(st.sampled_from(kinds))


def following(step: Step) -> str:
    if isinstance(step, AskOptions):
        return step.options[0].next
    return step.cases[-1].next if isinstance(step, Branch) else step.next or "end"


def rename(steps: dict[str, Step], name: str, new: str) -> None:
    old = steps[name]
    changed = msgspec.structs.replace(old, id=new, renamed_from=(*old.renamed_from, name))
    rebuilt = {new if key == name else key: step for key, step in steps.items()}
    rebuilt[new] = changed
    steps.clear()
    steps.update({key: retarget(step, name, new) for key, step in rebuilt.items()})


def remove(steps: dict[str, Step], name: str) -> str:
    after = following(steps[name])
    after = after if after != name else "end"
    del steps[name]
    steps.update({key: retarget(step, name, after) for key, step in list(steps.items())})
    return after


def retarget(step: Step, old: str, new: str) -> Step:
    def to(target: str) -> str:
        return new if target == old else target

    if isinstance(step, AskOptions):
        options = tuple(
            msgspec.structs.replace(option, next=to(option.next)) for option in step.options
        )
        return msgspec.structs.replace(step, options=options)
    if isinstance(step, Branch):
        cases = tuple(msgspec.structs.replace(case, next=to(case.next)) for case in step.cases)
        return msgspec.structs.replace(step, cases=cases)
    return msgspec.structs.replace(step, next=to(step.next)) if hasattr(step, "next") else step


def asks(flow: Flow | None, step_id: str) -> bool:
    return flow is not None and isinstance(flow.steps.get(step_id), AskOptions | AskText | Handoff)


def now_called(flow: Flow, step_id: str) -> str:
    if step_id in flow.steps:
        return step_id
    return next((s.id for s in flow.steps.values() if step_id in s.renamed_from), step_id)


def still_valid(flow: Flow, key: str, value: str) -> bool:
    for step in flow.steps.values():
        if isinstance(step, AskOptions) and step.save == key and step.option(value):
            return True
        if isinstance(step, AskText) and step.save == key:
            return "text" in step.accepts or value.isdecimal()
    return False


def walked(flow: Flow, step_id: str) -> str:
    """Where one stops who goes on from here; "" at the end."""
    while step_id and not asks(flow, step_id):
        step = flow.steps[step_id]
        step_id = step.cases[-1].next if isinstance(step, Branch) else step.next
    return step_id


def expected(flow: Flow | None, session: Session) -> str:
    """FLOWS.md, written down once more; "" where it is the menu."""
    if flow is None:
        return ""
    path = [now_called(flow, visit.step) for visit in session.path]
    here, given = path[-1], session.answers.get(flow.id, {})
    if asks(flow, here):
        return invalid(flow, path[:-1], given) or here
    if here in flow.steps:
        return walked(flow, here)
    if flow.redirects.get(here, "") in flow.steps:
        return walked(flow, flow.redirects[here])
    left = [name for name in path if asks(flow, name)]
    if left:
        return left[-1]
    return walked(flow, last_checkpoint(flow, given))


def invalid(flow: Flow, path: list[str], given: dict[str, str]) -> str:
    """The first question whose answer is no longer possible."""
    for name in path:
        key = getattr(flow.steps.get(name), "save", "")
        if asks(flow, name) and key in given and not still_valid(flow, key, given[key]):
            return name
    return ""


def last_checkpoint(flow: Flow, given: dict[str, str]) -> str:
    found, step_id = "", flow.start
    while step_id in flow.steps:
        step = flow.steps[step_id]
        found = step_id if step.checkpoint else found
        step_id = following_answers(flow, step, given)
    return found


def following_answers(flow: Flow, step: Step, given: dict[str, str]) -> str:
    if isinstance(step, AskOptions | AskText):
        value = given.get(step.save)
        if value is None or not still_valid(flow, step.save, value):
            return ""
        if isinstance(step, AskText):
            return step.next
        option = step.option(value)
        return option.next if option else ""
    if isinstance(step, Branch):
        return step.cases[-1].next
    return step.next if isinstance(step, Say) else ""


def flow_of(flow_id: str, steps: list[Step], **fields: Any) -> Flow:
    data = {save: Data() for step in steps if (save := getattr(step, "save", ""))}
    return Flow(
        id=flow_id,
        file=f"{flow_id}.yaml",
        title=flow_id.title(),
        start=steps[0].id,
        steps={step.id: step for step in steps},
        deeplink=flow_id,
        **{"data": data, **fields},
    )


def base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or "0"
