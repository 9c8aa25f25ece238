"""The way to a human: the door to the safe line, the consent, and what the desk answers."""

from __future__ import annotations

from bot.engine import play, promise
from bot.engine.answers import as_text, handed_over, to_hand_over, wants_interpreter
from bot.engine.counting import asked_for_human
from bot.engine.events import CaseOpened, ForCase, OpenCase
from bot.engine.flow import Flow, Handoff
from bot.engine.session import Session, dump, load
from bot.engine.turn import Turn
from post.desk import Answer

Choices = list[tuple[str, tuple[str, ...]]]
"""What can be tapped or typed on a screen: id, and its label followed by other words for it."""


def human(turn: Turn) -> None:
    """From anywhere to a person: with the answers that the flow at hand would hand over."""
    session = turn.session
    if session.case:
        session.program = False
        waiting(turn)
        return
    if _goes_on(turn):
        return
    if session.screen == "consent":
        show_consent(turn)
        return
    if session.screen == "sealing":
        show_sealing(turn)
        return
    turn.counts += asked_for_human(session)
    flow = play.begun(turn) if play.step_of(turn) else None
    if not turn.confidential(flow):
        there = load(dump(session))
        there.screen, there.pending = "consent", "human"
        there.asked += 1
        there.turn = there.asked
        door(turn, there)
        return
    turn.open_screen("consent", "human")
    offer_line(turn)
    _show_consent(turn, flow, _handoff_of(flow))


def _goes_on(turn: Turn) -> bool:
    """The case that is over goes on with the next words. False: there is none, or that was said
    already and it is about something new.
    """
    session = turn.session
    if not session.past or session.past_told:
        return False
    session.past_told = session.past_open = True
    session.screen = session.pending = session.flow = session.step = ""
    session.turn = 0
    turn.tell(turn.word("human_again", number=session.past_number))
    return True


def waiting(turn: Turn) -> None:
    """Nothing is asked: what the person writes goes to the counsellors."""
    turn.tell(turn.word("already_human", number=turn.session.number))


def door(turn: Turn, there: Session) -> None:
    """What is confidential is told on the safe line, not here; `there` is how it goes on."""
    url = turn.context.safe_url
    turn.door = there if url else None
    turn.tell(turn.word("door") if url else turn.word("door_without_url"), link=url)
    turn.screens.menu(turn, "more")


def offer_line(turn: Turn) -> None:
    """Where it may be told in a messenger as well, the safe line is offered first."""
    url = turn.context.safe_url
    if turn.context.messenger and url and not turn.book.demo:
        turn.door = load(dump(turn.session))
        turn.tell(turn.word("door_first"), link=url)


# agreeing


def consent(turn: Turn, flow: Flow, step: Handoff) -> None:
    if turn.session.case and not to_hand_over(turn, flow, step):
        waiting(turn)
        play.go(turn, flow, step.next)
        return
    turn.session.screen, turn.session.pending = "consent", "step"
    _show_consent(turn, flow, step)


def choices(turn: Turn) -> Choices:
    """The answers to the consent; while the browser seals there is only the way back."""
    yes, no = turn.word("yes"), turn.word("no")
    stay = ("no", (turn.word("consent_no"), no))
    if turn.session.screen == "sealing":
        return [stay]
    return [("yes", (turn.word("consent_yes"), yes)), stay]


def show_consent(turn: Turn) -> None:
    _show_consent(turn, *_agreed_to(turn))


def take_consent(turn: Turn, choice: str) -> bool:
    at_step = turn.session.pending == "step"
    flow, handoff = _agreed_to(turn)
    # After an edit the step can be gone: what the person saw listed cannot be sent any more.
    if choice == "no" or (choice == "yes" and at_step and handoff is None):
        turn.tell(turn.word("not_sent"))
        after_consent(turn, flow, handoff if at_step else None)
        return True
    if choice != "yes":
        return False
    if seals(turn):
        turn.open_screen("sealing", turn.session.pending)
        show_sealing(turn)
    elif turn.session.case:
        found = to_hand_over(turn, flow, handoff)
        turn.effect = ForCase(as_text(turn, flow, found), handoff=True)
    else:
        turn.effect = _opening(turn, flow, handoff)
    return True


def seals(turn: Turn) -> bool:
    """Whether the browser hands over. A case that it did not make it cannot add to."""
    session = turn.session
    return turn.context.seals and (session.safe or not session.case)


def show_sealing(turn: Turn) -> None:
    """The browser is at work; it is told what to seal when it asks."""
    turn.ask(turn.word("sealing"), [(key, names[0]) for key, names in choices(turn)], intake=True)


def take_sealing(turn: Turn, choice: str) -> bool:
    return choice == "no" and take_consent(turn, choice)


def agreed(turn: Turn) -> OpenCase | None:
    """What the browser is to seal; None while nothing is agreed, or no longer possible."""
    if turn.session.screen != "sealing":
        return None
    flow, handoff = _agreed_to(turn)
    if turn.session.pending == "step" and handoff is None:
        return None
    return _opening(turn, flow, handoff)


def _agreed_to(turn: Turn) -> tuple[Flow | None, Handoff | None]:
    """Whose answers the open consent is about: the handoff's, or the flow's that was begun."""
    place = play.step_of(turn)
    if turn.session.pending == "step":
        step = place[1] if place else None
        return (place[0] if place else None), (step if isinstance(step, Handoff) else None)
    flow = play.begun(turn) if place else None
    return flow, _handoff_of(flow)


def _opening(turn: Turn, flow: Flow | None, handoff: Handoff | None) -> OpenCase:
    return OpenCase(
        team=_team(turn, handoff),
        flow=flow.id if flow else "",
        title=flow.title if flow else "",
        answers=tuple(to_hand_over(turn, flow, handoff)),
        interpreter=wants_interpreter(turn, flow, handoff),
        urgency=promise.urgency(turn, flow, handoff),
    )


# what the desk answers


def case_opened(turn: Turn, opened: CaseOpened) -> None:
    session = turn.session
    at_step = session.pending == "step"
    flow, handoff = _agreed_to(turn)
    if session.case == opened.case:
        turn.tell(turn.word("added", number=opened.number))
    else:
        urgent = promise.urgency(turn, flow, handoff)
        told = promise.told(turn, _team(turn, handoff), urgent, opened.answer_by)
        receipt = turn.word("handed_over", number=opened.number)
        turn.tell(f"{receipt}\n\n{told}" if told else receipt)
        session.safe, session.alarmed = turn.context.seals, False
    session.case, session.number, session.told = opened.case, opened.number, False
    session.past = session.past_number = ""
    if flow:
        handed_over(turn, flow, handoff)
    if flow and handoff and at_step:
        play.go(turn, flow, handoff.next)
    else:
        session.flow = session.step = session.screen = session.pending = ""
        session.path.clear()
        session.turn = 0


def nobody_there(turn: Turn, *, muted: bool = False) -> None:
    turn.tell(turn.word("desk_muted" if muted else "nobody_there"))
    place = play.step_of(turn)
    step = place[1] if place and turn.session.pending == "step" else None
    after_consent(turn, place[0] if place else None, step if isinstance(step, Handoff) else None)


def after_consent(turn: Turn, flow: Flow | None, step: Handoff | None) -> None:
    if flow and step:
        play.go(turn, flow, step.next)
    else:
        play.return_to_question(turn)


def case_ended(turn: Turn, text: str) -> None:
    """The case takes no more messages, and did not take this one.

    What was written to a counsellor is no answer to any question of the bot's. Answers that were
    to be added to the case can be handed over as a new one.
    """
    session = turn.session
    leave_case(session)
    if session.screen == "consent":
        turn.tell(turn.word("case_ended"))
        # A new question: the tap that it answers anew is no second half of a double tap.
        session.asked += 1
        session.turn = session.asked
        for visit in session.path[-1:]:
            visit.turn = session.turn
        show_consent(turn)
        return
    turn.tell(turn.word("case_ended") + ("\n\n" + turn.word("not_received") if text else ""))
    turn.screens.offer_human(turn)


def leave_case(session: Session) -> None:
    """The case is over; from here the bot answers again."""
    session.case = session.number = session.past = session.past_number = ""
    session.safe, session.withdrawing, session.program = False, 0, False


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
        parts[-1] += "".join(f"\n• {_listed(turn, given)}" for given in answers)
    else:
        parts.append(turn.word("consent_nothing"))
    if not turn.session.case and promise.urgency(turn, flow, step) != "ordinary":
        parts.append(turn.word("consent_urgent"))
    parts.append(turn.word("consent_who"))
    parts.append(turn.word("consent_sealed" if seals(turn) else "consent_server"))
    if turn.context.messenger:
        parts.append(turn.word("consent_messenger"))
    parts.append(turn.word("consent_duties"))
    parts.append(turn.word("consent_question"))
    turn.ask("\n\n".join(parts), [(key, names[0]) for key, names in choices(turn)])


def _listed(turn: Turn, given: Answer) -> str:
    said = turn.word("sealed_answer") if given.sealed else turn.put_in(given.answer)
    return f"{given.question} {said}"
