"""TelegramServer: the whole far end of Telegram, in this process, for a test."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from types import TracebackType

from aiohttp import web

from .api import Api, Call
from .bell import rang_within
from .faces import VisibleMessage, transcript, visible
from .faults import Fault
from .people import People
from .state import Json, Message, Profile, Query, World
from .updates import Update, Updates
from .webhook import Pauses

BOT_ID = 700_000_001
TOKEN = f"{BOT_ID}:{'T' * 35}"


class TelegramServer:
    """A Bot API server on 127.0.0.1 that knows one bot.

    The bot talks to `base_url`; the test plays the people. Use it as an async context manager.
    `clock` tells Unix time in seconds; ages and expiry follow it, waiting does not.
    """

    def __init__(
        self,
        token: str = TOKEN,
        clock: Callable[[], float] = time.time,
        pauses: Pauses | None = None,
    ) -> None:
        bot: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Lotse",
            "username": "lotse_test_bot",
        }
        self.token = token
        self.world = World(bot, clock)
        self.updates = Updates(clock)
        self.people = People(self.world, self.updates)
        self.api = Api(token, self.world, self.updates, pauses or Pauses())
        self._runner: web.AppRunner | None = None
        self._base_url = ""

    async def start(self) -> None:
        runner = web.AppRunner(self.api.application(), access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self._runner = runner
        self._base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"

    async def stop(self) -> None:
        self.api.polling.shut_down()
        await self.api.webhook.stop()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> TelegramServer:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    @property
    def base_url(self) -> str:
        """Where the bot finds the Bot API, without the `/bot<token>` part."""
        if not self._base_url:
            raise RuntimeError("the server has not been started")
        return self._base_url

    # What people do

    async def user_sends(
        self, chat_id: int, text: str, language_code: str | None = "de"
    ) -> Message:
        """A message from the user of that chat; a positive chat id is the user's own id."""
        return self.people.send(chat_id, text, language_code)

    async def user_sends_file(
        self, chat_id: int, kind: str, content: bytes, name: str = "", caption: str = ""
    ) -> Message:
        """A "photo", "voice" or "document" from the user of that chat."""
        return self.people.send_file(chat_id, kind, content, name, caption)

    async def user_taps(self, chat_id: int, label_or_data: str) -> str:
        """A press of that button in the newest message that has it; the id of the press."""
        return self.people.tap(chat_id, label_or_data)

    async def user_presses(self, chat_id: int, message_id: int, data: str) -> str:
        """A press on that very message with any data, as a forged client could send it."""
        return self.people.press(self.world.chats[chat_id], message_id, data)

    async def user_edits(self, chat_id: int, message_id: int, text: str) -> None:
        self.people.edit(chat_id, message_id, text)

    async def user_adds_bot_to_group(self, chat_id: int) -> None:
        self.people.bring_into_group(chat_id)

    def block(self, chat_id: int) -> None:
        self.people.block(chat_id, blocked=True)

    def unblock(self, chat_id: int) -> None:
        self.people.block(chat_id, blocked=False)

    def raw_update(self, kind: str, body: Json, queue: int = 1) -> Update | None:
        """An update of the test's own making, None when the bot wants none of that kind."""
        return self.people.raw_update(kind, body, queue)

    def repeat(self, update: Update) -> None:
        """The same update once more, as after an answer that Telegram never got."""
        self.updates.put(update)

    # What can be seen

    def chat(self, chat_id: int) -> list[VisibleMessage]:
        """The messages of that chat as the user sees them now, oldest first."""
        return visible(self.world.chats[chat_id]) if chat_id in self.world.chats else []

    def query(self, query_id: str) -> Query:
        """That press of a button, with the answer the bot gave to it."""
        return self.world.queries[query_id]

    @property
    def profile(self) -> Profile:
        return self.world.profile

    def calls(self, method: str = "") -> list[Call]:
        """What the bot has called so far (refused calls too), all methods or one."""
        wanted = method.lower()
        return [c for c in self.api.calls if not wanted or c.method.lower() == wanted]

    async def wait_for(
        self,
        chat_id: int,
        predicate: Callable[[VisibleMessage], object] | str,
        timeout: float = 60.0,
        after: int = 0,
    ) -> VisibleMessage:
        """The newest message of the bot that fits, as soon as there is one.

        A string fits when the text contains it. `after`: only messages with a larger id.
        AssertionError with the whole chat when the time (seconds) is over.
        """
        fits = _contains(predicate) if isinstance(predicate, str) else predicate

        def newest(messages: list[VisibleMessage]) -> VisibleMessage | None:
            bots = [m for m in messages if m.author == "bot" and m.message_id > after]
            return next((m for m in reversed(bots) if fits(m)), None)

        await self.wait_until(chat_id, newest, timeout)
        found = newest(self.chat(chat_id))
        assert found is not None
        return found

    async def wait_until(
        self,
        chat_id: int,
        condition: Callable[[list[VisibleMessage]], object],
        timeout: float = 60.0,
    ) -> list[VisibleMessage]:
        """The chat, as soon as the condition on all its visible messages holds."""
        loop = asyncio.get_running_loop()
        until = loop.time() + timeout
        while True:
            ring = self.world.changed.next_ring()
            messages = self.chat(chat_id)
            if condition(messages):
                return messages
            if not await rang_within(ring, until - loop.time()):
                raise AssertionError(f"not within {timeout} s; the chat:\n{transcript(messages)}")

    # What goes wrong

    def fail_next(
        self,
        method: str,
        status: int,
        description: str,
        *,
        retry_after: int | None = None,
        times: int = 1,
        after_processing: bool = False,
        before_processing: bool = False,
        delay: float = 0.0,
    ) -> None:
        """The next `times` calls of that method ("*": any) fail so.

        `after_processing`: carried out, then the connection is dropped without an answer;
        `before_processing`: dropped, and not carried out.
        `delay`: seconds before anything happens; with status 200 the call is only slow.
        """
        self.api.faults.add(
            Fault(
                method,
                status,
                description,
                retry_after,
                times,
                after_processing,
                before_processing,
                delay,
            )
        )


def _contains(words: str) -> Callable[[VisibleMessage], bool]:
    return lambda message: words in message.text
