"""One turn: what came in is worked off against a session; what is to be said collects here."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from bot.engine.book import Book
from bot.engine.callback import command_data, option_data
from bot.engine.events import Command, Context, Effect, Outcome
from bot.engine.flow import Flow, Handoff, Option, Step
from bot.engine.session import Session
from post.messages import Button, Message

_CONTROLS: tuple[tuple[Command, str], ...] = (
    ("back", "back"),
    ("menu", "menu_button"),
    ("human", "human_button"),
)


class Screens(Protocol):
    """The engine's own questions that playing a flow can lead to."""

    def menu(self, turn: Turn, question: str = "menu") -> None: ...
    def consent(self, turn: Turn, flow: Flow, step: Handoff) -> None: ...
    def door(self, turn: Turn) -> None: ...


class Turn:
    """Of this step only; the session is what stays."""

    def __init__(self, book: Book, session: Session, context: Context, screens: Screens) -> None:
        self.book = book
        self.screens = screens
        self.session = session
        self.context = context
        self.messages: list[Message] = []
        self.effect: Effect | None = None
        self.erased = False
        self.label_tapped = ""
        """What stood on the button that was tapped, if any."""
        self.on_open_question = False
        """The tap was on the open question: what follows may take its place on the screen."""

    @property
    def today(self) -> dt.date:
        return dt.datetime.fromtimestamp(self.context.now, dt.UTC).date()

    def outcome(self) -> Outcome:
        return Outcome(tuple(self.messages), self.effect, self.erased, self.label_tapped)

    def confidential(self, flow: Flow | None) -> bool:
        """Whether what is sensitive may be told here: a team decides that for messengers."""
        if not self.context.messenger or self.book.demo:
            return True
        team = self.book.teams.get(flow.team() if flow else self.book.first_team())
        return team is not None and team.telegram == "allow"

    # words

    def word(self, key: str, **values: str) -> str:
        return self.book.word(self.session.lang, key, self.today, **values)

    def text(self, flow: Flow, step: Step, part: str, source: str) -> str:
        place = f"{flow.id}/{step.id}/{part}"
        return self.book.text(self.session.lang, place, source, self.today)

    def label(self, flow: Flow, step: Step, option: Option) -> str:
        return self.text(flow, step, f"options.{option.id}.label", option.label)

    def title(self, flow: Flow) -> str:
        title = self.book.text(self.session.lang, f"{flow.id}/title", flow.title, self.today)
        return f"{flow.icon} {title}" if flow.icon else title

    # saying and asking

    def tell(self, text: str) -> None:
        self._add(text)

    def ask(self, text: str, options: list[tuple[str, str]]) -> None:
        """Show the open question (number `session.turn`) with its (id, label) options."""
        turn = self.session.turn
        self._add(
            text,
            buttons=tuple((Button(label, option_data(turn, key)),) for key, label in options),
            controls=self._controls(),
        )

    def open_screen(self, screen: str, pending: str = "") -> None:
        """A question of the engine's own becomes the open one."""
        self.session.screen = screen
        self.session.pending = pending
        self.session.asked += 1
        self.session.turn = self.session.asked

    def _controls(self) -> tuple[Button, ...]:
        session = self.session
        senseless: set[Command] = set()
        if session.screen == "menu":
            senseless |= {"menu", "human"} if session.path else {"menu", "human", "back"}
        if session.screen == "consent" or session.case:
            senseless.add("human")
        return tuple(
            Button(self.word(word), command_data(command, session.turn))
            for command, word in _CONTROLS
            if command not in senseless
        )

    def _add(
        self,
        text: str,
        buttons: tuple[tuple[Button, ...], ...] = (),
        controls: tuple[Button, ...] = (),
    ) -> None:
        answers_tap = self.on_open_question and not self.messages
        self.messages.append(
            Message(
                text=text,
                lang=self.session.lang,
                buttons=buttons,
                controls=controls,
                chosen=self.label_tapped if answers_tap else "",
                edits=answers_tap,
            )
        )
