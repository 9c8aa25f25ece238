"""The webhook: updates go out by POST until the bot has answered each with a 2xx.

Rules, as in the Bot API's open server: each queue of updates keeps its order, so one that is
refused holds up its own chat and no other; the first retry comes at once, then the pauses
double; `Retry-After` is honoured; a 2xx answer may carry one method call, whose result nobody
learns. The pauses start shorter here than Telegram's two seconds, tests have no time.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from . import arguments
from .arguments import Arguments
from .errors import ApiError
from .updates import Update, Updates

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LONGEST_RETRY_AFTER = 3600.0
NOT_IN_AN_ANSWER = {"setwebhook", "deletewebhook", "close", "logout"}


@dataclass(frozen=True)
class Pauses:
    """Seconds: `first` doubles up to `longest`; `answer` is how long the bot may take."""

    first: float = 0.05
    longest: float = 2.0
    answer: float = 60.0

    def after(self, failures: int) -> float:
        return 0.0 if failures <= 1 else min(self.first * 2 ** (failures - 2), self.longest)


@dataclass(frozen=True)
class Hook:
    """What setWebhook set."""

    url: str
    secret: str
    connections: int


@dataclass
class LastError:
    date: int
    message: str


class NotAcceptedError(Exception):
    """The bot did not take the update; `retry_after` (seconds) is 0 when it named no pause."""

    def __init__(self, reason: str, retry_after: float = 0.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class WebhookSender:
    """Sends to one hook until it is stopped; whatever is unconfirmed then stays waiting."""

    def __init__(
        self,
        hook: Hook,
        updates: Updates,
        pauses: Pauses,
        call: Callable[[str, Arguments], Awaitable[object]],
    ) -> None:
        self.hook = hook
        self.last_error: LastError | None = None
        self._updates = updates
        self._pauses = pauses
        self._call = call
        self._slots = asyncio.Semaphore(hook.connections)
        self._queues: dict[int, asyncio.Task[None]] = {}
        self._session = ClientSession(timeout=ClientTimeout(total=pauses.answer))
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        tasks = [self._task, *self._queues.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._session.close()

    async def _run(self) -> None:
        """One worker for each queue that has something to send."""
        while True:
            ring = self._updates.bell.next_ring()
            for queue in {update.queue for update in self._updates.waiting()}:
                if queue not in self._queues:
                    self._queues[queue] = asyncio.create_task(self._drain(queue))
            await ring.wait()

    async def _drain(self, queue: int) -> None:
        while update := self._first_of(queue):
            await self._deliver(update)
        del self._queues[queue]

    def _first_of(self, queue: int) -> Update | None:
        return next((u for u in self._updates.waiting() if u.queue == queue), None)

    async def _deliver(self, update: Update) -> None:
        failures = 0
        while self._updates.still_waits(update):
            try:
                async with self._slots:
                    await self._post(update)
            except NotAcceptedError as refused:
                failures += 1
                self.last_error = LastError(int(self._updates.clock()), refused.reason)
                await asyncio.sleep(refused.retry_after or self._pauses.after(failures))
            else:
                self._updates.forget(update)

    async def _post(self, update: Update) -> None:
        headers = {SECRET_HEADER: self.hook.secret} if self.hook.secret else {}
        try:
            async with self._session.post(
                self.hook.url, json=update.as_json(), headers=headers, allow_redirects=False
            ) as response:
                if not 200 <= response.status <= 299:
                    raise NotAcceptedError(
                        f"Wrong response from the webhook: {response.status} {response.reason}",
                        _retry_after(response),
                    )
                await self._carry_out(await arguments.of_response(response))
        except TimeoutError:
            raise NotAcceptedError("Read timeout expired") from None
        except ClientError:
            raise NotAcceptedError("Webhook connection closed") from None
        except (ApiError, ValueError):
            return  # an answer that holds no readable call is still an acknowledgement

    async def _carry_out(self, call: Arguments) -> None:
        method = call.text("method").lower()
        if method and method not in NOT_IN_AN_ANSWER and not method.startswith("get"):
            with contextlib.suppress(ApiError):
                await self._call(method, call)


def _retry_after(response: ClientResponse) -> float:
    try:
        seconds = float(response.headers.get("Retry-After", "0"))
    except ValueError:
        return 0.0
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)
