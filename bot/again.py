"""Letters that an operator wants to be tried again: the worker does it, with all that is needed.

Rules
- A message goes out as the last of its chat.
- What a resident sent is played only where it still fits: while a case is open (then it is for the
  counsellor), or as long as the person has sent nothing since. Else it would answer another
  question.
- What fails once more stays a letter.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import structlog

from bot.aside import update_of
from bot.conversation import Conversation
from bot.engine.events import Sent, Typed
from bot.update import Update
from post.dead_letters import Found, Letter, Letters, Outcome
from post.errors import BadInput, StoreAway

LOOK_EVERY = 1.0
"""Seconds: somebody waits at a terminal."""
Reader = Callable[[bytes], Update | None]
"""Reads what a channel once could not read. Raises BadInput; None for what is not for us."""
log = structlog.get_logger()


class Again:
    def __init__(
        self, letters: Letters, conversation: Conversation, readers: Mapping[str, Reader]
    ) -> None:
        self._letters = letters
        self._conversation = conversation
        self._readers = readers

    async def run(self) -> None:
        """Look for wishes until cancelled."""
        while True:
            try:
                await self.work()
            except StoreAway as error:
                log.warning("letters wait", store=error.store)
            await asyncio.sleep(LOOK_EVERY)

    async def work(self) -> None:
        """Try what is asked for, oldest first. Raises StoreAway; then what is left stays as it is,
        and may be asked for again.
        """
        wanted = set(await self._letters.asked())
        if not wanted:
            return
        for found in await self._letters.listed():
            if found.id in wanted:
                outcome = await self._try(found)
                await self._letters.tell(found.id, outcome)
                log.info("a letter was tried again", outcome=outcome)

    async def _try(self, found: Found) -> Outcome:
        letter = found.letter
        if letter is None or not letter.content:
            return "nothing"
        if letter.kind in ("message", "sealed"):
            return "sent" if await self._letters.send(found) else "nothing"
        try:
            update = self._update(letter)
            if update is None:
                return "nothing"
            return await self._play(found, letter, update)
        except StoreAway:
            raise
        except Exception as error:
            log.error("a letter failed again", channel=letter.channel, exc_info=error)
            return "failed"

    def _update(self, letter: Letter) -> Update | None:
        if letter.kind == "update":
            return update_of(letter)
        reader = self._readers.get(letter.channel)
        if reader is None:
            raise BadInput("no channel reads this any more")
        return reader(letter.content)

    async def _play(self, found: Found, letter: Letter, update: Update) -> Outcome:
        session = await self._conversation.session(update.chat)
        to_case = bool(session.case) and isinstance(update.event, Typed | Sent)
        if not to_case and letter.turns != session.turns:
            return "went_on"
        await self._letters.unsee(update.id)
        try:
            await self._conversation.play_again(update)
        except BaseException:
            await self._letters.see(update.id)
            raise
        await self._letters.drop(found)
        return "played"
