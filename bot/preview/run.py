"""A run: one conversation with a book, in memory; the real engine, a world that is only played.

The session is dumped and loaded between any two moves, as in the golden tests.
"""

from __future__ import annotations

import re
from typing import Any, Literal

import msgspec

from bot.engine import play, screens
from bot.engine.book import Book, Texts
from bot.engine.callback import command_data, option_data, read
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
    WithdrawCase,
)
from bot.engine.session import Session, dump, load
from bot.engine.step import step
from bot.engine.turn import Turn
from post.messages import Message

Kind = Literal["start", "tap", "type", "send", "command", "wait", "place"]
CASE = "0" * 32
NUMBER = "7F3K-2Q"
"""The case that is not really opened bears the number that it has in the golden tests."""
_DAY = 86_400
_SAID = re.compile(r"([a-z0-9_-]+)/([a-z0-9_-]+)/say")


class Move(msgspec.Struct, frozen=True):
    """What a resident does, or time.

    `value`: the flow started, the option's id, the words, the kind of thing sent, the command,
    the seconds; for `place` "flow/step". `data` is the button's, when its question is not the
    open one.
    """

    kind: Kind
    value: str
    data: str = ""


class Entry(msgspec.Struct, frozen=True):
    """One line of the phone: a message of the bot, the resident's words, a note of the preview."""

    who: Literal["bot", "resident", "note"]
    message: Message


class Trail:
    """Passes a catalogue's texts on and notes which places were looked up."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self.places: list[str] = []

    def get(self, lang: str, place: str, source: str) -> str:
        self.places.append(place)
        return self._texts.get(lang, place, source)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._texts, name)


class Run:
    """`entries` is what the phone shows, `passed` the steps walked through ("flow/step").

    `saved` keeps the answers that a handoff took out of the session, `handed_to` the team of a
    handoff in the last move.
    """

    def __init__(self, book: Book, lang: str, *, begin: float, messenger: bool) -> None:
        self._trail = Trail(book.texts)
        self.book = msgspec.structs.replace(book, texts=self._trail)
        self.lang = lang
        self.now = self.begin = begin
        self.messenger = messenger
        self.entries: list[Entry] = []
        self.passed: list[str] = []
        self.saved: dict[str, dict[str, str]] = {}
        self.handed_to = ""
        self._session = dump(Session(lang=lang))

    @property
    def session(self) -> Session:
        return load(self._session)

    def fork(self) -> Run:
        """The same conversation, to be gone on with in another way; its phone starts empty."""
        other = Run.__new__(Run)
        other.__dict__.update(self.__dict__)
        other.entries, other.passed = self.entries[-1:], []
        return other

    def do(self, move: Move) -> bool:
        """Make a move. False, and nothing has happened, when it is not possible here."""
        match move.kind:
            case "start":
                return self._start(move.value)
            case "tap":
                return self._tap(move)
            case "type":
                self._own(move.value)
                self._turn(Typed(move.value))
            case "send":
                self._note(f"Gesendet: {move.value}")
                self._turn(Sent(move.value))
            case "command":
                return self._command(move.value)
            case "wait":
                self._wait(int(move.value))
            case "place":
                return self._place(*move.value.split("/", 1))
        return True

    def buttons(self) -> dict[str, str]:
        """The options that can be tapped: id → data."""
        said = [entry.message for entry in self.entries if entry.who == "bot"]
        rows = said[-1].buttons if said else ()
        return {button.data.partition(".")[2]: button.data for row in rows for button in row}

    def at(self) -> str:
        """Where the conversation stands, in the words of the editors' tests."""
        session = self.session
        if session.screen and not (session.screen == "consent" and session.pending == "step"):
            return session.screen
        return session.step or ("case" if session.case else "")

    def speak(self, lang: str) -> None:
        """From now on in another language; the open question comes again."""
        self.lang = lang
        session = self.session
        session.lang = lang
        self._session = dump(session)
        self.repeat()

    def repeat(self) -> None:
        """Show the open question again, as it reads now."""
        self._turn(Tapped(""))

    # moves

    def _start(self, flow_id: str) -> bool:
        flow = self.book.flows.get(flow_id)
        if flow is None:
            return False
        if flow.deeplink:
            self._turn(Started(flow.deeplink))
            return True
        before = self.fork()
        before._turn(Started())
        if f"f-{flow_id}"[:40] not in before.buttons():
            return False
        self._turn(Started())
        return self._tap(Move("tap", f"f-{flow_id}"[:40]))

    def _tap(self, move: Move) -> bool:
        data = move.data or self.buttons().get(move.value)
        if data is None:
            return False
        self._turn(Tapped(data))
        return True

    def _command(self, name: str) -> bool:
        known = next((command for command in COMMANDS if command == name), None)
        if known is None:
            return False
        self._turn(Commanded(known))
        return True

    def _wait(self, seconds: int) -> None:
        session, before = self.session, self.now
        self.now += seconds
        flow = self.book.flows.get(session.flow)
        self._note(f"⏩ {_span(seconds)} später")
        if session.case:
            return
        forget = flow.forget if flow and flow.forget else _DAY
        if self.now - before >= forget:
            self._note(f"Vorschau: Nach {_span(forget)} ohne Nachricht ist alles vergessen.")
            self._session = dump(Session(lang=session.lang))
        elif flow and flow.remind and seconds >= flow.remind:
            self._note(f"Vorschau: Nach {_span(flow.remind)} käme hier eine Erinnerung.")

    def _place(self, flow_id: str, step_id: str) -> bool:
        """Stand at a step as if by magic: for steps that no way of ours leads to."""
        flow = self.book.flows.get(flow_id)
        if flow is None or step_id not in flow.steps:
            return False
        if not self.session.welcomed:
            self._turn(Started())
        turn = Turn(self.book, self.session, self._context(), screens)
        self._trail.places.clear()
        play.go(turn, flow, step_id)
        self._keep(turn.session, turn.outcome())
        return True

    # turns

    def _turn(self, event: Event) -> None:
        self._trail.places.clear()
        self.handed_to = ""
        session, outcome = step(self.book, self.session, event, self._context())
        if isinstance(event, Tapped) and event.data:
            self._own(outcome.tapped)
        if isinstance(event, Commanded | Tapped) and outcome.erased:
            self.entries.clear()
        self._keep(session, outcome)
        match outcome.effect:
            case OpenCase(team):
                self.handed_to = team
                self._note("Vorschau: nichts wird übergeben. So ginge es danach weiter:")
                session, outcome = step(
                    self.book, session, CaseOpened(CASE, NUMBER), self._context()
                )
                self._keep(session, outcome)
            case ForCase():
                self._note("Vorschau: nichts wird übergeben. Das ginge jetzt an die Beratung.")
            case WithdrawCase():
                self._note("Vorschau: Hier würde das Anliegen zurückgezogen.")

    def _keep(self, session: Session, outcome: Outcome) -> None:
        self.entries += [Entry("bot", message) for message in outcome.messages]
        for flow_id, given in session.answers.items():
            self.saved[flow_id] = dict(given)
        self._pass(session)
        self._session = dump(Session(lang=self.lang) if outcome.erased else session)
        self.lang = self.session.lang

    def _pass(self, session: Session) -> None:
        """What was said and the question that stands open now."""
        said = [found for place in self._trail.places if (found := _SAID.fullmatch(place))]
        walked = [f"{found[1]}/{found[2]}" for found in said]
        if session.step:
            walked.append(f"{session.flow}/{session.step}")
        self.passed += [here for here in walked if self.passed[-1:] != [here]]

    def _context(self) -> Context:
        return Context(now=self.now, messenger=self.messenger)

    def _own(self, text: str) -> None:
        if text:
            self.entries.append(Entry("resident", Message(text, self.lang, author="resident")))

    def _note(self, text: str) -> None:
        self.entries.append(Entry("note", Message(text, "de", author="notice")))


def option_of(data: str) -> str:
    """What a test calls this button: the option's or the command's id."""
    return data.partition(".")[2]


def _span(seconds: int) -> str:
    for size, one, many in ((_DAY, "Tag", "Tagen"), (3600, "Stunde", "Stunden")):
        if seconds % size == 0:
            return f"1 {one}" if seconds == size else f"{seconds // size} {many}"
    return f"{seconds // 60} Minuten"
