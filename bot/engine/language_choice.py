"""Choosing a language: the list of all, and the offer to somebody who writes in another one.

An offer is a question of its own (screen "tongue"), said in the language that is offered. It never
switches by itself and comes once for each language. Whoever passes it by, with a tap or with words
for the question behind it, is taken to mean that question.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from bot.engine.book import Language
from bot.engine.languages import KNOWN, asked_in_all
from bot.engine.matching import exact
from bot.engine.session import Session
from bot.engine.turn import Turn
from post.messages import Button, Message

LIST = "language"
OFFER = "tongue"
PER_PAGE = 8
"""Languages at once on a messenger, where each has a row of its own."""
_PAGE = "page-"

Choices = list[tuple[str, tuple[str, ...]]]


# the list


def language(turn: Turn) -> None:
    """`pending` keeps the screen that stood open, to ask it again in the new language."""
    session = turn.session
    keeps = ("consent", "sealing", LIST, OFFER)
    before = session.pending if session.screen in keeps else session.screen
    turn.open_screen(LIST, before)
    show(turn)


def first(turn: Turn, payload: str) -> None:
    """Before anything else, for somebody whose language nobody knows; then what they came for."""
    turn.open_screen(LIST, payload)
    show(turn)


def unknown(turn: Turn) -> bool:
    """Whether somebody new has to be asked."""
    stranger = turn.context.stranger and not turn.session.welcomed
    return stranger and len(turn.book.languages) > 1


def take(turn: Turn, lang: str) -> bool:
    pages = {f"{_PAGE}{page}": page for page in range(_pages(turn))}
    if lang in pages:
        turn.only_ticked = True
        show(turn, pages[lang])
        return True
    if lang not in {known.id for known in turn.book.languages}:
        return False
    _speak(turn, lang)
    return True


def choices(turn: Turn) -> Choices:
    """All of them: a number or a name that is typed counts on every page."""
    listed: Choices = [(known.id, names(known)) for known in turn.book.languages]
    more = (turn.word("other_languages"),)
    return [*listed, *((f"{_PAGE}{page}", more) for page in range(_pages(turn)))]


def names(language: Language) -> tuple[str, ...]:
    known = KNOWN.get(language.id)
    return (language.name, *(known.called if known else ()))


def show(turn: Turn, page: int = 0) -> None:
    """Somebody who has not been greeted is asked in all languages at once."""
    ids = [known.id for known in turn.book.languages]
    text = turn.word("choose_language") if turn.session.welcomed else asked_in_all(ids)
    listed, pages = choices(turn), _pages(turn)
    if pages:
        shown = listed[: len(ids)][page * PER_PAGE :][:PER_PAGE]
        listed = [*shown, listed[len(ids) + (page + 1) % pages]]
    turn.ask(text, [(key, called[0]) for key, called in listed])
    _mark(turn, {key: key for key, _ in listed if key in ids})


def _pages(turn: Turn) -> int:
    """How many there are to turn; 0 where all languages stand on one."""
    count = len(turn.book.languages)
    return -(-count // PER_PAGE) if turn.context.messenger and count > PER_PAGE else 0


# the offer


def wanted(turn: Turn, text: str = "") -> str:
    """The language to offer; "" for none. A language's name, alone, is a wish for it."""
    if turn.session.screen not in ("", "menu") or turn.session.case or turn.context.human:
        return ""
    named = [known.id for known in turn.book.languages if text and exact(text, names(known))]
    lang = named[0] if named else turn.context.seems
    if not lang or (not named and lang in turn.session.offered):
        return ""
    other = lang != turn.session.lang if named else _other(turn, lang)
    return lang if other and _spoken(turn, lang) else ""


def offer(turn: Turn, lang: str) -> None:
    session = turn.session
    session.offered = (*(known for known in session.offered if known != lang), lang)
    turn.open_screen(OFFER, session.screen)
    show_offer(turn)


def offer_after(turn: Turn) -> None:
    """What was typed has been taken as an answer; the offer comes after what that led to."""
    lang = wanted(turn)
    sealing = any(message.seal or message.intake for message in turn.messages)
    if lang and not (sealing or turn.effect or turn.door):
        offer(turn, lang)


def show_offer(turn: Turn) -> None:
    lang = offered(turn)
    text = turn.book.word(lang, "language_offer", turn.today)
    turn.ask(text, [(key, called[0]) for key, called in offer_choices(turn)])
    _mark(turn, {"yes": lang, "no": lang})
    _replace(turn, msgspec.structs.replace(turn.messages[-1], lang=lang, aside=True))


def offer_choices(turn: Turn) -> Choices:
    """Yes and no with the languages' own names: they are read even where the guess was wrong."""
    lang = offered(turn)
    found: Choices = []
    for key, says in (("yes", lang), ("no", turn.session.lang)):
        word = turn.book.word(lang, key, turn.today)
        called = _names_of(turn.book.languages, says)
        found.append((key, (f"{word} · {called[0]}", word, turn.word(key), *called)))
    return [*found, ("other", (turn.word("menu_language"),))]


def take_offer(turn: Turn, choice: str) -> bool:
    if choice == "yes":
        _speak(turn, offered(turn))
    elif choice == "other" or (choice == "no" and unknown(turn)):
        language(turn)
    elif choice == "no":
        if turn.session.welcomed:
            turn.tell(turn.word("kept"))
        turn.screens.reopen(turn, turn.session.pending)
    else:
        return False
    return True


def behind(session: Session) -> int:
    """The number of the question that an open offer stands before; 0 for none."""
    if session.screen != OFFER or not session.welcomed:
        return 0
    if session.pending == "menu":
        return session.turn - 1
    return session.path[-1].turn if session.path else 0


def pass_by(session: Session) -> None:
    """Leave the offer for the question behind it, of which nothing is said again."""
    session.turn, session.screen, session.pending = behind(session), session.pending, ""


def _speak(turn: Turn, lang: str) -> None:
    turn.session.lang = lang
    if turn.session.welcomed:
        doubt = f"\n{turn.word('machine')}" if turn.book.machine_made(lang) else ""
        turn.tell(turn.word("language_set") + doubt)
    turn.screens.reopen(turn, turn.session.pending)


def offered(turn: Turn) -> str:
    """What the open offer is about; after its catalogue went away, the present language."""
    known = {known.id for known in turn.book.languages}
    lang = turn.session.offered[-1] if turn.session.offered else ""
    return lang if lang in known else turn.session.lang


def _other(turn: Turn, lang: str) -> bool:
    """Plain German is German as well."""
    return lang.partition("-")[0] != turn.session.lang.partition("-")[0]


def _spoken(turn: Turn, lang: str) -> bool:
    """Whether the offer itself can be made in it."""
    known = any(lang == language.id for language in turn.book.languages)
    german = turn.book.word("de", "language_offer", turn.today)
    said = turn.book.word(lang, "language_offer", turn.today)
    return known and (lang == "de" or said != german)


def _names_of(languages: Iterable[Language], lang: str) -> tuple[str, ...]:
    return next((names(known) for known in languages if known.id == lang), (lang,))


# the message


def _mark(turn: Turn, langs: dict[str, str]) -> None:
    """Tell for each button which language its label is in."""
    message = turn.messages[-1]
    rows = tuple(
        tuple(
            Button(button.label, button.data, langs.get(button.data.partition(".")[2], ""))
            for button in row
        )
        for row in message.buttons
    )
    _replace(turn, msgspec.structs.replace(message, buttons=rows))


def _replace(turn: Turn, message: Message) -> None:
    turn.messages[-1] = message
