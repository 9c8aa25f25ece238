"""The way to a step: what a resident would tap and write to get there.

A click on a step in the graph leads there by real answers, so that what depends on them (branches,
a summary, the way back) is as it is for a resident. The search plays the real engine.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterator

from bot.engine.book import Book
from bot.engine.flow import DONE, AskText, Branch, Case
from bot.preview.run import Move, Run

MAX_TURNS = 3000
"""Turns the search may play: about a second."""
_WORDS = {
    "text": "Beispiel",
    "number": "30",
    "date": "20.11.2026",
    "phone": "0511 1234567",
    "email": "name@example.org",
    "district": "Linden-Nord",
}
"""An answer for each kind of question in own words."""
Decisive = dict[tuple[str, str], set[str] | None]
"""(flow, data key) → the values that branches compare with; None where they compare limits."""
_ELSEWHERE = ("menu", "language", "erase", "offer", "change")


def route(book: Book, flow_id: str, step_id: str, *, lang: str, begin: float) -> list[Move] | None:
    """The shortest way from the flow's start; None when there is none, or it is too long."""
    goal = f"{flow_id}/{step_id}"
    first = Run(book, lang, begin=begin, messenger=False)
    start = Move("start", flow_id)
    if not first.do(start):
        return None
    if goal in first.passed:
        return [start]
    decisive, limits = _decisive(book), _limits(book)
    waiting = deque([(first, [start], 0)])
    seen = {_key(first, decisive)}
    turns = 0
    while waiting and turns < MAX_TURNS:
        run, moves, stayed = waiting.popleft()
        here = run.at()
        for move in _candidates(run, limits, ticked=stayed > 0):
            turns += 1
            further = run.fork()
            if not further.do(move):
                continue
            way = [*moves, move]
            if goal in further.passed:
                return way
            stays = stayed + 1 if further.at() == here else 0
            key = _key(further, decisive)
            if stays > 1 or further.at() in _ELSEWHERE or key in seen:
                continue
            seen.add(key)
            waiting.append((further, way, stays))
    return None


def _candidates(run: Run, limits: list[str], *, ticked: bool) -> list[Move]:
    """What can be tapped here; else what can be written, also on both sides of each limit.

    Ticking one of several options stays at its question; more ticks lead nowhere new.
    """
    buttons = run.buttons()
    if ticked and DONE in buttons:
        return [Move("tap", DONE)]
    taps = [Move("tap", option) for option in buttons]
    flow = run.book.flows.get(run.session.flow)
    question = flow.steps.get(run.session.step) if flow else None
    if taps or not isinstance(question, AskText):
        return taps
    words = [_WORDS[kind] for kind in question.accepts if kind in _WORDS]
    if {"number", "date"} & set(question.accepts):
        bounds = (question.at_least, question.at_most)
        words += [str(bound) for bound in bounds if bound is not None] + limits
    return [Move("type", word) for word in words]


def _decisive(book: Book) -> Decisive:
    """The answers that decide where a branch leads.

    A branch may look at a flow that was called: "other.key".
    """
    found: Decisive = {}
    for flow_id, case in _cases(book):
        for key, condition in case.when.items():
            place = (key.rpartition(".")[0] or flow_id, key.rpartition(".")[2])
            known = found.setdefault(place, set())
            if condition.limits():
                found[place] = None
            elif known is not None:
                known |= set(condition.any_of)
    return found


def _deciding(answer: str, compared: set[str] | None) -> str:
    """As much of an answer as branches look at; of several, those that they look at."""
    if compared is None:
        return answer
    return ",".join(each for each in answer.split(",") if each in compared)


def _limits(book: Book) -> list[str]:
    """Numbers and days just below, at and just above what branches compare with."""
    found = {
        (kind, int(value) + off)
        for _, case in _cases(book)
        for condition in case.when.values()
        for kind, value in condition.limits()
        for off in (-1, 0, 1)
    }
    return [
        str(value) if kind == "number" else dt.date.fromordinal(value).isoformat()
        for kind, value in sorted(found)
    ]


def _cases(book: Book) -> Iterator[tuple[str, Case]]:
    for flow in book.flows.values():
        for step in flow.steps.values():
            for case in step.cases if isinstance(step, Branch) else ():
                yield flow.id, case


def _key(run: Run, decisive: Decisive) -> tuple[object, ...]:
    """Two conversations with the same key go on in the same ways."""
    session = run.session
    given = [
        (flow_id, key, _deciding(session.answers.get(flow_id, {}).get(key, ""), compared))
        for (flow_id, key), compared in sorted(decisive.items())
    ]
    labels = [
        button.label
        for entry in run.entries[-1:]
        for row in entry.message.buttons
        for button in row
    ]
    return (session.flow, session.step, session.screen, tuple(given), tuple(labels))
