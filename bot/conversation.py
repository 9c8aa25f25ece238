"""receive(): the way of an update from a channel to one commit.

load → step → hand to the desk → commit. What is for the office is written there first (once per
update id), then session, outbox and update id are committed together; only then is the update
acknowledged. When somebody else was faster the step runs again on what is stored now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import msgspec

from bot.aside import Aside
from bot.counts import tally
from bot.effects import Answered, Came, Effects
from bot.engine.book import Book
from bot.engine.events import (
    CaseEnded,
    CaseOpened,
    Context,
    Edited,
    FileNotTaken,
    Forgotten,
    OpenCase,
    Outcome,
    Reminded,
    SealedGiven,
    Tapped,
    Typed,
)
from bot.engine.languages import SOURCE, wished
from bot.engine.safe_line import agreed
from bot.engine.session import Session
from bot.engine.silence import keep_seconds
from bot.engine.step import step
from bot.engine.words import NOTICE_VERSION
from bot.files import Files
from bot.guess import language_of
from bot.idle import GRACE, Due, plan_for
from bot.passages import Passages, new_token
from bot.sessions import Commit, Loaded, Sessions
from bot.staff_link import Link, staff_code
from bot.update import Update
from post.desk import DeskPort, Line, Notice, TakenIn
from post.errors import Conflict
from post.fault_points import reached
from post.figures import Figures, UpdateOutcome
from post.ids import ChatAddress, ItemId
from post.keyring import KeyRing
from post.messages import Message, Outgoing
from post.outbox import chat_key, how, line_says

MAX_TRIES = 50
"""Parallel updates of one chat that each step may lose against before the channel tries again."""
MAX_EFFECTS = 3
"""Questions to the desk in one turn: a case that ended can lead to one more."""
DAY_MS = 24 * 3600 * 1000
CASE_DAYS = 30


class Doors(msgspec.Struct, frozen=True):
    """What a channel is like: see Context. `safe_url` is where the safe line is."""

    messenger: bool
    safe_url: str = ""
    seals: bool = False

    def link(self, token: str) -> str:
        """The way from here to the safe line; "" where there is none, or one is on it already."""
        return f"{self.safe_url}#go={token}" if self.messenger and self.safe_url else ""


class Conversation:
    def __init__(
        self,
        *,
        book: Callable[[], Book],
        sessions: Sessions,
        desk: DeskPort,
        passages: Passages,
        keyring: KeyRing,
        doors: dict[str, Doors],
        now: Callable[[], float],
        aside: Aside,
        figures: Figures,
        files: Mapping[str, Files] | None = None,
        link: Link | None = None,
    ) -> None:
        """`files`: who fetches what residents send besides text, by channel. `link`: binds a
        counsellor's own chat.
        """
        self._book = book
        self._aside = aside
        self._figures = figures
        self._link = link
        self._sessions = sessions
        self._desk = desk
        self._effects = Effects(desk, files or {})
        self._passages = passages
        self._keyring = keyring
        self._doors = doors
        self._now = now

    async def receive(self, update: Update, begun: Session | None = None) -> None:
        """Deal with an update once; `begun` is how a new conversation stands that began elsewhere.

        Raises StoreAway when it cannot be dealt with now; Conflict "seal" for plain words that the
        browser must seal: nothing of them is kept. Any other error is raised as it is until the
        update has failed too often (see bot.aside); then this returns as if it had been done.
        """
        if self._link is not None and (code := staff_code(update)):
            await self._link(update.id, code, update.chat, update.lang)
            return
        await self._attempt(update, begun)

    async def unread(
        self, update_id: str, channel: str, chat: ChatAddress | None, body: bytes
    ) -> bool:
        """Something that cannot be read as an update; True when it is to be acknowledged all the
        same, because it was set aside. Raises StoreAway.
        """
        return await self._aside.unread(update_id, channel, chat, body)

    async def play_again(self, update: Update) -> None:
        """An update that was set aside. Raises what goes wrong; it is not counted as a failure."""
        await self._deal(update)

    async def session(self, chat: ChatAddress) -> Session:
        """As it stands; an empty one where nothing is kept."""
        loaded = await self._sessions.load(chat_key(self._keyring, chat), "")
        return loaded.session or Session(lang="de")

    def agreed(self, chat: ChatAddress, session: Session) -> OpenCase | None:
        """What the browser is to seal; None while nothing is agreed."""
        context = Context(now=self._now(), seals=self._doors[chat.channel].seals)
        return agreed(self._book(), session, context)

    def notice(self, session: Session) -> Notice:
        """The notice that was agreed to, today."""
        day = dt.datetime.fromtimestamp(self._now(), dt.UTC).date().isoformat()
        return Notice(NOTICE_VERSION, session.lang, day)

    async def stayed_silent(self, due: Due) -> None:
        """Remind or forget a chat from which nothing came. Raises StoreAway, Conflict."""
        plan = due.plan
        loaded = await self._sessions.load(chat_key(self._keyring, plan.chat()), "")
        # A reminder that comes after the session has expired is none any more.
        reminds = plan.remind_at and loaded.session is not None
        event = Reminded() if reminds else Forgotten()
        update = Update(f"idle:{due.id}", plan.chat(), event, plan.lang)
        await self._attempt(update, plan.session() if isinstance(event, Forgotten) else None)

    async def _attempt(self, update: Update, begun: Session | None) -> None:
        channel = update.chat.channel
        number = self._figures.taken_up(channel, update.sent_at)
        outcome: UpdateOutcome = "later"
        try:
            outcome = await self._deal(update, begun)
        except Exception as error:
            lang = _wished(self._book(), update) or SOURCE
            outcome = await self._aside.failed(update, error, lang)
            if outcome != "aside":
                raise
        finally:
            self._figures.ended(number, channel, outcome)

    async def _deal(self, update: Update, begun: Session | None = None) -> UpdateOutcome:
        """`begun`: the session where none is stored (any more)."""
        key = chat_key(self._keyring, update.chat)
        opened: CaseOpened | None = None
        for _ in range(MAX_TRIES):
            loaded = await self._sessions.load(key, update.id)
            if loaded.seen:
                return "seen"
            if begun is not None and loaded.session is None:
                loaded = msgspec.structs.replace(loaded, session=begun)
            session, outcome, opened = await self._play(update, loaded, opened)
            book = self._book()
            commit = Commit(
                chat=update.chat,
                key=key,
                update_id=update.id,
                session=None if outcome.erased else session,
                outgoing=self._outgoing(update, session, outcome),
                keep_ms=self._keep_ms(book, session),
                forget=outcome.erased,
                tally=tally(outcome.counts, self._now()),
                plan=None if outcome.erased else plan_for(book, session, update.chat),
                own=update.own,
                falls_silent=outcome.unasked and bool(session.case),
            )
            reached("before_commit")
            committed = await self._sessions.commit(loaded, commit)
            reached("after_commit")
            if committed != "again":
                return committed
        raise Conflict("too many updates of this chat at once", code="busy")

    async def delivered(self, receipt: str) -> None:
        """A reply was fetched by its reader."""
        await self._desk.delivered(receipt)

    async def _play(
        self, update: Update, loaded: Loaded, opened: CaseOpened | None
    ) -> tuple[Session, Outcome, CaseOpened | None]:
        """`opened`: the case that this update opened before somebody else was faster."""
        book = self._book()
        doors = self._doors[update.chat.channel]
        token = new_token()
        before, known = loaded.session, None
        if before is None:
            before, known = await self._fresh(book, update)
        answered_by = line_says(loaded.line, before.case)
        # Where Valkey was emptied there is no mark any more, but a counsellor still has the case.
        taken = not loaded.line and known is not None and bool(known.counsellor)
        if answered_by == "ended":
            before = _after_its_case(before)
        context = Context(
            now=self._now(),
            messenger=doors.messenger,
            human=answered_by == "human" or taken,
            safe_url=doors.link(token),
            seals=doors.seals,
            seems=await _seems(update, before),
            stranger=not _wished(book, update),
        )
        session, outcome = step(book, before, opened or update.event, context)
        if outcome.refused:
            raise Conflict(outcome.messages[-1].text, code=outcome.refused)
        if outcome.door is not None:
            await self._passages.open(token, outcome.door, update.chat)
        for _ in range(MAX_EFFECTS):
            answer = await self._ask_desk(update, session, outcome)
            if answer is None:
                break
            if isinstance(answer, TakenIn):
                # The chat has an open case that this session does not know: it goes there.
                before = msgspec.structs.replace(before, case=answer.case, number=answer.number)
                session, outcome = step(book, before, update.event, context)
                continue
            if isinstance(answer, CaseOpened):
                opened = answer
            session, further = step(book, session, answer, context)
            # What was told before the desk said no is not true any more.
            told = () if isinstance(answer, CaseEnded | FileNotTaken) else outcome.messages
            outcome = msgspec.structs.replace(
                further,
                messages=told + further.messages,
                tapped=outcome.tapped,
                counts=outcome.counts + further.counts,
                unasked=outcome.unasked and not isinstance(answer, CaseOpened | CaseEnded),
            )
        return session, outcome, opened

    async def _fresh(self, book: Book, update: Update) -> tuple[Session, Line | None]:
        """A new session; when the old one was lost, the chat's open case is found again."""
        session = Session(lang=_wished(book, update) or SOURCE)
        line = await self._desk.line_of(update.chat)
        if line:
            session.case, session.number, session.welcomed = line.case, line.number, True
            session.safe = line.safe
        elif past := await self._desk.past_line_of(update.chat):
            session.past, session.past_number = past.case, past.number
        return session, line

    async def _ask_desk(self, update: Update, session: Session, outcome: Outcome) -> Answered:
        if outcome.effect is None:
            return None
        notice = self.notice(session)
        return await self._effects.ask(self._came(update), session, outcome.effect, notice)

    def _came(self, update: Update) -> Came:
        """A message has its id from the channel's own, so that an edit of it knows it again."""
        message = self._item(f"{update.chat}:{update.own}") if update.own else None
        if isinstance(update.event, Typed) and message:
            return Came(update.chat, message)
        edits = message if isinstance(update.event, Edited) else None
        return Came(update.chat, self._item(update.id), edits)

    def _item(self, of: str) -> ItemId:
        return ItemId(self._keyring.lookup("item", of))

    def _outgoing(self, update: Update, session: Session, outcome: Outcome) -> tuple[Outgoing, ...]:
        messages = outcome.messages
        echo = _echo(update, session, outcome)
        if echo and not outcome.erased:
            messages = (echo, *messages)
        chat, at = update.chat, self._now()
        return tuple(
            Outgoing(
                chat.channel,
                chat.native,
                message,
                at,
                replaces=update.replaces if message.edits else "",
            )
            for message in messages
            if message.text or message.sealed or how(chat.channel) == "push"
        )

    def _keep_ms(self, book: Book, session: Session) -> int:
        if session.case:
            return CASE_DAYS * DAY_MS
        left = session.seen + keep_seconds(book, session) + GRACE - self._now()
        return max(int(left * 1000), 1000)


def _after_its_case(session: Session) -> Session:
    """The desk has told the person already; from here the bot answers again."""
    return msgspec.structs.replace(
        session,
        past=session.case,
        past_number=session.number,
        past_open=not session.safe,
        past_told=False,
        case="",
        number="",
        safe=False,
        withdrawing=0,
        program=False,
    )


def _echo(update: Update, session: Session, outcome: Outcome) -> Message | None:
    """The person's own words, for a channel that shows what was received."""
    if not update.ref:
        return None
    text = ""
    if isinstance(update.event, SealedGiven) and outcome.tapped:
        return Message("", lang=session.lang, author="resident", ref=update.ref, sealed=True)
    if isinstance(update.event, Typed):
        text = update.event.text
    elif isinstance(update.event, Tapped):
        text = outcome.tapped
    if not text:
        return None
    return Message(text=text, lang=session.lang, author="resident", ref=update.ref)


def _wished(book: Book, update: Update) -> str:
    """The language of ours that the channel tells of ("tr-TR,de"); "" for none."""
    return wished(update.lang, [language.id for language in book.languages])


async def _seems(update: Update, session: Session) -> str:
    """The language of words that may be answered by the bot; "" for none, or where it is not sure.

    While a case is open a person reads them, in whatever language.
    """
    text = update.event.text if isinstance(update.event, Typed) else ""
    return await language_of(text) if text and not session.case else ""
