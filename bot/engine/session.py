"""What is kept between two messages of a resident."""

from __future__ import annotations

import msgspec


class Visit(msgspec.Struct, array_like=True):
    """A question that was asked: its number in this conversation, its place, what was chosen."""

    turn: int
    flow: str
    step: str
    chosen: str = ""


class Session(msgspec.Struct, array_like=True):
    """A conversation between two messages.

    `screen` names a question of the engine's own that is open (menu, language, consent …) instead
    of a flow's step; `pending` is what that screen decides about. `turn` numbers the open
    question, so that a button knows which question it belonged to; `asked` counts them.
    `last_tap` is the tap dealt with last, so that a double tap is one. `answers` are kept per
    flow by data key. `case` is the open case while a person answers, `number` its speakable
    number, `told` whether the person knows that words go to the counsellors.
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


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Session).decode


def dump(session: Session) -> bytes:
    return _encode(session)


def load(stored: bytes) -> Session:
    return _decode(stored)
