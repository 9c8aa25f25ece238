"""The parts that these tests share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from lotse import log
from tests.dead_letters.poison import Poisoned
from tests.running import Running, free_port
from tests.test_webhook import SECRET


@pytest.fixture(autouse=True)
def the_programs_own_log() -> None:
    log.configure()


@pytest.fixture
async def bot(valkey_url: str, tmp_path: Path) -> AsyncIterator[Running]:
    """Lotse behind a webhook; the Bot API it calls is a closed port, so what it says waits."""
    port = free_port()
    running = Running(
        tmp_path,
        valkey_url,
        port=port,
        public_url=f"http://127.0.0.1:{port}",
        telegram_token="1:token",
        telegram_secret=SECRET,
        telegram_mode="webhook",
        telegram_api=f"http://127.0.0.1:{free_port()}",
    )
    async with running:
        await running.parts.delivery.stop()
        yield running


@pytest.fixture
def poisoned(lotse: Running, monkeypatch: pytest.MonkeyPatch) -> Poisoned:
    return Poisoned(lotse, monkeypatch)
