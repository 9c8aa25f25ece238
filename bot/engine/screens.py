"""The questions that the engine itself asks, so that no editor can forget them."""

from __future__ import annotations

from collections.abc import Callable

from bot.engine import handover, language_choice, pauses, play, withdrawal
from bot.engine.counting import left
from bot.engine.events import WithdrawCase
from bot.engine.flow import Flow
from bot.engine.handover import Choices
from bot.engine.turn import Turn
from post.messages import Message

human, waiting = handover.human, handover.waiting
consent, door, offer_line = handover.consent, handover.door, handover.offer_line
language = language_choice.language


def greet(turn: Turn) -> None:
    turn.session.welcomed = True
    turn.tell(turn.word("welcome"))
    notice = turn.word("notice")
    if turn.context.messenger:
        notice += "\n" + turn.word("notice_messenger")
    if turn.book.machine_made(turn.session.lang):
        notice += "\n" + turn.word("machine")
    turn.tell(notice)
    if banners := _banners(turn):
        turn.tell(banners)


def begin(turn: Turn, payload: str = "") -> None:
    """What a person came for: the flow of a link, else the menu."""
    if not turn.session.welcomed:
        greet(turn)
    flows = turn.book.flows.values()
    flow = next((flow for flow in flows if payload and flow.deeplink == payload), None)
    if flow:
        play.start_flow(turn, flow)
    else:
        menu(turn)


def menu(turn: Turn, question: str = "menu") -> None:
    turn.open_screen("menu", question)
    show_menu(turn)


def show_menu(turn: Turn) -> None:
    question = turn.word(turn.session.pending or "menu")
    banners = _banners(turn)
    _ask(turn, f"{banners}\n\n{question}" if banners else question)


def _banners(turn: Turn) -> str:
    """What stands over all flows for a while, once in a turn."""
    if turn.banners_shown:
        return ""
    turn.banners_shown = True
    valid = [notice for notice in turn.book.notices if notice.valid(turn.today)]
    texts = [
        turn.book.text(turn.session.lang, f"notices/{notice.id}", notice.text, turn.today)
        for notice in valid
    ]
    return "\n\n".join(f"📢 {text}" for text in texts)


def choices(turn: Turn) -> Choices:
    """The answers to the open screen."""
    screen = turn.session.screen
    if screen in pauses.SCREENS:
        return pauses.choices(turn)
    return _CHOICES.get(screen, _yes_or_no)(turn)


def _yes_or_no(turn: Turn) -> Choices:
    return [("yes", (turn.word("yes"),)), ("no", (turn.word("no"),))]


def _long_choices(turn: Turn) -> Choices:
    human = ("human", (turn.word("menu_human"), turn.word("human_button")))
    return [("restart", (turn.word("restart"),)), human]


def _ask(turn: Turn, text: str) -> None:
    turn.ask(text, [(key, names[0]) for key, names in choices(turn)])


def menu_choices(turn: Turn) -> Choices:
    items: Choices = []
    for flow in turn.book.menu():
        place = f"{flow.id}/triggers.words"
        words = turn.book.accepted(turn.session.lang, place, flow.words)
        items.append((_item(flow), (turn.title(flow), *words)))
    if not turn.session.case:
        items.append(("human", (turn.word("menu_human"),)))
    return [*items, ("language", (turn.word("menu_language"),))]


def _item(flow: Flow) -> str:
    return f"f-{flow.id}"[:40]


def take_menu(turn: Turn, item: str) -> bool:
    if item == "human":
        human(turn)
    elif item == "language":
        language(turn)
    else:
        flow = next((flow for flow in turn.book.menu() if _item(flow) == item), None)
        if flow is None:
            return False
        play.start_flow(turn, flow)
    return True


def reopen(turn: Turn, pending: str) -> None:
    """What stood open before a choice of language, once more; who is new has come for something."""
    turn.session.screen = turn.session.pending = ""
    if turn.session.welcomed:
        _AGAIN.get(pending, play.return_to_question)(turn)
    else:
        begin(turn, pending)


def erase(turn: Turn) -> None:
    if turn.session.withdrawing:
        withdrawal.show_again(turn)
        return
    turn.open_screen("erase")
    show_erase(turn)


def show_erase(turn: Turn) -> None:
    session = turn.session
    if session.case:
        word = "erase_on_safe_line" if session.safe else "erase_with_case"
        _ask(turn, turn.word(word, number=session.number))
    else:
        _ask(turn, turn.word("erase_question"))


def _erase_choices(turn: Turn) -> Choices:
    keep = ("keep", (turn.word("erase_no"), turn.word("no")))
    if turn.session.case and not turn.session.safe:
        # A bare "yes" would not say which of the two.
        withdraw = ("withdraw", (turn.word("erase_withdraw"),))
        return [("erase", (turn.word("erase_yes"),)), withdraw, keep]
    return [("erase", (turn.word("erase_yes"), turn.word("yes"))), keep]


def take_erase(turn: Turn, choice: str) -> bool:
    session = turn.session
    if choice == "keep":
        turn.tell(turn.word("kept"))
        play.return_to_question(turn)
        return True
    if choice == "withdraw" and session.case and not session.safe:
        _withdraw(turn)
        return True
    if choice == "erase":
        goodbye(turn, "erased")
        return True
    return False


def _withdraw(turn: Turn) -> None:
    if turn.context.messenger:
        withdrawal.begin(turn)
    else:
        turn.effect = WithdrawCase(turn.session.case)
        goodbye(turn, "erased_withdrawn")


def goodbye(turn: Turn, word: str = "erased") -> None:
    """Nothing of this session stays; what was said before this message is to be forgotten."""
    turn.erased = True
    turn.counts += left(turn.session)
    turn.messages = [Message(text=turn.word(word), lang=turn.session.lang, erase=True)]


def offer_human(turn: Turn) -> None:
    turn.open_screen("offer")
    show_offer(turn)


def show_offer(turn: Turn) -> None:
    _ask(turn, turn.word("offer_human"))


def take_offer(turn: Turn, choice: str) -> bool:
    if choice == "yes":
        human(turn)
    elif choice == "no":
        play.return_to_question(turn)
    else:
        return False
    return True


def long_talk(turn: Turn) -> None:
    """A conversation that never ends helps nobody: begin again, or let a person take over."""
    turn.open_screen("long")
    show_long(turn)


def show_long(turn: Turn) -> None:
    _ask(turn, turn.word("long_talk"))


def take_long(turn: Turn, choice: str) -> bool:
    if choice == "human":
        human(turn)
    elif choice == "restart":
        restart(turn)
    else:
        return False
    return True


def restart(turn: Turn) -> None:
    session = turn.session
    session.answers.clear()
    session.path.clear()
    session.flow = session.step = ""
    session.turns = 0
    session.alarmed = False
    turn.tell(turn.word("restarted"))
    menu(turn)


def take_pause(turn: Turn, choice: str) -> bool:
    if choice == "human":
        human(turn)
    elif choice == "restart":
        restart(turn)
    elif choice == "on":
        turn.held_back = pauses.go_on(turn)
        if not turn.held_back:
            play.return_to_question(turn)
    else:
        return False
    return True


_AGAIN = {
    "human": human,
    "erase": erase,
    "offer": offer_human,
    "danger": pauses.reopen_danger,
    "again": pauses.reopen_again,
    withdrawal.SCREEN: withdrawal.show_again,
}
"""Screens that stand again after the language was changed; all others lead to the question."""
_CHOICES: dict[str, Callable[[Turn], Choices]] = {
    "menu": menu_choices,
    language_choice.LIST: language_choice.choices,
    language_choice.OFFER: language_choice.offer_choices,
    "erase": _erase_choices,
    "consent": handover.choices,
    "sealing": handover.choices,
    withdrawal.SCREEN: withdrawal.choices,
    "long": _long_choices,
}
