"""Updates on their way to the bot.

Telegram's rules, from the Bot API's documentation and its open server:
- what is not among the allowed kinds when it happens is never seen;
- updates of one queue keep their order; messages of a chat are one queue, the button presses of
  a user are another, so the two can overtake each other;
- a message waits 24 hours for the bot, a button press 150 seconds.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from .bell import Bell
from .state import Json

MESSAGE_WAITS = 24 * 3600.0
PRESS_WAITS = 150.0
PRESS_QUEUES = 3 << 33
MEMBER_QUEUES = 4 << 33
ONLY_WHEN_ASKED_FOR = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True)
class Update:
    update_id: int
    kind: str
    body: Json
    queue: int
    expires_at: float

    def as_json(self) -> Json:
        return {"update_id": self.update_id, self.kind: self.body}


class Updates:
    """The updates not confirmed yet, oldest first."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.allowed: list[str] = []
        self.bell = Bell()
        self._waiting: dict[int, Update] = {}
        self._ids = itertools.count(500_000_001)

    def add(self, kind: str, body: Json, queue: int, waits: float = MESSAGE_WAITS) -> Update | None:
        """The new update, None when the bot does not want this kind."""
        wanted = kind in self.allowed if self.allowed else kind not in ONLY_WHEN_ASKED_FOR
        if not wanted:
            return None
        update = Update(next(self._ids), kind, body, queue, self.clock() + waits)
        self.put(update)
        return update

    def put(self, update: Update) -> None:
        """Lets an update wait (again): a repeat of an old one is what a test of faults puts."""
        self._waiting[update.update_id] = update
        self.bell.ring()

    def waiting(self) -> list[Update]:
        now = self.clock()
        self._waiting = {i: u for i, u in self._waiting.items() if u.expires_at > now}
        return list(self._waiting.values())

    def still_waits(self, update: Update) -> bool:
        return update.update_id in self._waiting and update.expires_at > self.clock()

    def confirm_before(self, offset: int) -> None:
        """The bot has everything below `offset`; a negative one keeps that many of the newest."""
        if offset < 0:
            self._waiting = dict(list(self._waiting.items())[offset:])
        else:
            self._waiting = {i: u for i, u in self._waiting.items() if i >= offset}

    def forget(self, update: Update) -> None:
        self._waiting.pop(update.update_id, None)

    def forget_all(self) -> None:
        self._waiting.clear()
