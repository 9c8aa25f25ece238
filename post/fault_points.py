"""Named places in the way of a message at which a test lets the process die, as in a power cut.

Nothing happens unless a demo is started with LOTSE_FAULT_POINTS; see tests/soak.
"""

from __future__ import annotations

import os
import random
import signal
from typing import Literal

from post.errors import SettingsError

Point = Literal["before_commit", "after_commit", "after_seal", "before_send", "after_send"]
POINTS: tuple[Point, ...] = (
    "before_commit",
    "after_commit",
    "after_seal",
    "before_send",
    "after_send",
)
_chances: dict[str, float] = {}
_random = random.Random()  # noqa: S311 - dice, no secret


def arm(spec: str) -> None:
    """`spec`: "before_commit=0.01,after_send=0.5", the chance of dying each time it is reached.

    Raises SettingsError for what cannot be read.
    """
    for part in filter(None, spec.split(",")):
        name, _, chance = part.partition("=")
        try:
            _chances[name] = float(chance)
        except ValueError:
            name = ""
        if name not in POINTS:
            raise SettingsError(
                f"LOTSE_FAULT_POINTS: {part!r} is not of the form NAME=CHANCE with one of "
                f"{', '.join(POINTS)}."
            )


def reached(point: Point) -> None:
    """Die here, if the dice say so; without a farewell, so that nothing is put in order."""
    if _chances and _random.random() < _chances.get(point, 0.0):
        os.write(2, f"fault point: {point}\n".encode())
        os.kill(os.getpid(), signal.SIGKILL)
