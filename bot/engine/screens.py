"""The questions that the engine itself asks, so that no editor can forget them."""

from __future__ import annotations

from collections.abc import Callable

from bot.engine import pauses, play
from bot.engine.answers import as_text, handed_over, to_hand_over
from bot.engine.counting import asked_for_human, left
from bot.engine.events import ForCase, OpenCase, WithdrawCase
from bot.engine.flow import Flow, Handoff
from bot.engine.turn import Turn
from post.messages import Message

Choices = list[tuple[str, tuple[str, ...]]]
"""What can be tapped or typed on a screen: id, and its label followed by other words for it."""


def greet(turn: Turn) -> None:
    turn.session.welcomed = True
    turn.tell(turn.word("welcome"))
    notice = turn.word("notice")
    if turn.context.messenger:
        notice += "\n" + turn.word("notice_messenger")
    turn.tell(notice)
    if banners := _banners(turn):
        turn.tell(banners)


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


def _consent_choices(turn: Turn) -> Choices:
    yes, no = turn.word("yes"), turn.word("no")
    return [("yes", (turn.word("consent_yes"), yes)), ("no", (turn.word("consent_no"), no))]


def _language_choices(turn: Turn) -> Choices:
    return [(known.id, (known.name,)) for known in turn.book.languages]


def _long_choices(turn: Turn) -> Choices:
    human = ("human", (turn.word("menu_human"), turn.word("human_button")))
    return [("restart", (turn.word("restart"),)), human]


def _ask(turn: Turn, text: str) -> None:
    turn.ask(text, [(key, names[0]) for key, names in choices(turn)])


def _menu_choices(turn: Turn) -> Choices:
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


def language(turn: Turn) -> None:
    """`pending` keeps the screen that stood open, to ask it again in the new language."""
    session = turn.session
    before = session.pending if session.screen in ("consent", "language") else session.screen
    turn.open_screen("language", before)
    show_language(turn)


def show_language(turn: Turn) -> None:
    _ask(turn, turn.word("choose_language"))


def take_language(turn: Turn, lang: str) -> bool:
    if lang not in {known.id for known in turn.book.languages}:
        return False
    turn.session.lang = lang
    turn.tell(turn.word("language_set"))
    again = _AGAIN.get(turn.session.pending, play.return_to_question)
    turn.session.screen = turn.session.pending = ""
    again(turn)
    return True


def erase(turn: Turn) -> None:
    turn.open_screen("erase")
    show_erase(turn)


def show_erase(turn: Turn) -> None:
    session = turn.session
    if session.case:
        _ask(turn, turn.word("erase_with_case", number=session.number))
    else:
        _ask(turn, turn.word("erase_question"))


def _erase_choices(turn: Turn) -> Choices:
    keep = ("keep", (turn.word("erase_no"), turn.word("no")))
    if turn.session.case:
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
    if choice == "withdraw" and session.case:
        turn.effect = WithdrawCase(session.case)
        goodbye(turn, "erased_withdrawn")
        return True
    if choice == "erase":
        goodbye(turn, "erased")
        return True
    return False


def goodbye(turn: Turn, word: str = "erased") -> None:
    """Nothing of this session stays; what was said before this message is to be forgotten."""
    turn.erased = True
    turn.counts += left(turn.session)
    turn.messages = [Message(text=turn.word(word), lang=turn.session.lang, erase=True)]


def human(turn: Turn) -> None:
    """From anywhere to a person: with the answers that the flow at hand would hand over."""
    session = turn.session
    if session.case:
        waiting(turn)
        return
    if session.screen == "consent":
        show_consent(turn)
        return
    turn.counts += asked_for_human(session)
    flow = play.begun(turn) if play.step_of(turn) else None
    if not turn.confidential(flow):
        door(turn)
        return
    turn.open_screen("consent", "human")
    _show_consent(turn, flow, _handoff_of(flow))


def waiting(turn: Turn) -> None:
    """Nothing is asked: what the person writes goes to the counsellors."""
    turn.tell(turn.word("already_human", number=turn.session.number))


def consent(turn: Turn, flow: Flow, step: Handoff) -> None:
    if turn.session.case and not to_hand_over(turn, flow, step):
        waiting(turn)
        play.go(turn, flow, step.next)
        return
    turn.session.screen, turn.session.pending = "consent", "step"
    _show_consent(turn, flow, step)


def show_consent(turn: Turn) -> None:
    _show_consent(turn, *_agreed_to(turn))


def _agreed_to(turn: Turn) -> tuple[Flow | None, Handoff | None]:
    """Whose answers the open consent is about: the handoff's, or the flow's that was begun."""
    place = play.step_of(turn)
    if turn.session.pending == "step":
        step = place[1] if place else None
        return (place[0] if place else None), (step if isinstance(step, Handoff) else None)
    flow = play.begun(turn) if place else None
    return flow, _handoff_of(flow)


def take_consent(turn: Turn, choice: str) -> bool:
    at_step = turn.session.pending == "step"
    flow, handoff = _agreed_to(turn)
    # After an edit the step can be gone: what the person saw listed cannot be sent any more.
    if choice == "no" or (choice == "yes" and at_step and handoff is None):
        turn.tell(turn.word("not_sent"))
        _after_consent(turn, flow, handoff if at_step else None)
        return True
    if choice != "yes":
        return False
    found = to_hand_over(turn, flow, handoff)
    if turn.session.case:
        turn.effect = ForCase(as_text(turn, flow, found), handoff=True)
        return True
    turn.effect = OpenCase(
        team=_team(turn, handoff),
        flow=flow.id if flow else "",
        title=flow.title if flow else "",
        answers=tuple(found),
    )
    return True


def case_opened(turn: Turn, case: str, number: str) -> None:
    session = turn.session
    turn.tell(turn.word("added" if session.case == case else "handed_over", number=number))
    session.case, session.number, session.told = case, number, False
    at_step = session.pending == "step"
    flow, handoff = _agreed_to(turn)
    if flow:
        handed_over(turn, flow, handoff)
    if flow and handoff and at_step:
        play.go(turn, flow, handoff.next)
    else:
        session.flow = session.step = session.screen = session.pending = ""
        session.path.clear()
        session.turn = 0


def nobody_there(turn: Turn) -> None:
    turn.tell(turn.word("nobody_there"))
    place = play.step_of(turn)
    step = place[1] if place and turn.session.pending == "step" else None
    _after_consent(turn, place[0] if place else None, step if isinstance(step, Handoff) else None)


def door(turn: Turn) -> None:
    """What is confidential is told on the safe line, not here."""
    url = turn.context.safe_url
    turn.tell(turn.word("door", url=url) if url else turn.word("door_without_url"))
    menu(turn, "more")


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


def _after_consent(turn: Turn, flow: Flow | None, step: Handoff | None) -> None:
    if flow and step:
        play.go(turn, flow, step.next)
    else:
        play.return_to_question(turn)


def _handoff_of(flow: Flow | None) -> Handoff | None:
    return flow.handoff() if flow else None


def _team(turn: Turn, step: Handoff | None) -> str:
    return step.team if step else turn.book.first_team()


def _show_consent(turn: Turn, flow: Flow | None, step: Handoff | None) -> None:
    team = turn.book.teams[_team(turn, step)]
    name = turn.book.texts.get(turn.session.lang, f"facts/team.{team.id}/name", team.name)
    answers = to_hand_over(turn, flow, step)
    if turn.session.case:
        parts = [turn.word("consent_added", number=turn.session.number)]
    else:
        parts = [turn.word("consent_intro", team=name)]
    if answers:
        parts.append(turn.word("consent_answers"))
        parts[-1] += "".join(f"\n• {given.question} {given.answer}" for given in answers)
    else:
        parts.append(turn.word("consent_nothing"))
    parts.append(turn.word("consent_who"))
    parts.append(turn.word("consent_server"))
    if turn.context.messenger:
        parts.append(turn.word("consent_messenger"))
    parts.append(turn.word("consent_duties"))
    parts.append(turn.word("consent_question"))
    _ask(turn, "\n\n".join(parts))


_AGAIN = {
    "human": human,
    "erase": erase,
    "offer": offer_human,
    "danger": pauses.reopen_danger,
    "again": pauses.reopen_again,
}
"""Screens that stand again after the language was changed; all others lead to the question."""
_CHOICES: dict[str, Callable[[Turn], Choices]] = {
    "menu": _menu_choices,
    "language": _language_choices,
    "erase": _erase_choices,
    "consent": _consent_choices,
    "long": _long_choices,
}
