"""What a step asks of the desk, and what the desk answers to it."""

from __future__ import annotations

from bot.engine.events import (
    CaseEnded,
    CaseOpened,
    Effect,
    ForCase,
    KeepCase,
    NobodyThere,
    OpenCase,
    WithdrawCase,
)
from bot.engine.session import Session
from post.desk import DeskPort, Intake, NobodyYet, Notice, TakenIn
from post.ids import CaseId, ChatAddress, ItemId

Answered = CaseOpened | NobodyThere | CaseEnded | TakenIn | None
"""What is to be played next; TakenIn: the chat has an open case that the session does not know."""


class Effects:
    """Each may come again with the same item: it has one effect. All methods raise StoreAway."""

    def __init__(self, desk: DeskPort) -> None:
        self._desk = desk

    async def ask(
        self, chat: ChatAddress, item: ItemId, session: Session, effect: Effect, notice: Notice
    ) -> Answered:
        match effect:
            case OpenCase():
                return await self._open(_intake(chat, item, session, effect, notice))
            case ForCase(text, handoff):
                added = await self._desk.add(CaseId(session.case), item, text, session.lang)
                if not added:
                    return CaseEnded(text)
                return CaseOpened(session.case, session.number) if handoff else None
            case WithdrawCase(case, 0):
                await self._desk.withdraw(CaseId(case))
                return None
            case WithdrawCase(case, due):
                await self._desk.withdraw_later(CaseId(case), due)
                return None
            case KeepCase(case):
                return None if await self._desk.keep(CaseId(case)) else CaseEnded("")

    async def _open(self, intake: Intake) -> Answered:
        taken = await self._desk.take_in(intake)
        if isinstance(taken, NobodyYet):
            return NobodyThere()
        return taken if taken.joined else CaseOpened(taken.case, taken.number)


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
    )
