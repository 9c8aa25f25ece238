"""step(): session and event in, new session and what is to be said out.

Rules
- Nothing a person can send raises: what cannot be taken is asked again.
- A tap counts for the question it stood under, known by its number. A tap under an earlier
  question is "change that answer?", a second tap on the same button is nothing.
- Typed words are, in this order: the very words of an answer to the open question, a command, what
  comes close to an answer, not understood. When a case is open, what is neither the very words of
  an answer nor a command is for the counsellor.
- While a counsellor has the conversation, typed words go to them and the bot says nothing.
"""

from __future__ import annotations

from collections.abc import Callable

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
from bot.engine.flow import AskOptions, AskText, Unclear
from bot.engine.matching import blank, exact, meant, number
from bot.engine.session import Session, dump, load
from bot.engine.turn import Turn
from bot.engine.words import WORDS

_SHOW: dict[str, Callable[[Turn], None]] = {
    "menu": screens.show_menu,
    "language": screens.show_language,
    "erase": screens.show_erase,
    "consent": screens.show_consent,
    "change": screens.show_change,
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
_NUMBERED_SINCE = 1_577_836_800
"""2020-01-01. Numbering begins with the seconds since then, so that a button that is left over from
an erased or expired conversation never bears the number of a question of the new one."""
_MAX_NUMBER = 36**6 - 1_000_000
"""What the codec can carry, less room to go on counting."""


def step(book: Book, session: Session, event: Event, context: Context) -> tuple[Session, Outcome]:
    """Play one event. The session given is left as it was."""
    turn = Turn(book, load(dump(session)), context, screens)
    if not turn.session.asked:
        turn.session.asked = min(max(int(context.now) - _NUMBERED_SINCE, 0), _MAX_NUMBER)
    match event:
        case CaseOpened(case, number_):
            screens.case_opened(turn, case, number_)
        case NobodyThere():
            screens.nobody_there(turn)
        case CaseEnded():
            _case_ended(turn)
        case _:
            _of_person(turn, event)
    return turn.session, turn.outcome()


def _of_person(turn: Turn, event: Started | Tapped | Typed | Commanded | Sent) -> None:
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
        case _:
            _sent(turn)


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
    turn.session.last_tap = data
    if data and data == last_tap:
        return
    tap = read(data)
    if isinstance(tap, CommandTap):
        _commanded(turn, tap.command)
    elif not turn.session.welcomed:
        _started(turn, "")
    elif tap is None or not _on_question(turn, tap.turn, tap.option):
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
        if flow and step_ and option and option_id != visit.chosen:
            turn.label_tapped = turn.label(flow, step_, option)
            screens.ask_change(turn, at, option_id)
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
        return next((names[0] for key, names in screens.choices(turn) if key == option_id), "")
    place = play.step_of(turn)
    if place and isinstance(place[1], AskOptions) and (option := place[1].option(option_id)):
        return turn.label(*place, option)
    return ""


def _typed(turn: Turn, text: str) -> None:
    session = turn.session
    if session.case and blank(text):
        return
    if turn.context.human and session.case:
        turn.effect = ForCase(text)
    elif session.welcomed:
        _answered(turn, text)
    else:
        _first_words(turn, text)


def _answered(turn: Turn, text: str) -> None:
    session = turn.session
    place = play.step_of(turn) if not session.screen else None
    if option := _typed_option(turn, text, strict=True):
        _choose(turn, option, tapped=False)
    elif command := _typed_command(turn, text):
        _commanded(turn, command)
    elif place and isinstance(place[1], AskText) and not blank(text):
        play.answer(turn, place[0], place[1], text)
    elif session.case:
        _for_case(turn, text)
    elif option := _typed_option(turn, text, strict=False):
        _choose(turn, option, tapped=False)
    else:
        _unclear(turn)


def _first_words(turn: Turn, text: str) -> None:
    """Somebody begins with words of their own: they may name what the menu would have offered."""
    screens.greet(turn)
    turn.open_screen("menu", "menu")
    known = _typed_command(turn, text) or _typed_option(turn, text, strict=False)
    if known and number(text) is None:
        _answered(turn, text)
    else:
        screens.show_menu(turn)


def _typed_option(turn: Turn, text: str, *, strict: bool) -> str | None:
    if turn.session.screen:
        return meant(text, screens.choices(turn), strict=strict)
    place = play.step_of(turn)
    if place and isinstance(place[1], AskOptions):
        return play.match(turn, place[0], place[1], text, strict=strict)
    return None


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
    question = place[1] if place and isinstance(place[1], AskOptions | AskText) else None
    unclear = question.unclear if question else Unclear()
    session.tries += 1
    if session.tries < unclear.tries:
        todo = "write_text" if isinstance(question, AskText) else "choose"
        turn.tell(turn.word("not_understood") + " " + turn.word(todo))
        _show_help(turn)
        _show_open(turn)
        return
    session.tries = 0
    turn.tell(turn.word("not_understood"))
    if place and unclear.then:
        play.go(turn, place[0], unclear.then)
    else:
        screens.offer_human(turn)


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
    elif place:
        play.show(turn, *place)
    elif turn.session.case:
        screens.waiting(turn)
    else:
        screens.menu(turn)


def _sent(turn: Turn) -> None:
    if not turn.session.welcomed:
        screens.greet(turn)
        screens.menu(turn)
        return
    turn.tell(turn.word("only_text"))
    if not turn.session.case:
        _show_open(turn)


def _case_ended(turn: Turn) -> None:
    """The case takes no more messages.

    What was written to a counsellor is no answer to any question of the bot's.
    """
    session = turn.session
    session.case = session.number = ""
    turn.tell(turn.word("case_ended"))
    screens.offer_human(turn)


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
