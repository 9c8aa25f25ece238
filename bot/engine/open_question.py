"""The question that stands open, the engine's own or a flow's: showing it, and taking an option."""

from __future__ import annotations

from collections.abc import Callable

from bot.engine import change, handover, language_choice, pauses, play, screens, withdrawal
from bot.engine.flow import AskOptions
from bot.engine.turn import Turn

_SHOW: dict[str, Callable[[Turn], None]] = {
    "menu": screens.show_menu,
    language_choice.LIST: language_choice.show,
    language_choice.OFFER: language_choice.show_offer,
    "erase": screens.show_erase,
    "consent": handover.show_consent,
    "sealing": handover.show_sealing,
    "change": change.show,
    "offer": screens.show_offer,
    "long": screens.show_long,
    "danger": pauses.show_danger,
    "again": pauses.show_again,
    withdrawal.SCREEN: withdrawal.show,
}
_TAKE: dict[str, Callable[[Turn, str], bool]] = {
    "menu": screens.take_menu,
    language_choice.LIST: language_choice.take,
    language_choice.OFFER: language_choice.take_offer,
    "erase": screens.take_erase,
    "consent": handover.take_consent,
    "sealing": handover.take_sealing,
    "change": change.take,
    "offer": screens.take_offer,
    "long": screens.take_long,
    "danger": screens.take_pause,
    "again": screens.take_pause,
    withdrawal.SCREEN: withdrawal.take,
}


def show(turn: Turn) -> None:
    """Show again what the person is asked at the moment."""
    shows = _SHOW.get(turn.session.screen)
    place = play.step_of(turn)
    if shows is not None:
        shows(turn)
    elif place:
        play.show(turn, *place)
    elif turn.session.case:
        screens.waiting(turn)
    else:
        screens.menu(turn)


def show_help(turn: Turn) -> bool:
    """The help of a flow's question; False where there is none."""
    place = play.step_of(turn) if not turn.session.screen else None
    if place and place[1].help:
        turn.tell(turn.text(*place, "help", place[1].help))
        return True
    return False


def choose(turn: Turn, option_id: str) -> bool:
    """Take an option; False when the question has none of this id."""
    take = _TAKE.get(turn.session.screen)
    if take is not None:
        return take(turn, option_id)
    place = play.step_of(turn)
    if place and isinstance(place[1], AskOptions):
        chosen = play.choose_typed if place[1].many else play.choose
        return chosen(turn, place[0], place[1], option_id)
    return False
