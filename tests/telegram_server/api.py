"""The bot's door: `/bot<token>/<method>`, the table of methods, faults, the record of calls."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from . import arguments, messages, profile
from .arguments import Arguments
from .errors import ApiError, bad_request, not_found
from .faults import Fault, Faults
from .polling import Polling
from .state import World
from .updates import Updates
from .webhook import Pauses
from .webhook_methods import Done, Webhook

Method = Callable[[Arguments], object]
LONGEST_BODY = 50 * 2**20


@dataclass(frozen=True)
class Call:
    """One call of the bot: its arguments as Telegram read them, the status it got back."""

    method: str
    arguments: dict[str, str]
    status: int
    at: float


class Api:
    def __init__(self, token: str, world: World, updates: Updates, pauses: Pauses) -> None:
        self.token = token
        self.calls: list[Call] = []
        self.faults = Faults()
        self.world = world
        self.polling = Polling(updates)
        self.webhook = Webhook(updates, self.polling, pauses, self.call)
        self.methods = self._table()

    def application(self) -> web.Application:
        application = web.Application(client_max_size=LONGEST_BODY)
        application.router.add_route("*", "/bot{token:[^/]+}/{method}", self.handle)
        application.router.add_route("GET", "/file/bot{token:[^/]+}/{path:.+}", self.download)
        application.router.add_route("*", "/{anything:.*}", _nothing_here)
        return application

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One request: refused, failed on order, or carried out."""
        method = request.match_info["method"]
        fault: Fault | None = None
        given: dict[str, str] = {}
        try:
            self._check(request)
            fault = self.faults.take(method)
            if fault and fault.before_processing:
                return _drop(request)
            given_arguments = await arguments.of_request(request)
            given = given_arguments.values
            answer = await self._with_fault(fault, method, given_arguments)
        except ApiError as error:
            status, body = error.status, error.as_json()
        else:
            status, body = 200, answer
        self.calls.append(Call(method, given, status, self.world.clock()))
        self.world.changed.ring()
        if fault and fault.after_processing:
            return _drop(request)
        return web.json_response(body, status=status)

    async def download(self, request: web.Request) -> web.StreamResponse:
        """A file that getFile has named."""
        content = self.world.uploads.get(request.match_info["path"].rpartition("/")[2])
        if request.match_info["token"] != self.token or content is None:
            return await _nothing_here(request)
        return web.Response(body=content, content_type="application/octet-stream")

    async def call(self, method: str, given: Arguments) -> object:
        """The result of a method; the webhook calls this too."""
        wanted = self.methods.get(method.lower())
        if wanted is None:
            raise not_found()
        result = wanted(given)
        return await result if inspect.isawaitable(result) else result

    async def _with_fault(
        self, fault: Fault | None, method: str, given: Arguments
    ) -> dict[str, object]:
        if fault:
            await asyncio.sleep(fault.delay)
            if refusal := fault.refusal():
                raise refusal
        result = await self.call(method, given)
        if isinstance(result, Done):
            return {"ok": True, "result": True, "description": result.description}
        return {"ok": True, "result": result}

    def _check(self, request: web.Request) -> None:
        if request.match_info["token"] != self.token:
            raise ApiError(401, "Unauthorized")
        if request.method not in {"GET", "POST"}:
            raise bad_request("only GET and POST are supported")

    def _table(self) -> dict[str, Method]:
        """Names are compared without regard to case, as documented."""
        about_world: dict[str, Callable[[World, Arguments], object]] = {
            "getMe": profile.get_me,
            "getFile": messages.get_file,
            "setMyCommands": profile.set_my_commands,
            "setMyDescription": profile.set_my_description,
            "setMyShortDescription": profile.set_my_short_description,
            "sendMessage": messages.send_message,
            "sendVoice": messages.send_voice,
            "sendDocument": messages.send_document,
            "editMessageText": messages.edit_message_text,
            "editMessageReplyMarkup": messages.edit_message_reply_markup,
            "deleteMessage": messages.delete_message,
            "deleteMessages": messages.delete_messages,
            "answerCallbackQuery": messages.answer_callback_query,
            "sendChatAction": messages.send_chat_action,
            "leaveChat": messages.leave_chat,
        }
        table: dict[str, Method] = {
            name: partial(method, self.world) for name, method in about_world.items()
        }
        table["getUpdates"] = self.webhook.get_updates
        table["setWebhook"] = self.webhook.set
        table["deleteWebhook"] = self.webhook.delete
        table["getWebhookInfo"] = lambda _given: self.webhook.info()
        return {name.lower(): method for name, method in table.items()}


def _drop(request: web.Request) -> web.StreamResponse:
    """Hangs up instead of answering: the caller cannot know that the call was carried out."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _nothing_here(request: web.Request) -> web.StreamResponse:
    return web.json_response(not_found().as_json(), status=404)
