"""Which recordings read aloud what a turn says.

Rules
- A recording is of one language and one text. A text that has changed since is not read by it:
  nobody may hear another telephone number than the one that stands there.
- A message is read by the recordings of the texts it is made of, in their order. What belongs to
  this conversation alone (an answer, a number) is in no recording.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.engine.book import Book, Recording
from bot.engine.direction import plain
from bot.engine.flow import Flow, Step

OF_PROGRAM = "bot"
"""Begins the names of recordings of the program's own words: bot-notice.mp3."""


def stem(group: str, name: str) -> str:
    """What the recording of a text is called: a flow's step, or a word of the program."""
    return f"{group}-{name}"


def recording_of(flow: Flow, step: Step) -> str:
    """What the recording of a step is called, without its ending."""
    return step.audio.rpartition(".")[0] or stem(flow.id, step.id)


def alike(text: str) -> str:
    """A text as it is compared: how its lines are broken is not heard."""
    return " ".join(plain(text).split())


def with_answers(text: str, labels: Iterable[str]) -> str:
    """What a speaker reads of a question: the text, then each answer."""
    return "\n".join([text, *labels])


class Aloud:
    """The recordings that belong to the texts of one turn, as far as they are said."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._known: dict[str, Recording] = {}

    def note(self, lang: str, name: str, text: str) -> None:
        """A text may be said that this recording reads."""
        recording = self._book.recordings.get(lang, {}).get(name)
        if recording and text:
            self._known[plain(text)] = recording

    def of(self, text: str, labels: list[str]) -> tuple[str, ...]:
        """The files that read a message with these answers."""
        if not self._known:
            return ()
        said = f"\n{plain(text)}\n"
        found = sorted(
            (said.find(f"\n{part}\n"), recording)
            for part, recording in self._known.items()
            if f"\n{part}\n" in said and _still_says(recording, part, labels)
        )
        return tuple(recording.file for _, recording in found)


def _still_says(recording: Recording, text: str, labels: list[str]) -> bool:
    if recording.script is None:
        return True
    readings = (text, with_answers(text, labels))
    return alike(recording.script) in {alike(reading) for reading in readings}
