"""What a step asks of the desk, and what the desk answers to it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from bot.engine.events import (
    CaseEnded,
    CaseOpened,
    Effect,
    FileNotTaken,
    ForCase,
    KeepCase,
    NobodyThere,
    OpenCase,
    Sent,
    WithdrawCase,
)
from bot.engine.session import Session
from bot.files import FileRefused, Files
from post.desk import Attached, DeskPort, Intake, NobodyYet, Notice, TakenIn
from post.ids import CaseId, ChatAddress, ItemId

Answered = CaseOpened | NobodyThere | CaseEnded | FileNotTaken | TakenIn | None
"""What is to be played next; TakenIn: the chat has an open case that the session does not know."""


class Came(msgspec.Struct, frozen=True):
    """Where something came from: the id of the item it would be, and of the one it replaces."""

    chat: ChatAddress
    item: ItemId
    edits: ItemId | None = None


class Effects:
    """Each may come again with the same item: it has one effect. All methods raise StoreAway."""

    def __init__(self, desk: DeskPort, files: Mapping[str, Files]) -> None:
        self._desk = desk
        self._files = files

    async def ask(self, came: Came, session: Session, effect: Effect, notice: Notice) -> Answered:
        match effect:
            case OpenCase():
                return await self._open(_intake(came.chat, came.item, session, effect, notice))
            case ForCase():
                return await self._for_case(came, session, effect)
            case WithdrawCase(case, 0):
                await self._desk.withdraw(CaseId(case))
                return None
            case WithdrawCase(case, due):
                await self._desk.withdraw_later(CaseId(case), due)
                return None
            case KeepCase(case):
                return None if await self._desk.keep(CaseId(case)) else CaseEnded("")

    async def _for_case(self, came: Came, session: Session, said: ForCase) -> Answered:
        case, text, lang = CaseId(session.case), said.text, session.lang
        if said.edits:
            # To a case that has ended nobody adds anything; that is said when they write to it.
            await self._desk.add(case, came.item, text, lang, edits=came.edits)
            return None
        try:
            file = await self._fetched(came.chat, said.file)
        except FileRefused as error:
            return FileNotTaken(error.why)
        if not await self._desk.add(case, came.item, text, lang, file=file):
            return CaseEnded(text)
        return CaseOpened(session.case, session.number) if said.handoff else None

    async def _fetched(self, chat: ChatAddress, sent: Sent | None) -> Attached | None:
        """Raises FileRefused."""
        files = self._files.get(chat.channel)
        if sent is None:
            return None
        if files is None:
            raise FileRefused("kind")
        return await files.fetch(sent.kind, sent.ref, sent.name)

    async def _open(self, intake: Intake) -> Answered:
        taken = await self._desk.take_in(intake)
        if isinstance(taken, NobodyYet):
            return NobodyThere(taken.muted)
        return taken if taken.joined else CaseOpened(taken.case, taken.number, taken.answer_by)


def _intake(
    chat: ChatAddress, item: ItemId, session: Session, opening: OpenCase, notice: Notice
) -> Intake:
    return Intake(
        id=item,
        chat=chat,
        team=opening.team,
        flow=opening.flow,
        title=opening.title,
        lang=session.lang,
        answers=opening.answers,
        notice=notice,
        urgency=opening.urgency,
        interpreter=opening.interpreter,
    )
