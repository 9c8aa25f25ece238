"""step(): session and event in, new session and what is to be said out.

Rules
- Nothing a person can send raises: what cannot be taken is asked again.
- A tap counts for the question it stood under, known by its number. A tap under an earlier
  question is "change that answer?", a second tap on the same button is nothing.
- Typed words are, in this order: an answer to the open question, a command, something for the
  counsellor when a case is open, not understood.
- While a counsellor has the conversation, typed words go to them and the bot says nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from bot.engine import play, screens
from bot.engine.book import Book
from bot.engine.callback import CommandTap, read
from bot.engine.events import (
    COMMANDS,
    CaseEnded,
    CaseOpened,
    Command,
    Commanded,
    Context,
    Event,
    ForCase,
    NobodyThere,
    Outcome,
    Sent,
    Started,
    Tapped,
    Typed,
)
from bot.engine.flow import AskOptions, AskText
from bot.engine.matching import best, exact, number
from bot.engine.session import Session, dump, load
from bot.engine.turn import Turn
from bot.engine.words import WORDS

_SHOW: dict[str, Callable[[Turn], None]] = {
    "menu": screens.show_menu,
    "language": screens.show_language,
    "erase": screens.show_erase,
    "consent": screens.show_consent,
    "offer": screens.show_offer,
}
_TAKE: dict[str, Callable[[Turn, str], bool]] = {
    "menu": screens.take_menu,
    "language": screens.take_language,
    "erase": screens.take_erase,
    "consent": screens.take_consent,
    "change": screens.take_change,
    "offer": screens.take_offer,
}


def step(book: Book, session: Session, event: Event, context: Context) -> tuple[Session, Outcome]:
    """Play one event. The session given is left as it was."""
    turn = Turn(book, load(dump(session)), context, screens)
    last_tap, turn.session.last_tap = turn.session.last_tap, ""
    match event:
        case Started(payload):
            _started(turn, payload)
        case Tapped(data):
            _tapped(turn, data, last_tap)
        case Typed(text):
            _typed(turn, text)
        case Commanded(name):
            _commanded(turn, name)
        case Sent():
            _sent(turn)
        case CaseOpened(case, number_):
            screens.case_opened(turn, case, number_)
        case NobodyThere():
            screens.nobody_there(turn)
        case CaseEnded(text):
            _case_ended(turn, text)
    return turn.session, turn.outcome()


def _started(turn: Turn, payload: str) -> None:
    if not turn.session.welcomed:
        screens.greet(turn)
    flow = next(
        (flow for flow in turn.book.flows.values() if payload and flow.deeplink == payload), None
    )
    if flow:
        play.start_flow(turn, flow)
    else:
        screens.menu(turn)


def _tapped(turn: Turn, data: str, last_tap: str) -> None:
    tap = read(data)
    if isinstance(tap, CommandTap):
        _commanded(turn, tap.command)
        return
    turn.session.last_tap = data
    if data == last_tap:
        return
    if tap is None or not _on_question(turn, tap.turn, tap.option):
        turn.tell(turn.word("old_button"))
        _show_open(turn)


def _on_question(turn: Turn, asked: int, option_id: str) -> bool:
    """Take a tap on the question with this number; False when it is not known any more."""
    session = turn.session
    if asked == session.turn and session.turn:
        return _choose(turn, option_id, tapped=True)
    for at, visit in enumerate(session.path):
        if visit.turn != asked:
            continue
        flow = turn.book.flows.get(visit.flow)
        step_ = flow.steps.get(visit.step) if flow else None
        option = step_.option(option_id) if isinstance(step_, AskOptions) else None
        if flow and isinstance(step_, AskOptions) and option:
            turn.label_tapped = turn.label(flow, step_, option)
            screens.ask_change(turn, at, flow, step_, option_id)
            return True
    return False


def _choose(turn: Turn, option_id: str, *, tapped: bool) -> bool:
    """Take an option of the open question, the engine's own or a flow's."""
    session = turn.session
    if tapped:
        turn.label_tapped, turn.on_open_question = _label(turn, option_id), True
    take = _TAKE.get(session.screen)
    if take is not None:
        return take(turn, option_id)
    place = play.step_of(turn)
    if place and isinstance(place[1], AskOptions):
        return play.choose(turn, place[0], place[1], option_id)
    return False


def _label(turn: Turn, option_id: str) -> str:
    """What stood on this button of the open question."""
    if turn.session.screen:
        return next((names[0] for key, names in _screen_choices(turn) if key == option_id), "")
    place = play.step_of(turn)
    if place and isinstance(place[1], AskOptions) and (option := place[1].option(option_id)):
        return turn.label(*place, option)
    return ""


def _typed(turn: Turn, text: str) -> None:
    session = turn.session
    if turn.context.human and session.case:
        turn.effect = ForCase(text)
        return
    if not session.welcomed:
        screens.greet(turn)
        screens.menu(turn)
        return
    command = _typed_command(turn, text)
    place = play.step_of(turn)
    if command:
        _commanded(turn, command)
    elif not session.screen and place and isinstance(place[1], AskText):
        play.answer(turn, place[0], place[1], text)
    elif option := _typed_option(turn, text):
        _choose(turn, option, tapped=False)
    elif session.case:
        _for_case(turn, text)
    else:
        _unclear(turn)


def _typed_option(turn: Turn, text: str) -> str | None:
    session = turn.session
    place = play.step_of(turn)
    strict = bool(session.case)
    if session.screen:
        return _typed_on_screen(turn, text, strict)
    if place and isinstance(place[1], AskOptions):
        return play.match(turn, *place, text, strict=strict)  # type: ignore[arg-type]
    return None


def _typed_on_screen(turn: Turn, text: str, strict: bool) -> str | None:
    choices = _screen_choices(turn)
    said = number(text)
    if said is not None:
        return choices[said - 1][0] if 1 <= said <= len(choices) else None
    if strict:
        return next((key for key, names in choices if exact(text, names)), None)
    return best(text, choices)


def _screen_choices(turn: Turn) -> list[tuple[str, tuple[str, ...]]]:
    screen = turn.session.screen
    if screen == "menu":
        flows = {f"f-{flow.id}"[:40]: flow for flow in turn.book.menu()}
        return [
            (key, (label, *_triggers(turn, flows[key].id))) if key in flows else (key, (label,))
            for key, label in screens.menu_items(turn)
        ]
    if screen == "language":
        return [(known.id, (known.name,)) for known in turn.book.languages]
    if screen == "consent":
        return [("yes", (turn.word("consent_yes"),)), ("no", (turn.word("consent_no"),))]
    if screen == "erase":
        words = {"erase": "erase_yes", "withdraw": "erase_withdraw", "keep": "erase_no"}
        return [(key, (turn.word(word),)) for key, word in words.items()]
    return [("yes", (turn.word("yes"),)), ("no", (turn.word("no"),))]


def _triggers(turn: Turn, flow_id: str) -> tuple[str, ...]:
    flow = turn.book.flows[flow_id]
    return turn.book.accepted(turn.session.lang, f"{flow_id}/triggers.words", flow.words)


def _typed_command(turn: Turn, text: str) -> Command | None:
    """A command typed as a word: in the person's language, and in German."""
    for name in COMMANDS:
        if f"{name}_words" not in WORDS:
            continue
        listed = f"{turn.word(f'{name}_words')}, {WORDS[f'{name}_words']}"
        if exact(text, listed.split(",")):
            return name
    return None


def _for_case(turn: Turn, text: str) -> None:
    turn.effect = ForCase(text)
    if not turn.session.told:
        turn.session.told = True
        turn.tell(turn.word("passed_on"))


def _unclear(turn: Turn) -> None:
    session = turn.session
    place = play.step_of(turn) if not session.screen else None
    session.tries += 1
    unclear = place[1].unclear if place and isinstance(place[1], AskOptions | AskText) else None
    limit = unclear.tries if unclear else 2
    if session.tries >= limit:
        session.tries = 0
        if place and unclear and unclear.then:
            play.go(turn, place[0], unclear.then)
        elif session.screen != "offer":
            screens.offer_human(turn)
        else:
            screens.show_offer(turn)
        return
    turn.tell(turn.word("not_understood") + " " + turn.word("choose"))
    _show_help(turn)
    _show_open(turn)


def _commanded(turn: Turn, name: Command) -> None:
    if not turn.session.welcomed and name not in ("erase", "forget"):
        screens.greet(turn)
    _COMMANDS[name](turn)


def _back(turn: Turn) -> None:
    if not play.back(turn):
        screens.menu(turn)


def _help(turn: Turn) -> None:
    if not _show_help(turn):
        turn.tell(turn.word("general_help"))
    _show_open(turn)


def _restart(turn: Turn) -> None:
    session = turn.session
    session.answers.clear()
    session.path.clear()
    session.flow = session.step = ""
    turn.tell(turn.word("restarted"))
    screens.menu(turn)


def _show_help(turn: Turn) -> bool:
    place = play.step_of(turn) if not turn.session.screen else None
    if place and place[1].help:
        turn.tell(turn.text(*place, "help", place[1].help))
        return True
    return False


def _show_open(turn: Turn) -> None:
    """Show again what the person is asked at the moment."""
    show = _SHOW.get(turn.session.screen)
    place = play.step_of(turn)
    if show is not None:
        show(turn)
    elif turn.session.screen == "change" or not place:
        if not turn.session.case:
            screens.menu(turn)
    else:
        play.show(turn, *place)


def _sent(turn: Turn) -> None:
    if not turn.session.welcomed:
        screens.greet(turn)
        screens.menu(turn)
        return
    turn.tell(turn.word("only_text"))
    if not turn.session.case:
        _show_open(turn)


def _case_ended(turn: Turn, text: str) -> None:
    """The case takes no more messages: the bot answers again, beginning with these words."""
    session = turn.session
    session.case = session.number = ""
    turn.context = msgspec.structs.replace(turn.context, human=False)
    turn.tell(turn.word("case_ended"))
    _typed(turn, text)


_COMMANDS: dict[Command, Callable[[Turn], None]] = {
    "start": screens.menu,
    "menu": screens.menu,
    "back": _back,
    "help": _help,
    "restart": _restart,
    "language": screens.language,
    "human": screens.human,
    "erase": screens.erase,
    "forget": screens.goodbye,
}
