"""SIGTERM: nothing new is taken, what is in hand is finished, and everybody is told in time."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis.asyncio as redis

from bot.channels.telegram.polling import TelegramPolling
from bot.delivery import Delivery
from lotse.run import _drain, end
from post.errors import SettingsError
from tests.counsellor import Counsellor
from tests.running import Running, Visitor, free_port, polls
from tests.telegram_server import TelegramServer
from tests.test_delivery import (
    Post,
    post,  # noqa: F401 - a fixture
)
from tests.test_doctor import settings
from tests.test_up import Program, shared, until
from tests.test_webhook import HEADERS, SECRET, message

UPDATES = 500


async def test_ready_says_so_first_and_serving_goes_on(tmp_path: Path, valkey_url: str) -> None:
    status = free_port()
    stores = shared(tmp_path, valkey_url) | {
        "LOTSE_STOP_NOTICE": "12",
        "LOTSE_STATUS_PORT": str(status),
    }
    async with Program(tmp_path, "migrate", **stores) as migrating:
        assert await migrating.end() == 0
    async with Program(tmp_path, "serve", **stores) as web, web.client() as client:
        await web.says("Lotse is ready")
        assert (await client.get("/readyz")).status_code == 200
        web.process.send_signal(signal.SIGTERM)
        await web.says("event=stopping")
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "draining")
        visitor = Visitor(client)
        await visitor.begin()
        assert visitor.texts()
        assert (await client.get("/privacy")).headers["connection"] == "close"
        there = httpx.AsyncClient(base_url=f"http://127.0.0.1:{status}", timeout=60)
        async with there:
            assert (await there.get("/readyz")).json()["error"]["code"] == "draining"
            assert b"lotse_web_sessions_total 1.0" in (await there.get("/metrics")).content
        assert await web.end() == 0
        assert web.output.rstrip().endswith("event=stopped")


async def test_the_worker_has_a_status_of_its_own(tmp_path: Path, valkey_url: str) -> None:
    status = free_port()
    stores = shared(tmp_path, valkey_url) | {"LOTSE_STATUS_PORT": str(status)}
    async with Program(tmp_path, "migrate", **stores) as migrating:
        assert await migrating.end() == 0
    async with Program(tmp_path, "work", **stores) as worker:
        client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{status}", timeout=60)
        async with client:

            async def ready() -> bool:
                try:
                    return (await client.get("/readyz")).status_code == 200
                except httpx.TransportError:
                    return False

            await until(ready)
            assert b"lotse_build_info" in (await client.get("/metrics")).content
        assert await worker.end(signal.SIGTERM) == 0


async def test_stopped_in_the_midst_of_updates_each_has_one_effect(
    tmp_path: Path, valkey_url: str
) -> None:
    """What was acknowledged is there; what was not is brought again, as Telegram does."""
    port = free_port()
    stores = shared(tmp_path, valkey_url) | {
        "LOTSE_PORT": str(port),
        "LOTSE_PUBLIC_URL": f"http://localhost:{port}",
        "LOTSE_TELEGRAM_TOKEN": "1:token",
        "LOTSE_TELEGRAM_SECRET": SECRET,
        "LOTSE_TELEGRAM_MODE": "webhook",
        "LOTSE_TELEGRAM_API": f"http://127.0.0.1:{free_port()}",
    }
    async with Program(tmp_path, "migrate", **stores) as migrating:
        assert await migrating.end() == 0
    answered: Counter[int] = Counter()
    async with Program(tmp_path, "serve", **stores) as web:
        await web.says("Lotse is ready")
        limits = httpx.Limits(max_connections=UPDATES)
        client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", limits=limits, timeout=60)

        async def bring(number: int) -> None:
            body = message(update_id=number, chat={"id": number, "type": "private"})
            try:
                answer = await client.post("/telegram/webhook", json=body, headers=HEADERS)
            except httpx.TransportError:
                return
            if answer.status_code == 200:
                answered[number] += 1

        async with client:
            bringing = [asyncio.create_task(bring(number)) for number in range(1, UPDATES + 1)]
            while not answered:
                await asyncio.sleep(0)
            web.process.send_signal(signal.SIGTERM)
            in_flight = sum(not task.done() for task in bringing)
            await asyncio.gather(*bringing)
            assert await web.end() == 0
            assert in_flight > UPDATES / 4  # it was in the midst of them
            assert "Traceback" not in web.output
            store = redis.from_url(valkey_url)
            kept = len(await store.keys("u:*"))
            assert kept >= len(answered)
            web.output = ""
            await web.start()
            await web.says("Lotse is ready")
            for number in range(1, UPDATES + 1):
                if not answered[number]:
                    await bring(number)
    assert answered.total() == UPDATES
    boxes: Any = await store.keys("o:*")
    assert len(boxes) == UPDATES
    assert len({await store.llen(box) for box in boxes}) == 1  # nobody was welcomed twice
    await store.aclose()


async def test_streams_and_polls_come_to_their_end(tmp_path: Path) -> None:
    async with Program(tmp_path, "up") as program, program.client() as client:
        await program.says("Lotse is ready")
        passphrase = (await program.says(r"passphrase: +((\w+ ){6}\w+)"))[1]
        counsellor = Counsellor(client)
        await counsellor.sign_in("demo", passphrase)
        visitor = Visitor(client)
        await visitor.begin()
        waiting = asyncio.create_task(visitor.read(wait=25))
        headers = {"x-lotse-desk": "1"}
        async with client.stream("GET", "/desk/api/events", headers=headers) as stream:
            assert stream.status_code == 200
            lines = stream.aiter_lines()
            assert (await anext(lines)).startswith("retry:")
            program.process.send_signal(signal.SIGTERM)
            # Ended whole: a stream that is cut off would raise here.
            rest = [line async for line in lines]
            assert "event: ping" in rest
        assert await waiting == []
        assert await program.end() == 0


async def test_polling_finishes_what_it_has_begun(
    valkey_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with TelegramServer() as server:
        running = Running(
            tmp_path,
            valkey_url,
            port=free_port(),
            **polls(server),
        )
        async with running as lotse:
            talk: Any = lotse.parts.conversation
            play, held, go_on = talk._play, asyncio.Event(), asyncio.Event()

            async def slow(*args: Any) -> Any:
                held.set()
                await go_on.wait()
                return await play(*args)

            monkeypatch.setattr(talk, "_play", slow)
            await server.user_sends(1, "/start")
            await asyncio.wait_for(held.wait(), 60)
            stopping = asyncio.create_task(lotse.parts.polling.stop())
            await asyncio.sleep(0.1)
            assert not stopping.done()
            go_on.set()
            await stopping
            assert await lotse.parts.valkey.client.keys("s:*")


async def test_a_long_poll_does_not_hold_the_stop_up(valkey_url: str, tmp_path: Path) -> None:
    class Api:
        def __init__(self) -> None:
            self.polls = asyncio.Event()

        async def call(self, method: str, *_: Any, **__: Any) -> bytes:
            if method == "getUpdates":
                self.polls.set()
                await asyncio.sleep(3600)
            return b"true"

    api: Any = Api()
    unused: Any = None
    polling = TelegramPolling(api, unused)
    running = asyncio.create_task(polling.run())
    await api.polls.wait()
    async with asyncio.timeout(60):
        await polling.stop()
        await running


async def test_what_does_not_come_to_an_end_is_left_and_nothing_is_lost(
    post: Post,  # noqa: F811 - the fixture
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A send that hangs is not waited for beyond the time there is."""
    monkeypatch.setattr("lotse.run._DRAIN", 0.5)
    worker: Delivery = post.worker()
    running = asyncio.create_task(worker.run())
    hold = asyncio.Event()
    post.channel.next = [hold]
    await post.put("hangs")
    while post.channel.next:
        await asyncio.sleep(0.01)

    class Parts:
        delivery = worker
        closed = False

        def begin_stop(self) -> None: ...

        async def close(self) -> None:
            self.closed = True

    parts: Any = Parts()
    monkeypatch.setattr("lotse.run.finish", lambda lotse: lotse.delivery.stop())
    async with asyncio.timeout(60):
        await _drain(parts, [], [])
    assert parts.closed
    assert not await post.empty()
    hold.set()
    await running
    await worker.stop()


def test_figures_for_others_need_a_token(tmp_path: Path) -> None:
    public = {"status_port": 9464, "status_host": "0.0.0.0", "demo": True}
    with pytest.raises(SettingsError, match="LOTSE_METRICS_TOKEN"):
        settings(tmp_path, **public).check()
    settings(tmp_path, **public, metrics_token="a-token").check()
    settings(tmp_path, demo=True, status_port=9464).check()


async def test_a_job_that_swallows_its_cancellation_does_not_hold_the_stop_up() -> None:
    swallowed = 0

    async def job() -> None:
        nonlocal swallowed
        while True:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                if swallowed:
                    raise
                swallowed += 1

    task = asyncio.create_task(job())
    await asyncio.sleep(0)
    async with asyncio.timeout(60):
        await end([task])
    assert (swallowed, task.cancelled()) == (1, True)
