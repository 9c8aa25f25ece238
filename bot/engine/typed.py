"""Typed words: which answer to the open question, or which command, a person means."""

from __future__ import annotations

from bot.engine import play, screens
from bot.engine.events import COMMANDS, Command
from bot.engine.flow import AskOptions
from bot.engine.matching import exact, meant
from bot.engine.turn import Turn
from bot.engine.words import WORDS


def option(turn: Turn, text: str, *, strict: bool) -> str | None:
    """The answer to the open question, the engine's own or a flow's, that was typed."""
    if turn.session.screen:
        return meant(text, screens.choices(turn), strict=strict)
    place = play.step_of(turn)
    if place and isinstance(place[1], AskOptions):
        return play.match(turn, place[0], place[1], text, strict=strict)
    return None


def command(turn: Turn, text: str) -> Command | None:
    """A command typed as a word: in the person's language, and in German."""
    for name in COMMANDS:
        if f"{name}_words" not in WORDS:
            continue
        listed = f"{turn.word(f'{name}_words')}, {WORDS[f'{name}_words']}"
        if exact(text, listed.split(",")):
            return name
    return None
