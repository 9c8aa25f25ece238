"""A play: what one tab of the editor's browser plays, move by move.

Because it keeps its moves it can play them again: in another language, after a save, without the
last one. The place is never lost: where the same moves lead elsewhere now, the conversation goes
on where it stood, as it does for residents.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from bot.engine.book import Book
from bot.engine.flow import Flow
from bot.preview.pseudo import PSEUDO, PseudoTexts
from bot.preview.route import route
from bot.preview.run import Move, Run
from bot.preview.tests_file import Saved, line_of, save
from post.errors import BadInput, Conflict

MAX_MOVES = 300
_MAX_TEXT = 4000


class Play:
    """`note` tells what happened at the last replay; `bent`: its moves no longer lead here."""

    def __init__(self, book: Book, flow: str, lang: str, clock: Callable[[], float]) -> None:
        self.begin = clock()
        self.source = book
        self.book = with_pseudo(book)
        self.lang = lang
        self.messenger = False
        self.moves: list[Move] = []
        self.note = ""
        self.bent = False
        self.run = self._fresh(lang)
        self.shown = flow
        self.do(Move("start", flow))

    # what the editor does

    def do(self, move: Move) -> None:
        """Raises BadInput for a move that cannot be made, Conflict when there are too many."""
        if len(self.moves) >= MAX_MOVES:
            raise Conflict("Dieses Gespräch ist sehr lang. Bitte neu beginnen.", code="too_long")
        if len(move.value) > _MAX_TEXT:
            raise BadInput("Dieser Text ist zu lang.", code="too_long")
        move = self._named(move)
        if not self.run.do(move):
            raise BadInput("Das geht an dieser Stelle nicht.", code="not_here")
        self.moves.append(move)
        self.note = ""
        self._follow()

    def start(self, flow: str) -> None:
        """Begin anew, with this flow."""
        self._begin_again()
        self.do(Move("start", flow))

    def jump(self, flow: str, step: str) -> None:
        """Go to a step by the shortest way of real answers; where there is none, just stand there.

        Raises BadInput when there is no such step.
        """
        if flow not in self.book.flows or step not in self.book.flows[flow].steps:
            raise BadInput("Diesen Schritt gibt es nicht.", code="unknown_step")
        way = route(self.source, flow, step, lang="de", begin=self.begin)
        self._begin_again()
        for move in way or [Move("place", f"{flow}/{step}")]:
            self.do(move)
        if way is None:
            self.note = (
                "Zu diesem Schritt führt kein Weg, den die Vorschau kennt. Sie stehen jetzt ohne "
                "Antworten dort; als Test lässt sich das nicht speichern."
            )

    def undo(self) -> None:
        if len(self.moves) > 1:
            self.moves.pop()
            self.run = self._played(self.lang) or self.run
            self.note, self.bent = "", False
            self._follow()

    def speak(self, lang: str) -> None:
        """The same conversation in another language. Raises BadInput for an unknown one."""
        if lang not in {known.id for known in self.book.languages}:
            raise BadInput("Diese Sprache gibt es nicht.", code="unknown_language")
        self.lang = lang
        self._again("In dieser Sprache führen dieselben Eingaben an eine andere Stelle.")

    def on_messenger(self, messenger: bool) -> None:
        self.messenger = messenger
        self.run = self._played(self.lang) or self.run
        self._follow()

    def save_test(self, folder: Path, name: str) -> Saved:
        """Write what was played as a test. Raises Conflict when it cannot be one."""
        if self.bent:
            why = "Die Abläufe haben sich geändert, seit Sie begonnen haben. Bitte neu beginnen."
            raise Conflict(why, code="bent")
        return save(self.source, self.moves, self.run, folder, name)

    def catch_up(self, book: Book) -> None:
        """The files were saved: go on in the new version, at the same place."""
        if book is self.source:
            return
        self.source, self.book = book, with_pseudo(book)
        self._again("Mit denselben Antworten kommt man jetzt an eine andere Stelle.")

    # what the page shows

    def state(self) -> dict[str, Any]:
        session, flow = self.run.session, self.book.flows.get(self.shown)
        passed = [here.split("/", 1) for here in self.run.passed]
        return {
            "lang": self.run.lang,
            "dir": self.book.direction(self.run.lang),
            "messenger": self.messenger,
            "flow": self.shown,
            "step": session.step if session.flow == self.shown else "",
            "screen": session.screen,
            "at": self.run.at(),
            "line": _line(flow, session.step) if session.flow == self.shown else "",
            "ahead": round(self.run.now - self.begin),
            "now": round(self.run.now),
            "passed": [step for flow_id, step in passed if flow_id == self.shown],
            "answers": session.answers,
            "moves": [line_of(move) for move in self.moves],
            "note": self.note,
            "entries": [
                {
                    "who": entry.who,
                    "dir": self.book.direction(entry.message.lang),
                    **msgspec.to_builtins(entry.message),
                }
                for entry in self.run.entries
            ],
        }

    # playing again

    def _again(self, elsewhere: str) -> None:
        """Play all moves again; when they lead elsewhere, stay at the place and say so."""
        again = self._played(self.lang)
        if again and self._same_place(again):
            self.run, self.note = again, ""
        else:
            self.run.go_on_in(self.book)
            self.run.speak(self.lang)
            self.note, self.bent = elsewhere, True
        self._follow()

    def _same_place(self, other: Run) -> bool:
        before, now = self.run.at(), other.at()
        flow = self.book.flows.get(other.session.flow)
        step = flow.steps.get(now) if flow else None
        return before == now or (step is not None and before in step.renamed_from)

    def _played(self, lang: str) -> Run | None:
        run = self._fresh(lang)
        return run if all(run.do(move) for move in self.moves) else None

    def _fresh(self, lang: str) -> Run:
        return Run(self.book, lang, begin=self.begin, messenger=self.messenger)

    def _begin_again(self) -> None:
        self.moves.clear()
        self.run, self.note, self.bent = self._fresh(self.lang), "", False

    def _named(self, move: Move) -> Move:
        """A tap on the open question is remembered by the option's id alone."""
        if move.kind != "tap" or not move.data:
            return move
        if re.match(r"c[0-9a-z]{0,6}\.", move.data):
            return Move("command", move.data.partition(".")[2])
        option = move.data.partition(".")[2]
        is_open = self.run.buttons().get(option) == move.data
        return Move("tap", option, "" if is_open else move.data)

    def _follow(self) -> None:
        """The graph beside the phone is the one of the flow that is played."""
        self.lang = self.run.lang
        self.shown = self.run.session.flow or self.shown


def with_pseudo(book: Book) -> Book:
    return msgspec.structs.replace(
        book, languages=(*book.languages, *PSEUDO), texts=PseudoTexts(book.texts)
    )


def _line(flow: Flow | None, step: str) -> str:
    """Where the present step stands: flows/report.yaml:45."""
    if flow is None or step not in flow.steps:
        return ""
    return f"{flow.file}:{flow.place(f'steps.{step}')[0]}"
