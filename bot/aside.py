"""Updates that fail again and again: after MAX_FAILURES they are set aside, and their chat goes on.

Rules
- While an update fails, its channel is told so and brings it again; what follows it in its chat
  waits, as the channel keeps the order. Nothing is said to the person yet: most failures pass.
- Then, in one step: it becomes a letter (post.dead_letters), counts as dealt with, and the person
  reads an apology and what to do. If the chat's last update ended like that as well, and nothing
  has worked since, the session itself may be what breaks: it begins anew, and keeps its case.
- A reminder that fails is left out. A conversation that cannot be forgotten in order is erased.
- Only what a person did and what falls due by itself is set aside. What else the program tells a
  conversation (that a case was opened, say) is told again when it is asked for.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import msgspec
import structlog

from bot.engine import session as stored
from bot.engine.book import Book
from bot.engine.callback import command_data
from bot.engine.events import Forgotten, OfPerson, Reminded
from bot.engine.session import Session
from bot.engine.silence import forget_at, keep_seconds
from bot.idle import plan_for, sealed_plan
from bot.sessions import Loaded, Sessions
from bot.update import Update
from post.dead_letters import CONTENT_SECONDS, KEEP_DAYS, MAX_FAILURES, Letter, Letters
from post.errors import CannotOpen, LotseError, StoreAway, TooMany
from post.figures import Figures, UpdateOutcome
from post.ids import ChatAddress, ChatKey
from post.keyring import KeyRing
from post.messages import Button, Message, Outgoing
from post.outbox import chat_key, how, sealed_entry

_KEEP_MS = 24 * 3600 * 1000
"""How long an apology waits to be fetched at least; its session keeps it longer."""
_LEAVE, _ERASE = b"", b"-"
"""What is to become of the session, see `aside` in valkey.lua; else the sealed new one."""
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Update).decode
log = structlog.get_logger()


def update_of(letter: Letter) -> Update:
    return _decode(letter.content)


class Aside:
    def __init__(
        self,
        *,
        letters: Letters,
        sessions: Sessions,
        keyring: KeyRing,
        word: Callable[[str, str, dict[str, str]], str],
        book: Callable[[], Book],
        figures: Figures,
    ) -> None:
        self._letters = letters
        self._sessions = sessions
        self._keyring = keyring
        self._word = word
        self._book = book
        self._figures = figures

    async def failed(self, update: Update, error: Exception, lang: str) -> UpdateOutcome:
        """What is to become of an update that could not be dealt with; `lang` where no session
        tells the language. After "aside" it is to be acknowledged, after anything else it is not.
        """
        if isinstance(error, StoreAway | TooMany):
            return "later"
        if not _is_failure(update.chat, error):
            return "refused"
        try:
            tries = await self._letters.failed(update.id)
            channel = update.chat.channel
            log.error("an update failed", channel=channel, count=tries, exc_info=error)
            if tries < MAX_FAILURES or not _may_be_left(update):
                return "failed"
            return "aside" if await self._set_aside(update, error, tries, lang) else "failed"
        except StoreAway:
            return "later"

    async def unread(
        self, update_id: str, channel: str, chat: ChatAddress | None, body: bytes
    ) -> bool:
        """Something from the channel that nobody can read; True when it was set aside now or
        before, and is to be acknowledged. Raises StoreAway.
        """
        tries = await self._letters.failed(update_id)
        if tries == 0:
            return True
        log.error("an update cannot be read", channel=channel, count=tries)
        if tries < MAX_FAILURES:
            return False
        key = chat_key(self._keyring, chat) if chat else ChatKey("")
        session = (await self._sessions.load(key, "")).session if chat else None
        turns = session.turns if session else 0 if chat else -1
        now = time.time()
        letter = Letter(
            "unread",
            now,
            channel,
            key,
            "BadInput",
            tries=tries,
            turns=turns,
            content=body,
            content_seconds=self._keep_content(session),
        )
        if await self._letters.keep_unread(letter, update_id):
            self._figures.letters["unread"] += 1
            if chat is not None:
                session = session or Session(lang="de")
                message = self._apology(session.lang, session.turn, new=False)
                await self._sessions.say(Outgoing(channel, chat.native, message, now), key)
        return True

    async def _set_aside(self, update: Update, error: Exception, tries: int, lang: str) -> bool:
        """False when the conversation went on meanwhile, or something else dealt with it."""
        key = chat_key(self._keyring, update.chat)
        loaded = await self._sessions.load(key, update.id)
        if loaded.seen:
            return True
        letter = self._letter(update, key, error, tries, loaded)
        session, new = await self._session(update, key, loaded)
        if session not in (_LEAVE, _ERASE):
            letter = msgspec.structs.replace(letter, turns=-1)
        outgoing = self._said(update, loaded.session or Session(lang=lang), new=new)
        done = await self._letters.keep_update(
            letter,
            update.id,
            session,
            loaded.version,
            how(update.chat.channel),
            *self._plan(update, key, loaded),
            _KEEP_MS,
            *(sealed_entry(self._keyring, key, one) for one in outgoing),
        )
        if done == 1:
            self._figures.letters[letter.kind] += 1
            log.error("an update was set aside", channel=update.chat.channel, count=tries)
        return done >= 0

    def _letter(
        self, update: Update, key: ChatKey, error: Exception, tries: int, loaded: Loaded
    ) -> Letter:
        of_person = isinstance(update.event, OfPerson)
        return Letter(
            "update" if of_person else "silence",
            time.time(),
            update.chat.channel,
            key,
            type(error).__name__,
            tries=tries,
            turns=loaded.session.turns if loaded.session else 0,
            # What falls due by itself has nothing in it that could be tried again.
            content=_encode(update) if of_person else b"",
            content_seconds=self._keep_content(loaded.session),
        )

    def _keep_content(self, session: Session | None) -> int:
        """As long as the conversation; what is for a case, as long as the letter."""
        if session is None:
            return CONTENT_SECONDS
        if session.case:
            return KEEP_DAYS * 24 * 3600
        return keep_seconds(self._book(), session)

    async def _session(self, update: Update, key: ChatKey, loaded: Loaded) -> tuple[bytes, bool]:
        """What is to become of the stored session, and whether the person begins anew."""
        if isinstance(update.event, Forgotten):
            return _ERASE, False
        again = loaded.version and await self._letters.set_aside_at(key) == loaded.version
        if not again or loaded.session is None:
            return _LEAVE, False
        return self._keyring.seal("session", key, stored.dump(_anew(loaded.session))), True

    def _plan(self, update: Update, key: ChatKey, loaded: Loaded) -> tuple[Any, bytes]:
        """When the chat is looked at next, and its plan; "" leaves what is there."""
        if isinstance(update.event, Forgotten) or loaded.session is None:
            return (0 if isinstance(update.event, Forgotten | Reminded) else ""), b""
        if not isinstance(update.event, Reminded):
            return "", b""
        plan = plan_for(self._book(), loaded.session, update.chat)
        if plan is None:
            return 0, b""
        due = forget_at(self._book(), loaded.session)
        plan = msgspec.structs.replace(plan, remind_at=0, forget_at=due)
        return plan.due * 1000, sealed_plan(self._keyring, key, plan)

    def _said(self, update: Update, session: Session, *, new: bool) -> list[Outgoing]:
        chat, lang, at = update.chat, session.lang, time.time()
        if isinstance(update.event, Reminded):
            return []
        if isinstance(update.event, Forgotten):
            cleared = how(chat.channel) == "push" and session.risky
            erased = Message("", lang, erase=True)
            return [Outgoing(chat.channel, chat.native, erased, at)] if cleared else []
        message = self._apology(lang, session.turn, new=new)
        return [Outgoing(chat.channel, chat.native, message, at)]

    def _apology(self, lang: str, turn: int, *, new: bool) -> Message:
        text = self._word(lang, "aside_anew" if new else "aside", {})
        menu = Button(self._word(lang, "menu_button", {}), command_data("menu", turn))
        human = Button(self._word(lang, "human_button", {}), command_data("human", turn))
        return Message(text, lang, controls=(menu, human))


def _is_failure(chat: ChatAddress, error: Exception) -> bool:
    """What a browser is told as an expected no, it shows to the person. A messenger would only
    bring the same again.
    """
    expected = isinstance(error, LotseError) and not isinstance(error, CannotOpen)
    return not (expected and how(chat.channel) == "fetch")


def _may_be_left(update: Update) -> bool:
    return isinstance(update.event, OfPerson | Reminded | Forgotten)


def _anew(session: Session) -> Session:
    """A session that stands nowhere, with what must not be forgotten of the old one."""
    kept = ("lang", "case", "number", "told", "seen", "risky", "safe", "withdrawing", "came_from")
    return Session(**{name: getattr(session, name) for name in kept}, welcomed=True)
