"""step(): session and event in, new session and what is to be said out.

Rules
- Nothing a person can send raises: what cannot be taken is asked again.
- A tap counts for the question it stood under, known by its number. A tap under an earlier
  question is "change that answer?", a second tap on the same button is nothing.
- Typed words are, in this order: the very words of an answer to the open question, a command, what
  comes close to an answer, not understood. When a case is open, what is neither the very words of
  an answer nor a command is for the counsellor.
- While a counsellor has the conversation, typed words go to them and the bot says nothing.
- On the safe line, words for a sealed question or for the case do not come here at all; those that
  do are refused.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.engine import (
    accepted,
    arrival,
    first_words,
    handover,
    in_german,
    language_choice,
    listen,
    open_question,
    past_case,
    pauses,
    play,
    safe_line,
    screens,
    taps,
    typed,
    withdrawal,
)
from bot.engine.book import Book
from bot.engine.callback import CommandTap, OptionTap, read
from bot.engine.counting import at_question
from bot.engine.events import (
    Arrived,
    CaseEnded,
    CaseErased,
    CaseFound,
    CaseOpened,
    Command,
    Commanded,
    Context,
    Edited,
    Event,
    FileNotTaken,
    ForCase,
    Forgotten,
    NobodyThere,
    OfPerson,
    Outcome,
    Reminded,
    SealedGiven,
    Sent,
    Started,
    Tapped,
    Typed,
)
from bot.engine.flow import AskOptions, AskText
from bot.engine.matching import blank
from bot.engine.session import Session, dump, load
from bot.engine.turn import Turn
from bot.engine.unclear import not_understood

_NUMBERED_SINCE = 1_577_836_800
"""2020-01-01. Numbering begins with the seconds since then, so that a button that is left over from
an erased or expired conversation never bears the number of a question of the new one."""
MAX_TURNS = 1000
"""What a person can send before the conversation is ended kindly."""
MAX_TEXT = 4096
"""Characters of one message; no channel lets more through."""
_MAX_NUMBER = 36**6 - 1_000_000
"""What the codec can carry, less room to go on counting."""


def step(book: Book, session: Session, event: Event, context: Context) -> tuple[Session, Outcome]:
    """Play one event. The session given is left as it was."""
    turn = Turn(book, load(dump(session)), context, screens)
    if not turn.session.asked:
        turn.session.asked = min(max(int(context.now) - _NUMBERED_SINCE, 0), _MAX_NUMBER)
    match event:
        case Edited(text):
            _edited(turn, text)
        case FileNotTaken(why):
            turn.tell(turn.word(f"file_{why}"))
        case Reminded():
            arrival.remind(turn)
        case Forgotten():
            arrival.forget(turn)
        case Started() | Tapped() | Typed() | Commanded() | Sent() | SealedGiven():
            _of_person(turn, event)
            arrival.settle(turn)
        case _:
            _of_world(turn, event)
    listen.remember(turn)
    return turn.session, turn.outcome()


def _of_world(
    turn: Turn, event: CaseOpened | NobodyThere | CaseEnded | Arrived | CaseFound | CaseErased
) -> None:
    match event:
        case CaseOpened():
            handover.case_opened(turn, event)
        case NobodyThere(muted):
            handover.nobody_there(turn, muted=muted)
        case CaseEnded(text):
            if turn.book.danger.found(text):
                pauses.card(turn)  # what was said before the desk answered counts no more
            handover.case_ended(turn, text)
        case CaseFound():
            safe_line.found(turn, event)
        case CaseErased(case):
            safe_line.erased(turn, case)
        case _:
            turn.tell(turn.word("arrived"))
            open_question.show(turn)


def _of_person(turn: Turn, event: OfPerson) -> None:
    session = turn.session
    last_tap, session.last_tap = session.last_tap, ""
    session.turns += 1
    if arrival.met(turn, event, _command_of):
        # Under "go on?" the same tap once more is an answer to it.
        asked = session.screen in pauses.SCREENS
        session.last_tap = event.data if isinstance(event, Tapped) and not asked else ""
    else:
        _played(turn, event, last_tap)
    if turn.held_back:
        _answered(turn, turn.held_back)


def _played(turn: Turn, event: OfPerson, last_tap: str) -> None:
    session = turn.session
    if session.turns > MAX_TURNS and not session.case and _goes_on_for_ever(session, event):
        screens.long_talk(turn)
        return
    if not isinstance(event, Typed | Sent):
        session.past_open = False
    match event:
        case Started(payload):
            _started(turn, payload)
        case Tapped(data):
            _tapped(turn, data, last_tap)
        case Typed(text):
            _typed(turn, text)
        case Commanded(name):
            _commanded(turn, name)
        case SealedGiven():
            _sealed(turn, event)
        case _:
            _sent(turn, event)


def _command_of(turn: Turn, event: Event) -> Command | None:
    match event:
        case Commanded(name):
            return name
        case Tapped(data):
            tap = read(data)
            return tap.command if isinstance(tap, CommandTap) else None
        case Typed(text):
            return typed.command(turn, text)
    return None


def _goes_on_for_ever(session: Session, event: Event) -> bool:
    """Commands are always obeyed, and so are the ways out that were offered."""
    command = isinstance(event, Tapped) and isinstance(read(event.data), CommandTap)
    way_out = session.screen in ("long", "consent", "sealing", "erase", "language", "tongue")
    return not (isinstance(event, Commanded) or command or way_out)


def _started(turn: Turn, payload: str) -> None:
    if language_choice.unknown(turn):
        language_choice.first(turn, payload)
    else:
        screens.begin(turn, payload)


def _tapped(turn: Turn, data: str, last_tap: str) -> None:
    if data and last_tap in (data, taps.question_of(data)):
        # Said once more by the next tap, it is meant: where an answer is never kept, two different
        # buttons of its question cannot be told apart.
        turn.session.last_tap = data if data == last_tap else ""
        return
    tap = read(data)
    turn.session.last_tap = taps.question_of(data) if taps.never_kept(turn, tap) else data
    if isinstance(tap, CommandTap):
        _commanded(turn, tap.command)
    elif not (turn.session.welcomed or turn.session.screen):
        _started(turn, "")
    elif tap is None or not _on_question(turn, tap):
        _not_open(turn)


def _not_open(turn: Turn) -> None:
    turn.tell(turn.word("old_button"))
    open_question.show(turn)


def _on_question(turn: Turn, tap: OptionTap) -> bool:
    """Take a tap on the question with this number; False when it is not known any more."""
    session = turn.session
    if tap.turn == session.turn and session.turn:
        return _tap_open(turn, tap)
    return withdrawal.take(turn, tap.option) or taps.on_earlier(turn, tap)


def _tap_open(turn: Turn, tap: OptionTap) -> bool:
    turn.label_tapped, turn.on_open_question = taps.label(turn, tap.option), True
    place = play.step_of(turn) if not turn.session.screen else None
    if place and isinstance(place[1], AskOptions) and place[1].many:
        return play.tick(turn, place[0], place[1], tap.option, off=tap.off)
    return open_question.choose(turn, tap.option)


def _typed(turn: Turn, text: str) -> None:
    session = turn.session
    if session.case and blank(text):
        return
    if len(text) > MAX_TEXT:
        _too_long(turn)
    elif session.withdrawing or safe_line.wants_seal(turn):
        _not_here(turn, text)
    elif turn.context.human and session.case and not session.program:
        turn.effect = ForCase(text)
    elif session.welcomed or first_words.name_something(turn, text):
        _answered(turn, text)


def _too_long(turn: Turn) -> None:
    if not turn.session.welcomed:
        screens.greet(turn)
    turn.tell(turn.word("too_long"))
    if not turn.session.case:
        open_question.show(turn)


def _not_here(turn: Turn, text: str) -> None:
    """Words that go nowhere: they must be sealed, or the case is about to be erased."""
    if command := typed.command(turn, text):
        _commanded(turn, command)
    elif safe_line.wants_seal(turn):
        safe_line.refuse(turn)
    elif option := typed.option(turn, text, strict=True):
        open_question.choose(turn, option)
    else:
        withdrawal.show_again(turn)


def _sealed(turn: Turn, answer: SealedGiven) -> None:
    if not turn.session.welcomed:
        _started(turn, "")
    elif not safe_line.given(turn, answer):
        _not_open(turn)


def _answered(turn: Turn, text: str) -> None:
    if option := typed.option(turn, text, strict=True):
        open_question.choose(turn, option)
    elif command := typed.command(turn, text):
        _commanded(turn, command)
    else:
        if language_choice.behind(turn.session):
            language_choice.pass_by(turn.session)
        _said_freely(turn, text)


def _said_freely(turn: Turn, text: str) -> None:
    session = turn.session
    turn.unasked = True
    place = play.step_of(turn) if not session.screen else None
    if place and isinstance(place[1], AskText) and play.answer(turn, place[0], place[1], text):
        language_choice.offer_after(turn)
    elif session.case:
        _for_case(turn, text)
    elif past_case.takes(turn, text):
        past_case.take(turn, text)
    elif option := typed.option(turn, text, strict=False):
        open_question.choose(turn, option)
        language_choice.offer_after(turn)
    elif lang := language_choice.wanted(turn, text):
        turn.counts += at_question(session, "unclear")
        language_choice.offer(turn, lang)
    else:
        not_understood(turn)


def _for_case(turn: Turn, text: str) -> None:
    turn.effect = ForCase(text)
    if not turn.session.told:
        turn.session.told = True
        turn.tell(turn.word("passed_on"))


def _commanded(turn: Turn, name: Command) -> None:
    if not turn.session.welcomed and name not in ("erase", "forget", "language"):
        screens.greet(turn)
    turn.session.past_open = False
    _COMMANDS[name](turn)


def _back(turn: Turn) -> None:
    turn.counts += at_question(turn.session, "back")
    if not play.back(turn):
        screens.menu(turn)


def _german(turn: Turn) -> None:
    # Its button stands among the answers: a page that shows what was tapped shows this as well.
    turn.label_tapped = turn.word("german_button")
    in_german.show(turn, open_question.show)


def _help(turn: Turn) -> None:
    turn.counts += at_question(turn.session, "help")
    if not open_question.show_help(turn):
        turn.tell(turn.word("general_help"))
    open_question.show(turn)


def _sent(turn: Turn, sent: Sent) -> None:
    if turn.book.danger.found(sent.caption):
        pauses.card(turn)
    if not turn.session.welcomed:
        _started(turn, "")
        return
    place = play.step_of(turn) if not (turn.session.screen or turn.context.human) else None
    if place and isinstance(place[1], AskText) and (found := accepted.of_sent(place[1], sent.kind)):
        turn.tell(turn.word("sent_noted", what=turn.word(f"sent_{found}")))
        # The words beside it say more than that something was sent.
        said = accepted.take(turn, place[1], sent.caption)
        play.keep(turn, place[0], place[1], said or found)
        return
    if sent.ref and _hears(turn):
        if not turn.context.human:
            _for_case(turn, sent.caption)
        turn.effect = ForCase(sent.caption, file=sent)
        return
    turn.tell(turn.word("only_text"))
    if _hears(turn) and not blank(sent.caption):
        _for_case(turn, sent.caption)
    if not turn.session.case:
        open_question.show(turn)


def _edited(turn: Turn, text: str) -> None:
    """A newer version of what stands in the case; anything else that is edited stays as it was."""
    if not _hears(turn) or blank(text) or len(text) > MAX_TEXT:
        return
    if turn.book.danger.found(text):
        pauses.card(turn)
    turn.effect = ForCase(text, edits=True)


def _hears(turn: Turn) -> bool:
    """Whether what comes here is for people who read it here."""
    session = turn.session
    return bool(session.case) and not (session.safe or session.withdrawing)


_COMMANDS: dict[Command, Callable[[Turn], None]] = {
    "start": screens.menu,
    "menu": screens.menu,
    "back": _back,
    "help": _help,
    "repeat": open_question.show,
    "restart": screens.restart,
    "language": screens.language,
    "human": screens.human,
    "erase": screens.erase,
    "forget": screens.goodbye,
    "german": _german,
    "read": listen.read,
    "program": past_case.with_program,
}
