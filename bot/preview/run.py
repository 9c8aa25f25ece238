"""A run: one conversation with a book, in memory; the real engine, a world that is only played.

The session is dumped and loaded between any two moves, as in the golden tests.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from bot.engine import play, screens
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
    Reminded,
    Sent,
    Started,
    Tapped,
    Typed,
    WithdrawCase,
)
from bot.engine.session import Session, dump, load
from bot.engine.silence import Happening, happened, next_due
from bot.engine.step import step
from bot.engine.turn import Turn
from bot.preview.trail import Steps, Trail, walked
from post.messages import Message

Kind = Literal["start", "tap", "type", "send", "command", "wait", "place"]
CASE = "0" * 32
NUMBER = "7F3K-2Q"
"""The case that is not really opened bears the number that it has in the golden tests."""
_DAY = 86_400


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


class Run:
    """`entries` is what the phone shows, `passed` the steps walked through ("flow/step").

    `saved` keeps the answers that a handoff took out of the session, `handed_to` the team of a
    handoff in the last move, `happened` what the tests of editors call "reminded", "forgotten" and
    "cleared", in the last move.
    """

    def __init__(self, book: Book, lang: str, *, begin: float, messenger: bool) -> None:
        self.go_on_in(book)
        self.lang = lang
        self.now = self.begin = begin
        self.messenger = messenger
        self.entries: list[Entry] = []
        self.passed: list[str] = []
        self.saved: dict[str, dict[str, str]] = {}
        self.handed_to = ""
        self.happened: set[Happening] = set()
        self._session = dump(Session(lang=lang))

    def go_on_in(self, book: Book) -> None:
        """From now on this book is played."""
        self._trail = Trail(book.texts)
        flows = {
            flow.id: msgspec.structs.replace(flow, steps=Steps(flow, self._trail.places))
            for flow in book.flows.values()
        }
        self.book = msgspec.structs.replace(book, flows=flows, texts=self._trail)

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
        self.happened = set()
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
        taps = {button.data: read(button.data) for row in rows for button in row}
        return {tap.option: data for data, tap in taps.items() if isinstance(tap, OptionTap)}

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
        """Show the open question again, as it reads now; a person whose step is gone lands."""
        session, outcome = step(self.book, self.session, Tapped(""), self._context())
        excuse = self.book.word(session.lang, "old_button", turn_day(self.now))
        messages = tuple(said for said in outcome.messages if said.text != excuse)
        self._keep(session, msgspec.structs.replace(outcome, messages=messages))

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
        """Time passes in silence: what is due by the flow's `idle` happens, at its time."""
        until = self.now + seconds
        self._note(f"⏩ {_span(seconds)} später")
        while due := next_due(self.book, self.session, until):
            session = self.session
            self.now = max(self.now, due.at)
            silence = _span(round(self.now) - session.seen)
            if isinstance(due.event, Reminded):
                self._note(f"Vorschau: Erinnerung nach {silence} ohne Nachricht.")
                self._turn(due.event)
            else:
                self._turn(due.event)
                self._note(f"Vorschau: Nach {silence} ohne Nachricht ist alles vergessen.")
        self.now = until

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
        self.happened |= happened(event, outcome)
        if isinstance(event, Tapped) and event.data:
            self._own(outcome.tapped)
        self._keep(session, outcome)
        match outcome.effect:
            case OpenCase(team):
                self.handed_to = team
                self._note("Vorschau: nichts wird übergeben. So ginge es danach weiter:")
                self._open_case(session)
            case ForCase(handoff=True):
                self._note("Vorschau: nichts wird übergeben. Das käme zum offenen Anliegen.")
                self._open_case(session)
            case ForCase():
                self._note("Vorschau: nichts wird übergeben. Das ginge jetzt an die Beratung.")
            case WithdrawCase():
                self._note("Vorschau: Hier würde das Anliegen zurückgezogen.")

    def _open_case(self, session: Session) -> None:
        """What the desk would answer."""
        opened = CaseOpened(session.case or CASE, session.number or NUMBER)
        self._keep(*step(self.book, session, opened, self._context()))

    def _keep(self, session: Session, outcome: Outcome) -> None:
        if any(message.erase for message in outcome.messages):
            self.entries.clear()
        self.entries += [Entry("bot", message) for message in outcome.messages if message.text]
        if outcome.erased:
            self.saved = {}
        else:
            self.saved = {
                **self.saved,
                **{key: dict(all_) for key, all_ in session.answers.items()},
            }
        self._pass(session)
        self._session = dump(Session(lang=self.lang) if outcome.erased else session)
        self.lang = self.session.lang

    def _pass(self, session: Session) -> None:
        """What was said and the question that stands open now."""
        here = [f"{session.flow}/{session.step}"] if session.step else []
        for place in walked(self._trail.places) + here:
            if self.passed[-1:] != [place]:
                self.passed.append(place)

    def _context(self) -> Context:
        return Context(now=self.now, messenger=self.messenger)

    def _own(self, text: str) -> None:
        if text:
            self.entries.append(Entry("resident", Message(text, self.lang, author="resident")))

    def _note(self, text: str) -> None:
        self.entries.append(Entry("note", Message(text, "de", author="notice")))


def turn_day(now: float) -> dt.date:
    return dt.datetime.fromtimestamp(now, dt.UTC).date()


def _span(seconds: int) -> str:
    for size, one, many in ((_DAY, "Tag", "Tagen"), (3600, "Stunde", "Stunden")):
        if seconds % size == 0:
            return f"1 {one}" if seconds == size else f"{seconds // size} {many}"
    return f"{seconds // 60} Minuten"
