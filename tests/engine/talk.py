"""A conversation with the engine alone: what a resident does, and what they then see.

The session is dumped and loaded between any two turns, as it is in service, and the desk is played
here: it opens every case and takes every message.
"""

from __future__ import annotations

import datetime as dt

from bot.engine.book import Book
from bot.engine.callback import OptionTap, read
from bot.engine.events import (
    CaseOpened,
    Command,
    Commanded,
    Context,
    Effect,
    Event,
    ForCase,
    OpenCase,
    Sent,
    Started,
    Tapped,
    Typed,
)
from bot.engine.session import Session, dump, load
from bot.engine.step import step
from post.messages import Button, Message

NUMBER = "7F3K-2Q"
CASE = "0" * 32
NOON = 1_795_435_200.0
"""2026-11-23 12:00 UTC."""


class Talk:
    def __init__(self, book: Book, lang: str = "de", context: Context | None = None) -> None:
        self.book = book
        self.session = Session(lang=lang)
        self.context = context or Context(now=NOON)
        self.said: list[Message] = []
        """What the last turn said."""
        self.effects: list[Effect] = []
        """Everything the engine asked of the desk so far."""
        self.erased = False
        self.tapped = ""
        self.refused = ""
        self.door: Session | None = None
        """How the last door that was shown lets them go on."""
        self.takes_more = True
        """Whether an open case takes the answers of a second handoff."""

    # what a resident does

    def start(self, payload: str = "") -> Talk:
        return self.happens(Started(payload))

    def type(self, text: str) -> Talk:
        return self.happens(Typed(text))

    def tap(self, option: str) -> Talk:
        """An option of the open question, by its id."""
        return self.tap_data(self.data(option))

    def tap_data(self, data: str) -> Talk:
        return self.happens(Tapped(data))

    def command(self, name: Command) -> Talk:
        return self.happens(Commanded(name))

    def send(self, kind: str = "photo") -> Talk:
        return self.happens(Sent(kind))

    def happens(self, event: Event) -> Talk:
        self.said = []
        self._turn(event)
        return self

    def _turn(self, event: Event) -> None:
        session, outcome = step(self.book, load(dump(self.session)), event, self.context)
        self.session, self.erased, self.tapped = session, outcome.erased, outcome.tapped
        self.refused, self.door = outcome.refused, outcome.door or self.door
        self.said += outcome.messages
        if outcome.effect is not None:
            self.effects.append(outcome.effect)
        effect = outcome.effect
        adding = isinstance(effect, ForCase) and effect.handoff and self.takes_more
        if isinstance(effect, OpenCase) or adding:
            self._turn(CaseOpened(CASE, NUMBER))
            self.tapped = outcome.tapped

    # what they see

    @property
    def text(self) -> str:
        return "\n\n".join(message.text for message in self.said)

    @property
    def buttons(self) -> dict[str, Button]:
        """The last message's options, by id; a button of a command is not one of them."""
        rows = self.said[-1].buttons if self.said else ()
        buttons = {}
        for row in rows:
            for button in row:
                tap = read(button.data)
                assert tap is not None, button.data
                if isinstance(tap, OptionTap):
                    buttons[tap.option] = button
        return buttons

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.buttons.values()]

    @property
    def controls(self) -> dict[str, str]:
        """The last message's controls: command → data."""
        return {button.data.partition(".")[2]: button.data for button in self.said[-1].controls}

    @property
    def at(self) -> str:
        """Where the person stands: a flow's step, one of the engine's screens, or their case."""
        session = self.session
        if session.screen and not (session.screen == "consent" and session.pending == "step"):
            return session.screen
        return session.step or ("case" if session.case else "")

    def data(self, option: str) -> str:
        assert option in self.buttons, f"{option!r} is not among {list(self.buttons)} at {self.at}"
        return self.buttons[option].data

    def word(self, key: str, **values: str) -> str:
        return self.book.word(self.session.lang, key, dt.date(2026, 11, 23), **values)
