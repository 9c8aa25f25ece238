"""One turn: what came in is worked off against a session; what is to be said collects here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from typing import Protocol

from bot.engine.aloud import OF_PROGRAM, Aloud, recording_of, stem
from bot.engine.book import Book
from bot.engine.callback import command_data, option_data
from bot.engine.counting import BOT, Count, arrived
from bot.engine.direction import isolated, plain
from bot.engine.events import Command, Context, Effect, Outcome
from bot.engine.flow import Flow, Handoff, Option, Say, Step
from bot.engine.session import Session
from post.messages import Button, Message, SealedQuestion

_CONTROLS: tuple[tuple[Command, str], ...] = (
    ("back", "back"),
    ("menu", "menu_button"),
    ("human", "human_button"),
)


_LINK = re.compile(r"https?://[^\s<>\"{}]+")


class Screens(Protocol):
    """The engine's own questions that playing a flow can lead to."""

    def menu(self, turn: Turn, question: str = "menu") -> None: ...
    def reopen(self, turn: Turn, pending: str) -> None: ...
    def offer_human(self, turn: Turn) -> None: ...
    def consent(self, turn: Turn, flow: Flow, step: Handoff) -> None: ...
    def door(self, turn: Turn, there: Session) -> None: ...
    def offer_line(self, turn: Turn) -> None: ...


class Turn:
    """Of this step only; the session is what stays."""

    def __init__(self, book: Book, session: Session, context: Context, screens: Screens) -> None:
        self.book = book
        self.screens = screens
        self.session = session
        self.context = context
        self.messages: list[Message] = []
        self.effect: Effect | None = None
        self.counts: list[Count] = []
        self.erased = False
        self.door: Session | None = None
        """How the conversation goes on where it was led to."""
        self.refused = ""
        """Why what was sent must not have come in this form."""
        self.unasked = False
        """Nothing of this was asked for by a tap or a command, and no words of danger were met."""
        self.label_tapped = ""
        """What stood on the button that was tapped, if any."""
        self.on_open_question = False
        """The tap was on the open question: what follows may take its place on the screen."""
        self._unreviewed: set[str] = set()
        self._unreviewed_labels: set[str] = set()
        """Texts of this turn whose translation nobody has reviewed."""
        self._aloud = Aloud(book)
        self._in_doubt = False
        """One of them was shown in this turn."""
        self.banners_shown = False
        self.held_back = ""
        """Words that waited until the person went on, and are to be taken as an answer now."""
        self.only_ticked = False
        """The question is still open; only its ticks, or what is said about them, have changed."""

    @property
    def today(self) -> dt.date:
        return dt.datetime.fromtimestamp(self.context.now, dt.UTC).date()

    def outcome(self) -> Outcome:
        return Outcome(
            tuple(self.messages),
            self.effect,
            self.erased,
            self.label_tapped,
            tuple(self.counts),
            self.door,
            self.refused,
            self.unasked and not self.session.program,
        )

    def confidential(self, flow: Flow | None) -> bool:
        """Whether what is sensitive may be told here: a team decides that for messengers."""
        if not self.context.messenger or self.book.demo:
            return True
        team = self.book.teams.get(flow.team() if flow else self.book.first_team())
        return team is not None and team.telegram == "allow"

    # words

    def word(self, key: str, **values: str) -> str:
        text = self.book.word(self.session.lang, key, self.today, **values)
        if not values:
            self._aloud.note(self.session.lang, stem(OF_PROGRAM, key), text)
        return text

    def text(self, flow: Flow, step: Step, part: str, source: str) -> str:
        place, lang = f"{flow.id}/{step.id}/{part}", self.session.lang
        text = self.book.text(lang, place, source, self.today)
        if self.book.unreviewed(lang, place, source):
            (self._unreviewed_labels if part.startswith("options.") else self._unreviewed).add(text)
        if part in ("say", "ask"):
            self._aloud.note(lang, recording_of(flow, step), text)
        return text

    def label(self, flow: Flow, step: Step, option: Option) -> str:
        return self.text(flow, step, f"options.{option.id}.label", option.label)

    def title(self, flow: Flow) -> str:
        title = self.book.text(self.session.lang, f"{flow.id}/title", flow.title, self.today)
        return f"{flow.icon} {title}" if flow.icon else title

    def put_in(self, value: str) -> str:
        """A value that is not the text's own, for beside it: it must not turn it round."""
        return isolated(value) if self.book.rtl(self.session.lang) else value

    # saying and asking

    def tell(self, text: str, link: str = "") -> None:
        self._add(text, link=link)

    def say(self, flow: Flow, step: Say) -> None:
        """A step that tells something, with what hangs on it."""
        text = self.text(flow, step, "say", step.text)
        link = plain(self.text(flow, step, "link", step.link))
        if link and not _LINK.fullmatch(link):
            # The fact that should have been the address has none that may be shown.
            text, link = f"{text}\n\n{link}", ""
        self._add(text, link=link, image=step.image)

    def play(self, file: str) -> None:
        """A recording that was asked for."""
        text, lang = self.word("read_none"), self.session.lang
        self.messages.append(Message(text=text, lang=lang, audio=(file,), play=True))

    def ask(
        self,
        text: str,
        options: list[tuple[str, str]],
        ticked: Collection[str] = (),
        *,
        seal: SealedQuestion | None = None,
        intake: bool = False,
    ) -> None:
        """Show the open question (number `session.turn`) with its (id, label) options.

        A tap on one that is `ticked` takes it back. `seal`, `intake`: see Message.
        """
        turn = self.session.turn
        data = {key: option_data(turn, key, off=key in ticked) for key, _ in options}
        self._add(
            text,
            buttons=tuple((Button(label, data[key]),) for key, label in options),
            controls=self._controls(),
            seal=seal,
            intake=intake,
        )

    def open_screen(self, screen: str, pending: str = "") -> None:
        """A question of the engine's own becomes the open one."""
        self.session.screen = screen
        self.session.pending = pending
        self.session.asked += 1
        self.session.turn = self.session.asked
        self.counts.append(arrived(self.session, BOT, screen))

    def _controls(self) -> tuple[Button, ...]:
        session = self.session
        if not session.welcomed:
            return ()  # the language comes first
        senseless: set[Command] = set()
        if session.screen == "menu":
            senseless |= {"menu", "human"} if session.path else {"menu", "human", "back"}
        if session.screen in ("consent", "sealing") or session.case:
            senseless.add("human")
        return tuple(
            Button(self.word(word), command_data(command, session.turn))
            for command, word in _CONTROLS
            if command not in senseless
        )

    def _add(
        self,
        text: str,
        *,
        buttons: tuple[tuple[Button, ...], ...] = (),
        controls: tuple[Button, ...] = (),
        link: str = "",
        image: str = "",
        seal: SealedQuestion | None = None,
        intake: bool = False,
    ) -> None:
        answers_tap = self.on_open_question and not self.messages
        labels = [button.label for row in buttons for button in row]
        audio = self._aloud.of(text, labels)
        if self._is_unreviewed(text, labels):
            self._in_doubt = True
            text = f"{text}\n\n{self.word('machine')}"
        if self._in_doubt and controls:
            german = Button(self.word("german_button"), command_data("german", self.session.turn))
            buttons = (*buttons, (german,))
        if self.context.messenger and (buttons or controls) and (audio or self.readings()):
            read = command_data("read", self.session.turn)
            controls = (*controls, Button(self.word("read_button"), read))
        self.messages.append(
            Message(
                text=text,
                lang=self.session.lang,
                buttons=buttons,
                controls=controls,
                chosen=self.label_tapped if answers_tap and not self.only_ticked else "",
                edits=answers_tap,
                link=link,
                image=image,
                audio=audio,
                seal=seal,
                intake=intake,
            )
        )

    def readings(self) -> tuple[str, ...]:
        """The recordings of what was said in this turn."""
        return tuple(file for message in self.messages for file in message.audio)

    def _is_unreviewed(self, text: str, labels: list[str]) -> bool:
        """Also where the text stands in another one, as in "change that answer?"."""
        return any(plain(part) in plain(text) for part in self._unreviewed) or any(
            label.endswith(part) for part in self._unreviewed_labels for label in labels
        )
