"""A counsellor's own Telegram chat: linked by a code, and told that something waits."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from post.ids import StaffId
from tests.handoff.office import intake
from tests.running import Running, free_port, polls
from tests.telegram_server import TelegramServer

CHAT = 815


async def test_a_counsellor_is_told_in_their_own_chat(valkey_url: str, tmp_path: Path) -> None:
    async with (
        TelegramServer() as server,
        Running(tmp_path, valkey_url, port=free_port(), **polls(server)) as lotse,
    ):
        notifier = lotse.parts.notifier
        notifier._now = lambda: dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)  # within the hours
        (demo,) = await lotse.parts.roster.everybody()
        code = await notifier.new_code(StaffId(demo.id))
        await server.user_sends(CHAT, f"/desk {code}")
        await server.wait_for(CHAT, "Verbunden.", timeout=60)
        assert (await notifier.wishes(demo.id)).chat == str(CHAT)
        # It works once.
        await server.user_sends(CHAT, f"/desk {code}")
        await server.wait_for(CHAT, "gilt nicht", timeout=60)
        await lotse.parts.desk.take_in(intake())
        await notifier.round()
        told = await server.wait_for(CHAT, "Im Lotse wartet etwas.", timeout=60)
        assert "/desk/" in told.text
