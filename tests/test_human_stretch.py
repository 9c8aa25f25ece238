"""The stretch in which a human answers, in a messenger: its begin, its end, what comes after."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.engine.events import Commanded, Event, Started, Tapped, Typed
from bot.update import Update
from handoff.telling import PROGRAM_TAP
from post.ids import CaseId, ChatAddress
from post.messages import Message
from post.outbox import chat_key
from tests.running import Running

PHONE = ChatAddress("telegram", "4711")
Says = Callable[[Event], Awaitable[list[Message]]]


@pytest.fixture
def says(lotse: Running) -> Says:
    """What a resident does; what was put on its way to them by that."""
    count = 0

    async def happens(event: Event) -> list[Message]:
        nonlocal count
        count += 1
        before = len(await on_its_way(lotse))
        await lotse.parts.conversation.receive(Update(f"m:{count}", PHONE, event, "de"))
        return (await on_its_way(lotse))[before:]

    return happens


async def on_its_way(lotse: Running) -> list[Message]:
    key, outbox = chat_key(lotse.keyring, PHONE), lotse.parts.outbox
    client: Any = lotse.parts.valkey.client
    opened: Any = outbox._open
    return [opened(key, entry).message for entry in await client.lrange(f"o:{key}", 0, -1)]


async def handed_over(lotse: Running, says: Says) -> CaseId:
    for event in (Started(), Commanded("human"), Typed("1")):
        await says(event)
    line = await lotse.parts.desk.line_of(PHONE)
    assert line is not None
    return line.case


async def bodies(lotse: Running, case: CaseId) -> list[str]:
    desk: Any = lotse.parts.desk
    return [item.author for item in await desk._items.items(case, 0)]


async def test_from_the_claim_to_the_case_that_goes_on(lotse: Running, says: Says) -> None:
    case = await handed_over(lotse, says)
    [counsellor] = await lotse.parts.roster.everybody()
    hands = lotse.parts.desk.hands
    before = len(await on_its_way(lotse))
    await hands.claim(counsellor, case, 1)
    [claimed] = (await on_its_way(lotse))[before:]
    assert (claimed.author, claimed.buttons[0][0].data) == ("notice", PROGRAM_TAP)
    assert await says(Typed("menü")) == [], "words are for the counsellor"
    told = await says(Tapped(PROGRAM_TAP))
    assert told[0].text.startswith("Gut, das Programm hilft Ihnen wieder.")
    assert len(told[-1].buttons) > 3, "the flows are there again"
    assert await says(Typed("Eine Frage noch")) == [], "and the counsellor still hears the rest"
    assert await says(Commanded("human")) != []
    assert await bodies(lotse, case) == ["bot", "resident", "resident"]

    await hands.close(counsellor, case, 2)
    [reopened] = await says(Typed("Danke, noch etwas."))
    assert (reopened.author, "wieder offen" in reopened.text) == ("notice", True)
    found = (await hands._queue.look(counsellor, case)).case
    assert (found.state, found.owner, found.epoch) == ("NEW", None, 4)
    assert await bodies(lotse, case) == ["bot", "resident", "resident", "resident"]
    await says(Typed("Und noch eins."))
    assert len(await bodies(lotse, case)) == 5


async def test_after_another_tap_words_are_the_programs(lotse: Running, says: Says) -> None:
    case = await handed_over(lotse, says)
    [counsellor] = await lotse.parts.roster.everybody()
    await lotse.parts.desk.hands.claim(counsellor, case, 1)
    await lotse.parts.desk.hands.close(counsellor, case, 2)
    await says(Commanded("menu"))
    answers = await says(Typed("Blabla"))
    assert {answer.author for answer in answers} == {"bot"}
    assert await bodies(lotse, case) == ["bot"]
    # Also when the session is gone: the case is found again.
    await lotse.parts.valkey.client.flushall()
    await says(Started())
    [again] = await says(Commanded("human"))
    assert "ist zu Ende" in again.text
    await says(Typed("Noch etwas dazu."))
    assert await bodies(lotse, case) == ["bot", "resident"]


async def test_a_counsellor_keeps_the_chat_when_valkey_was_emptied(
    lotse: Running, says: Says
) -> None:
    case = await handed_over(lotse, says)
    [counsellor] = await lotse.parts.roster.everybody()
    await lotse.parts.desk.hands.claim(counsellor, case, 1)
    await lotse.parts.valkey.client.flushall()
    assert await says(Typed("Sind Sie noch da?")) == []
    assert await bodies(lotse, case) == ["bot", "resident"]
