"""The first words of somebody who has not been greeted yet."""

from __future__ import annotations

from bot.engine import language_choice, open_question, screens, typed
from bot.engine.matching import meant, number
from bot.engine.turn import Turn


def name_something(turn: Turn, text: str) -> bool:
    """Greet, and tell whether the words are to be answered at the menu, which stands open then.

    In a language of their own, or of one that nobody knows, people are first asked for that.
    """
    session = turn.session
    if option := typed.option(turn, text, strict=False) if session.screen else None:
        open_question.choose(turn, option)  # the language, which they were asked first
        return False
    known = typed.command(turn, text) or meant(text, screens.menu_choices(turn), strict=False)
    if not known and _asks_language(turn, text):
        return False
    payload, session.screen, session.pending = session.pending, "", ""
    screens.greet(turn)
    if known and number(text) is None:
        turn.open_screen("menu", "menu")
        return True
    screens.begin(turn, payload)
    return False


def _asks_language(turn: Turn, text: str) -> bool:
    if turn.session.screen:
        return False  # was asked, and has not been answered
    if lang := language_choice.wanted(turn, text):
        language_choice.offer(turn, lang)
    elif language_choice.unknown(turn):
        language_choice.first(turn, "")
    else:
        return False
    return True
