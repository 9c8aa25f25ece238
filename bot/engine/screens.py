"""The questions that the engine itself asks, so that no editor can forget them."""

from __future__ import annotations

from bot.engine import play
from bot.engine.answers import to_hand_over
from bot.engine.events import OpenCase, WithdrawCase
from bot.engine.flow import AskOptions, Flow, Handoff
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


def menu(turn: Turn, question: str = "menu") -> None:
    turn.open_screen("menu", question)
    show_menu(turn)


def show_menu(turn: Turn) -> None:
    _ask(turn, turn.word(turn.session.pending or "menu"))


def choices(turn: Turn) -> Choices:
    """The answers to the open screen."""
    screen = turn.session.screen
    if screen == "menu":
        return _menu_choices(turn)
    if screen == "language":
        return [(known.id, (known.name,)) for known in turn.book.languages]
    if screen == "erase":
        return _erase_choices(turn)
    yes, no = turn.word("yes"), turn.word("no")
    if screen == "consent":
        return [("yes", (turn.word("consent_yes"), yes)), ("no", (turn.word("consent_no"), no))]
    return [("yes", (yes,)), ("no", (no,))]


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
    again = _AGAIN.get(turn.session.pending, _return_to_question)
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
        _return_to_question(turn)
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
    place = play.step_of(turn)
    flow = place[0] if place else None
    if not turn.confidential(flow):
        door(turn)
        return
    turn.open_screen("consent", "human")
    _show_consent(turn, flow, _handoff_of(flow))


def waiting(turn: Turn) -> None:
    """Nothing is asked: what the person writes goes to the counsellors."""
    turn.tell(turn.word("already_human", number=turn.session.number))


def consent(turn: Turn, flow: Flow, step: Handoff) -> None:
    turn.session.screen, turn.session.pending = "consent", "step"
    _show_consent(turn, flow, step)


def show_consent(turn: Turn) -> None:
    place = play.step_of(turn)
    flow = place[0] if place else None
    step = place[1] if place and turn.session.pending == "step" else _handoff_of(flow)
    _show_consent(turn, flow, step if isinstance(step, Handoff) else None)


def take_consent(turn: Turn, choice: str) -> bool:
    place = play.step_of(turn)
    flow = place[0] if place else None
    at_step = turn.session.pending == "step"
    step = place[1] if place and at_step else _handoff_of(flow)
    handoff = step if isinstance(step, Handoff) else None
    # After an edit the step can be gone: what the person saw listed cannot be sent any more.
    if choice == "no" or (choice == "yes" and at_step and handoff is None):
        turn.tell(turn.word("not_sent"))
        _after_consent(turn, flow, handoff if at_step else None)
        return True
    if choice != "yes":
        return False
    turn.effect = OpenCase(
        team=_team(turn, handoff),
        flow=flow.id if flow else "",
        title=flow.title if flow else "",
        answers=tuple(to_hand_over(turn, flow, handoff)),
    )
    return True


def case_opened(turn: Turn, case: str, number: str) -> None:
    session = turn.session
    place = play.step_of(turn)
    session.case, session.number, session.told = case, number, False
    turn.tell(turn.word("handed_over", number=number))
    if place:
        # What was handed over is with the office now; it need not stay here as well.
        session.answers.pop(place[0].id, None)
    step = place[1] if place and session.pending == "step" else None
    if place and isinstance(step, Handoff):
        play.go(turn, place[0], step.next)
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


def ask_change(turn: Turn, at: int, new: str) -> None:
    """An old button: never an answer to the present question."""
    turn.open_screen("change", f"{at}.{new}")
    show_change(turn)


def show_change(turn: Turn) -> None:
    at, _, new = turn.session.pending.partition(".")
    visit = turn.session.path[int(at)]
    flow = turn.book.flows.get(visit.flow)
    step = flow.steps.get(visit.step) if flow else None
    if flow is None or not isinstance(step, AskOptions):
        menu(turn)
        return
    old, wanted = step.option(visit.chosen), step.option(new)
    _ask(
        turn,
        turn.word(
            "change",
            question=turn.text(flow, step, "ask", step.text),
            old=turn.label(flow, step, old) if old else "–",
            new=turn.label(flow, step, wanted) if wanted else "–",
        ),
    )


def take_change(turn: Turn, choice: str) -> bool:
    if choice not in ("yes", "no"):
        return False
    session = turn.session
    at, _, new = session.pending.partition(".")
    session.screen = session.pending = ""
    if choice == "no":
        _return_to_question(turn)
        return True
    play.go_back_to(turn, int(at))
    visit = session.path[-1]
    session.flow, session.step, session.turn = visit.flow, visit.step, visit.turn
    place = play.step_of(turn)
    if place and isinstance(place[1], AskOptions) and play.choose(turn, place[0], place[1], new):
        return True
    menu(turn)
    return True


def offer_human(turn: Turn) -> None:
    turn.open_screen("offer")
    show_offer(turn)


def show_offer(turn: Turn) -> None:
    _ask(turn, turn.word("offer_human"))


def take_offer(turn: Turn, choice: str) -> bool:
    if choice == "yes":
        human(turn)
    elif choice == "no":
        _return_to_question(turn)
    else:
        return False
    return True


def _return_to_question(turn: Turn) -> None:
    """After a screen: the flow's open question again, else the menu."""
    session = turn.session
    session.screen = session.pending = ""
    place = play.step_of(turn)
    if place:
        session.turn = session.path[-1].turn
        play.show(turn, *place)
    elif session.case:
        session.turn = 0
    else:
        menu(turn)


def _after_consent(turn: Turn, flow: Flow | None, step: Handoff | None) -> None:
    if flow and step:
        play.go(turn, flow, step.next)
    else:
        _return_to_question(turn)


def _handoff_of(flow: Flow | None) -> Handoff | None:
    return flow.handoff() if flow else None


def _team(turn: Turn, step: Handoff | None) -> str:
    return step.team if step else turn.book.first_team()


def _show_consent(turn: Turn, flow: Flow | None, step: Handoff | None) -> None:
    team = turn.book.teams[_team(turn, step)]
    name = turn.book.texts.get(turn.session.lang, f"facts/team.{team.id}/name", team.name)
    answers = to_hand_over(turn, flow, step)
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


_AGAIN = {"human": human, "erase": erase, "offer": offer_human}
"""Screens that stand again after the language was changed; all others lead to the question."""
