"""Golden conversations: tests that editors write as YAML, played against a book.

    test: reports at work and changes their mind
    flow: report
    in: all                      # or a list of languages
    play:
      - start: report
      - tap: "yes"
      - type: Man hat mich weggeschickt.
      - send: photo              # or voice, document, location
      - back                     # any of the engine's commands
      - wait: 6h                 # nothing comes from them; what falls due meanwhile happens
      - expect: {reminded: true}
      - expect: {at: safe, options: ["yes", "no"], chosen: "yes", handoff: ads, saved: {area: work}}

`at` is the id of the open question's step; beyond a flow it is the engine's own screen (menu,
language, erase, change, offer, consent) or `case` while a counsellor's answer is waited for.
`options` are the ids that can be tapped, `chosen` the former answer that the question shows.
`handoff` is the team whose consent stands open, or that was handed over to in the last turn.
`saved` are answers of the test's flow, by data key (or "other.key" of a flow that it calls); those
that went to a counsellor count. Several answers to one question are written as a list.
What falls due while they wait happens, at its time: `reminded`, `forgotten` and `cleared` (true or
false) tell whether in the last turn, or while they waited, a reminder came, everything was
forgotten, and the visible chat was deleted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from bot.engine.book import Book
from bot.engine.callback import OptionTap, read
from bot.engine.events import (
    COMMANDS,
    CaseOpened,
    Commanded,
    Context,
    Event,
    ForCase,
    OpenCase,
    Outcome,
    Sent,
    Started,
    Tapped,
    Typed,
)
from bot.engine.fields import Fields
from bot.engine.flow import Handoff
from bot.engine.problems import Problem, did_you_mean
from bot.engine.session import Session, dump, load
from bot.engine.silence import HAPPENINGS, Happening, happened, next_due
from bot.engine.step import step
from bot.engine.yaml_nodes import Node, Place, parse
from post.messages import Message

_TOP = {"test", "flow", "in", "play"}
_MOVES = ["start", "tap", "type", "send", "wait", "expect"]
_EXPECTED = {"at", "options", "chosen", "handoff", "saved", *HAPPENINGS}
_BEGIN = 1_795_435_200.0
"""2026-11-23 12:00 UTC."""


class Move(msgspec.Struct, frozen=True):
    """`kind` is one of the moves or "command"; `place` is its line and column."""

    kind: str
    value: Any
    place: Place


class Test(msgspec.Struct, frozen=True):
    """`langs` is empty where the test is for all languages."""

    name: str
    file: str
    flow: str
    langs: tuple[str, ...]
    play: tuple[Move, ...]


# reading


def read_test(text: str, file: str, problems: list[Problem]) -> Test | None:
    """The test, or None when its file has problems, which are added to the list."""
    before = len(problems)
    root = parse(text, file, problems)
    if root is None:
        return None
    top = Fields(root, file, problems, "a test")
    top.only(_TOP)
    langs = top.texts("in")
    play = root.value.get("play") if isinstance(root.value, dict) else None
    moves = play.value if play else []
    if not isinstance(moves, list) or not moves:
        top.problem('"play" is a list of what happens.', "- start: flow", top.key_place("play"))
        moves = []
    test = Test(
        name=top.text("test", needed=True),
        file=file,
        flow=top.identifier("flow", needed=True),
        langs=() if langs in ((), ("all",)) else langs,
        play=tuple(move for node in moves if (move := _move(node, top))),
    )
    return test if len(problems) == before else None


def _move(node: Node, top: Fields) -> Move | None:
    if node.value in COMMANDS:
        return Move("command", node.value, node.place)
    if not isinstance(node.value, dict) or len(node.value) != 1:
        todo = did_you_mean(str(node.value), [*_MOVES, *COMMANDS])
        top.problem("A line of play is one move.", todo, node.place)
        return None
    fields = Fields(node, top.file, top.problems, "play")
    fields.only(set(_MOVES))
    ((kind, value),) = node.items()
    if kind == "wait":
        return Move(kind, fields.span(kind), node.place)
    if kind != "expect":
        return Move(kind, fields.text(kind, needed=True), node.place)
    expected = Fields(value, top.file, top.problems, "expect")
    expected.only(_EXPECTED)
    for key in HAPPENINGS:
        expected.flag(key)
    return Move(kind, {key: _plain(part) for key, part in expected.node.items()}, node.place)


def _plain(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {key: _plain(part) for key, part in node.items()}
    if isinstance(node.value, list):
        return [_plain(part) for part in node.value]
    if isinstance(node.value, bool):
        return node.value
    return "" if node.value is None else str(node.value)


# playing


def languages(book: Book, test: Test) -> list[str]:
    return [known.id for known in book.languages if not test.langs or known.id in test.langs]


def play(book: Book, test: Test, lang: str) -> list[Problem]:
    """Play a test in a language. The first thing that is not as expected ends it."""
    player = _Player(book, test.flow, lang)
    for move in test.play:
        wrong = next(player.move(move), None)
        if wrong:
            line, column = move.place
            return [Problem(test.file, line, column, f"{test.name} ({lang}): {wrong}")]
    return []


class _Player:
    """One conversation; the session is dumped and loaded between any two turns."""

    def __init__(self, book: Book, flow: str, lang: str) -> None:
        self.book = book
        self.flow = flow
        self.lang = lang
        self.now = _BEGIN
        self.session = dump(Session(lang=lang))
        self.said: tuple[Message, ...] = ()
        self.saved: dict[str, str] = {}
        self.handed_to = ""
        self.happened: set[Happening] = set()
        self.stood: dict[str, str] = {}
        """What could be tapped before they waited: it is still there above a reminder."""

    def move(self, move: Move) -> Iterator[str]:
        """Do it; what is not as expected comes out as sentences."""
        if move.kind == "expect":
            yield from self._expect(move.value)
            return
        self.happened = set()
        if move.kind == "wait":
            yield from self._wait(move.value)
        elif move.kind == "start":
            yield from self._start(move.value)
        elif move.kind == "tap":
            yield from self._tap(move.value)
        elif move.kind == "type":
            yield from self._turn(Typed(move.value))
        elif move.kind == "send":
            yield from self._turn(Sent(move.value))
        else:
            yield from self._turn(Commanded(move.value))

    def _start(self, flow_id: str) -> Iterator[str]:
        """By its deep link, or by its button in the menu."""
        flow = self.book.flows.get(flow_id)
        if flow is None:
            yield f'there is no flow "{flow_id}".'
        elif flow.deeplink:
            yield from self._turn(Started(flow.deeplink))
        else:
            yield from self._turn(Started())
            yield from self._tap(f"f-{flow_id}")

    def _tap(self, option: str) -> Iterator[str]:
        data = self._buttons().get(option) or self.stood.get(option)
        self.stood = {}
        if data is None:
            yield f'"{option}" cannot be tapped here. ' + self._here()
        else:
            yield from self._turn(Tapped(data))

    def _turn(self, event: Event) -> Iterator[str]:
        self.handed_to = ""
        session, outcome = self._step(load(self.session), event)
        messages, opened = outcome.messages, outcome.effect
        self.happened |= happened(event, outcome)
        if isinstance(opened, OpenCase):
            self.handed_to = opened.team
        if isinstance(opened, OpenCase) or (isinstance(opened, ForCase) and opened.handoff):
            taken = CaseOpened("0" * 32, "7F3K-2Q")
            session, outcome = self._step(load(dump(session)), taken)
            messages += outcome.messages
        if outcome.erased:
            session = Session(lang=self.lang)
            self.saved.clear()
        self.session = dump(session)
        self.said = tuple(message for message in messages if message.text) or self.said
        yield from _wrong_with(messages)
        if not (outcome.erased or session.screen or session.step or session.case):
            yield "nothing is asked any more: a dead end."

    def _step(self, before: Session, event: Event) -> tuple[Session, Outcome]:
        session, outcome = step(self.book, before, event, Context(now=self.now))
        self._remember(session)
        return session, outcome

    def _remember(self, session: Session) -> None:
        """Answers leave the session with the handoff; the test still asks about them."""
        if session.answers:
            self.saved = {
                key if flow == self.flow else f"{flow}.{key}": value
                for flow, given in session.answers.items()
                for key, value in given.items()
            }

    def _wait(self, seconds: int) -> Iterator[str]:
        """What falls due in the meantime happens at its time."""
        until, self.stood = self.now + seconds, self._buttons()
        while due := next_due(self.book, load(self.session), until):
            self.now = max(self.now, due.at)
            yield from self._turn(due.event)
        self.now = until

    def _expect(self, expected: dict[str, Any]) -> Iterator[str]:
        session = load(self.session)
        found: dict[str, Any] = {
            "at": _at(session),
            "options": list(self._buttons()),
            "chosen": session.path[-1].chosen if session.path else "",
            "handoff": self._team(session),
            **{key: key in self.happened for key in HAPPENINGS},
        }
        for key, wanted in _as_kept(expected).items():
            if key == "saved":
                got: Any = {data: self.saved.get(data, "") for data in wanted}
            else:
                got = found[key]
            if got != wanted:
                yield f"expected {key} {wanted}, found {got}. " + self._here()

    def _team(self, session: Session) -> str:
        if self.handed_to or session.screen != "consent":
            return self.handed_to
        flow = self.book.flows.get(session.flow)
        at = flow.steps.get(session.step) if flow else None
        if session.pending == "step" and isinstance(at, Handoff):
            return at.team
        return (flow.team() if flow else "") or self.book.first_team()

    def _buttons(self) -> dict[str, str]:
        rows = self.said[-1].buttons if self.said else ()
        taps = {button.data: read(button.data) for row in rows for button in row}
        return {tap.option: data for data, tap in taps.items() if isinstance(tap, OptionTap)}

    def _here(self) -> str:
        options = ", ".join(self._buttons()) or "–"
        last = self.said[-1].text if self.said else "–"
        return f"At {_at(load(self.session))}, options: {options}; last said: {last!r}"


def _at(session: Session) -> str:
    if session.screen and not (session.screen == "consent" and session.pending == "step"):
        return session.screen
    return session.step or ("case" if session.case else "")


def _as_kept(expected: dict[str, Any]) -> dict[str, Any]:
    """Several answers to one question may be written as a list; they are kept with commas."""

    def joined(value: Any) -> Any:
        return ",".join(value) if isinstance(value, list) else value

    kept = {key: joined(value) for key, value in expected.items() if key != "options"}
    if isinstance(expected.get("saved"), dict):
        kept["saved"] = {data: joined(value) for data, value in expected["saved"].items()}
    return expected | kept


def _wrong_with(messages: tuple[Message, ...]) -> Iterator[str]:
    """What may never happen, whatever the test expects."""
    for message in messages:
        if not (message.text.strip() or message.erase):
            yield "an empty message was sent."
        for button in (*(button for row in message.buttons for button in row), *message.controls):
            if not button.label.strip() or len(button.data.encode()) > 64:
                yield f"a button cannot be sent: {button}."
