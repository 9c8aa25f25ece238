"""A second handoff and words that come too late, through the real desk and its store."""

from __future__ import annotations

from typing import Any

from bot.engine.events import Commanded, Event, Started, Tapped, Typed
from bot.update import Update
from post.ids import ChatAddress
from tests.running import Running, as_messenger

CHAT = ChatAddress("web", "d" * 64)


class Resident:
    def __init__(self, lotse: Running) -> None:
        as_messenger(lotse)
        self.lotse = lotse
        self.sent = 0
        self.read = "0"
        self.said: list[Any] = []

    async def happens(self, event: Event) -> list[str]:
        """What was said to it."""
        self.sent += 1
        await self.lotse.parts.conversation.receive(Update(f"web:{self.sent}", CHAT, event, "de"))
        found = await self.lotse.parts.outbox.fetch(CHAT, self.read)
        self.read = found[-1].cursor if found else self.read
        self.said = [entry.outgoing.message for entry in found]
        return [message.text for message in self.said]

    async def tap(self, option: str) -> list[str]:
        data = next(
            button.data
            for row in self.said[-1].buttons
            for button in row
            if button.data.endswith(f".{option}")
        )
        return await self.happens(Tapped(data))

    async def to_the_consent(self) -> None:
        await self.happens(Started("welcome"))
        for option in ("city", "human", "no", "yes"):
            await self.tap(option)


async def items(lotse: Running, case: str) -> list[str]:
    desk: Any = lotse.parts.desk
    return [item.author for item in await desk._items.items(case, 0)]


async def test_a_second_handoff_goes_to_the_open_case(lotse: Running) -> None:
    resident = Resident(lotse)
    await resident.happens(Started())
    await resident.happens(Commanded("human"))
    await resident.tap("yes")
    line = await lotse.parts.desk.line_of(CHAT)
    assert line is not None
    await resident.to_the_consent()
    assert "zu Ihrem offenen Anliegen" in resident.said[-1].text
    told = await resident.tap("yes")
    assert told[0] == (
        f"Das haben wir zu Ihrem Anliegen {line.number} dazugegeben. Ein Mensch liest es."
    )
    assert await lotse.parts.desk.line_of(CHAT) == line, "no second case"
    assert await items(lotse, line.case) == ["bot", "resident"]


async def test_a_case_that_ended_is_told_and_can_be_opened_anew(lotse: Running) -> None:
    resident = Resident(lotse)
    await resident.happens(Started())
    await resident.happens(Commanded("human"))
    await resident.tap("yes")
    first = await lotse.parts.desk.line_of(CHAT)
    assert first is not None
    await resident.to_the_consent()
    await lotse.parts.desk.withdraw(first.case)
    told = await resident.tap("yes")
    assert (
        told[0] == "Ihr Gespräch mit der Beratung ist zu Ende. Jetzt antwortet wieder das Programm."
    )
    assert told[1].startswith("Das geben wir weiter an:")
    assert not any("dazugegeben" in text for text in told)
    told = await resident.tap("yes")
    assert told[0].startswith("Ihr Anliegen ist angekommen.")
    second = await lotse.parts.desk.line_of(CHAT)
    assert second is not None
    assert second.case != first.case


async def test_words_that_come_too_late_are_said_to_be_lost(lotse: Running) -> None:
    resident = Resident(lotse)
    await resident.happens(Started())
    await resident.happens(Commanded("human"))
    await resident.tap("yes")
    line = await lotse.parts.desk.line_of(CHAT)
    assert line is not None
    await lotse.parts.desk.withdraw(line.case)
    told = await resident.happens(Typed("Noch eine Frage"))
    assert "Die Beratung hat Ihre letzte Nachricht nicht bekommen" in told[0]
    assert not any("weitergegeben" in text for text in told), "what is not true is not said"
