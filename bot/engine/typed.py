"""Typed words: which answer to the open question, or which command, a person means."""

from __future__ import annotations

import datetime as dt

from bot.engine import language_choice, play, screens, withdrawal
from bot.engine.book import Book
from bot.engine.events import COMMANDS, Command
from bot.engine.flow import AskOptions
from bot.engine.matching import exact, meant
from bot.engine.turn import Turn
from bot.engine.words import WORDS

_EXACT = {"consent", "erase", withdrawal.SCREEN}
"""Screens whose answer cannot be taken back: "I do not want to delete it" is not "delete it"."""
_WISH = 2
"""Words in which a language is asked for: "English please"."""


def option(turn: Turn, text: str, *, strict: bool) -> str | None:
    """The answer to the open question, the engine's own or a flow's, that was typed."""
    if screen := turn.session.screen:
        # In "I do not speak German" a language is named, and not wished.
        strict = strict or (screen == language_choice.LIST and len(text.split()) > _WISH)
        strict = strict or screen in _EXACT
        return meant(text, screens.choices(turn), strict=strict)
    place = play.step_of(turn)
    if place and isinstance(place[1], AskOptions):
        return play.match(turn, place[0], place[1], text, strict=strict)
    return None


def command(turn: Turn, text: str) -> Command | None:
    """A command typed as a word: in the person's language, and in German.

    The one for another language in all of them: somebody may be in one that they cannot read.
    """
    listed = command_words(turn.book, turn.session.lang, turn.today)
    return next((name for name in COMMANDS if exact(text, listed.get(name, ()))), None)


def command_words(book: Book, lang: str, today: dt.date = dt.date.min) -> dict[Command, list[str]]:
    """The words of each command that has any, in a language and in German."""
    found: dict[Command, list[str]] = {}
    for name in COMMANDS:
        if german := WORDS.get(f"{name}_words"):
            listed = f"{book.word(lang, f'{name}_words', today)}, {german}"
            found[name] = listed.split(",")
    spoken = [book.word(known.id, "language_words", today) for known in book.languages]
    found["language"] = list(dict.fromkeys(",".join([*spoken, *found["language"]]).split(",")))
    return found
