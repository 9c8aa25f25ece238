"""What is kept between two messages of a resident."""

from __future__ import annotations

import msgspec


class Frame(msgspec.Struct, array_like=True, frozen=True):
    """A step that called another flow: where that flow's end leads back to."""

    flow: str
    step: str


class Visit(msgspec.Struct, array_like=True):
    """A question that was asked: its number in this conversation, its place, what was chosen.

    `chosen` is an option's id, or several divided by commas; it stays empty where the answer is
    never to be kept. `calls` led into its flow, the outermost first.
    """

    turn: int
    flow: str
    step: str
    chosen: str = ""
    calls: tuple[Frame, ...] = ()


class Session(msgspec.Struct, array_like=True):
    """A conversation between two messages.

    `screen` names a question of the engine's own that is open (menu, language, consent …) instead
    of a flow's step; `pending` is what that screen decides about. `turn` numbers the open
    question, so that a button knows which question it belonged to; `asked` counts them.
    `last_tap` is the tap dealt with last, so that a double tap is one. `answers` are kept per
    flow by data key. `case` is the open case while a person answers, `number` its speakable
    number, `told` whether the person knows that words go to the counsellors. `turns` counts what
    the person sent since the conversation began. `seen` is when they sent something last (seconds
    since 1970), `reminded` whether they were asked to go on since then. `held` are words that
    wait until they have chosen to go on. `risky`: a flow of high risk was played here. `safe`: the
    case is on the safe line. `withdrawing` is when the case is to be erased (seconds since 1970), 0
    for never. `came_from` is the messenger's chat ("telegram:…") that led here. `readings` are the
    recordings of what was said last, in a messenger that has no player of its own for them.
    `offered` are the languages that were offered so far, the last one while its offer stands open.
    `past` is a case that is over and can be opened again, `past_number` its number; `past_open`:
    by the very next words; `past_told`: the person was told how. `program`: while a person answers
    they have asked for the program as well.
    `alarmed`: words of danger were found since the conversation began, or since the last handoff.
    """

    lang: str
    flow: str = ""
    step: str = ""
    screen: str = ""
    pending: str = ""
    turn: int = 0
    asked: int = 0
    last_tap: str = ""
    tries: int = 0
    path: list[Visit] = []
    answers: dict[str, dict[str, str]] = {}
    case: str = ""
    number: str = ""
    told: bool = False
    welcomed: bool = False
    turns: int = 0
    seen: int = 0
    reminded: bool = False
    held: str = ""
    risky: bool = False
    safe: bool = False
    withdrawing: int = 0
    came_from: str = ""
    readings: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    alarmed: bool = False
    past: str = ""
    past_number: str = ""
    past_open: bool = False
    past_told: bool = False
    program: bool = False


def at_handoff(session: Session) -> bool:
    """At a flow's step that hands over: agreeing, or while the browser seals what was agreed."""
    return session.screen in ("consent", "sealing") and session.pending == "step"


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Session).decode


def dump(session: Session) -> bytes:
    return _encode(session)


def load(stored: bytes) -> Session:
    return _decode(stored)
