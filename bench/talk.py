"""The conversation that is measured: ten steps, written down once and played by both bots.

Lotse plays the flow `welcome`; what it says to one resident is written down as a Script, and the
other bot plays that script. So both send the same number of Bot API calls with the same texts and
the same buttons.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

OPTIONS = (
    "f-welcome",
    "city",
    "register",
    "topic",
    "german",
    "topic",
    "stay",
    "topic",
    "money",
)
"""After /start: the option tapped in each step, by its id in flows/welcome.yaml."""
LANGUAGE = "en"
TOKEN = "1:bench"
WEBHOOK_PATH = "/telegram/webhook"
STEPS = len(OPTIONS) + 1

Rows = list[list[str]]


class Said(msgspec.Struct):
    """One Bot API call: its method, its text, the labels of its buttons (none: no keyboard)."""

    method: str
    text: str
    rows: Rows = []


class Step(msgspec.Struct):
    """`button` counts the previous step's buttons from 0; -1 stands for /start."""

    button: int
    said: list[Said]

    def outline(self) -> list[tuple[str, int, int]]:
        """What two bots must have in common: method, length of the text, number of buttons."""
        return [(call.method, len(call.text), sum(map(len, call.rows))) for call in self.said]


class Script(msgspec.Struct):
    steps: list[Step]

    def calls(self) -> int:
        return sum(len(step.said) for step in self.steps)

    def save(self, path: Path) -> None:
        path.write_bytes(msgspec.json.encode(self))

    @classmethod
    def load(cls, path: Path) -> Script:
        return msgspec.json.decode(path.read_bytes(), type=cls)
