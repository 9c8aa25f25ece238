"""Everything that goes wrong, and how each proves that it did."""

from __future__ import annotations

import asyncio
import random
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress

import httpx

from tests.soak.city import City
from tests.telegram_server.webhook import SECRET_HEADER
from tests.test_up import Program
from tests.test_webhook import SECRET

Fault = Callable[[], Awaitable[bool]]
AT_ONCE = 100


class Faults:
    """`happened` counts by kind; an ambiguous send may make one message appear twice."""

    def __init__(self, city: City, seed: int) -> None:
        self._city = city
        self._dice = random.Random(seed)
        self.happened: Counter[str] = Counter()
        self.kinds: dict[str, Fault] = {
            "a web process killed": lambda: self._kill("serve", signal.SIGKILL),
            "a worker killed": lambda: self._kill("work", signal.SIGKILL),
            "a web process restarted": lambda: self._kill("serve", signal.SIGTERM),
            "a worker restarted": lambda: self._kill("work", signal.SIGTERM),
            "a web process stood still": lambda: self._freeze("serve"),
            "a worker stood still": lambda: self._freeze("work"),
            "Valkey killed": self._kill_valkey,
            "the database locked": self._lock,
            "connections cut": self._cut,
            "an update a hundred times at once": self._repeat,
            "Telegram says 429": lambda: self._refuse(429, retry_after=1),
            "Telegram says 502": lambda: self._refuse(502),
            "Telegram hangs up before": lambda: self._taken(200, before_processing=True),
            "Telegram hangs up after": self._hang_up,
            "Telegram is slow": self._slow,
        }

    async def run(self, count: int, pause: float) -> None:
        """`count` of them, each kind about as often, `pause` seconds apart on average."""
        order: list[str] = []
        while len(order) < count:
            order += self._dice.sample(list(self.kinds), len(self.kinds))
        for kind in order[:count]:
            await asyncio.sleep(self._dice.uniform(0, 2 * pause))
            while not await self.kinds[kind]():
                await asyncio.sleep(0.05)
            self.happened[kind] += 1

    async def _running(self, command: str) -> Program:
        """One that has come up: only then is it in the midst of something."""
        while True:
            ready = [p for p in self._city.of(command) if p.process.returncode is None and p.output]
            if ready:
                return self._dice.choice(ready)
            await asyncio.sleep(0.05)

    async def _kill(self, command: str, number: signal.Signals) -> bool:
        program = await self._running(command)
        process = program.process
        with suppress(ProcessLookupError):
            process.send_signal(number)
        code = await process.wait()
        return code == -number if number == signal.SIGKILL else code == 0

    async def _freeze(self, command: str) -> bool:
        process = (await self._running(command)).process
        try:
            process.send_signal(signal.SIGSTOP)
            await asyncio.sleep(self._dice.uniform(0.5, 2))
            process.send_signal(signal.SIGCONT)
        except ProcessLookupError:
            return False
        return process.returncode is None

    async def _kill_valkey(self) -> bool:
        return await asyncio.to_thread(self._city.restart_valkey) > 0

    async def _lock(self) -> bool:
        connection = await asyncio.to_thread(self._city.lock_database)
        await asyncio.sleep(self._dice.uniform(0.2, 3))
        held = connection.in_transaction
        connection.close()
        return held

    async def _cut(self) -> bool:
        return self._city.proxy.cut() > 0

    async def _repeat(self) -> bool:
        """An update that waits, brought by a hundred connections while Telegram brings it too."""
        waiting = self._city.telegram.updates.waiting()
        if not waiting:
            return False
        body = waiting[0].as_json()
        url = f"http://127.0.0.1:{self._city.proxy.port}/telegram/webhook"
        async with httpx.AsyncClient(timeout=30) as client:

            async def bring() -> bool:
                try:
                    answer = await client.post(url, json=body, headers={SECRET_HEADER: SECRET})
                except httpx.TransportError:
                    return False
                return answer.status_code == 200

            return sum(await asyncio.gather(*(bring() for _ in range(AT_ONCE)))) > 1

    async def _refuse(self, status: int, retry_after: int | None = None) -> bool:
        return await self._taken(status, retry_after=retry_after)

    async def _hang_up(self) -> bool:
        """The call is carried out, and the bot cannot know."""
        return await self._taken(200, after_processing=True)

    async def _slow(self) -> bool:
        return await self._taken(200, delay=self._dice.uniform(0.5, 3))

    async def _taken(
        self,
        status: int,
        retry_after: int | None = None,
        delay: float = 0.0,
        *,
        after_processing: bool = False,
        before_processing: bool = False,
    ) -> bool:
        """Ordered, and met by a call of the bot."""
        telegram = self._city.telegram
        telegram.fail_next(
            "sendMessage",
            status,
            "a fault",
            retry_after=retry_after,
            delay=delay,
            after_processing=after_processing,
            before_processing=before_processing,
        )
        ordered = telegram.api.faults.orders[-1]
        async with asyncio.timeout(120):
            while any(order is ordered for order in telegram.api.faults.orders):
                await asyncio.sleep(0.02)
        return True
