"""Methods that set, remove and describe the webhook."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from .arguments import Arguments
from .errors import bad_request, conflict
from .polling import Polling
from .state import Json
from .updates import Updates
from .webhook import Hook, Pauses, WebhookSender

SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
CONNECTIONS = 40


@dataclass(frozen=True)
class Done:
    """An answer of `true` with Telegram's remark beside it."""

    description: str


class Webhook:
    """At most one hook; while it is set, getUpdates is refused."""

    def __init__(
        self,
        updates: Updates,
        polling: Polling,
        pauses: Pauses,
        call: Callable[[str, Arguments], Awaitable[object]],
    ) -> None:
        self._updates = updates
        self._polling = polling
        self._pauses = pauses
        self._call = call
        self._sender: WebhookSender | None = None

    async def set(self, arguments: Arguments) -> Done:
        if not arguments.text("url"):
            return await self.delete(arguments)
        hook = _hook(arguments)
        self._take_settings(arguments)
        if self._sender and self._sender.hook == hook:
            return Done("Webhook is already set")
        await self.stop()
        self._polling.end(conflict("terminated by setWebhook request"))
        self._sender = WebhookSender(hook, self._updates, self._pauses, self._call)
        return Done("Webhook was set")

    async def delete(self, arguments: Arguments) -> Done:
        self._take_settings(arguments)
        if self._sender is None:
            return Done("Webhook is already deleted")
        await self.stop()
        return Done("Webhook was deleted")

    def info(self) -> Json:
        shown: Json = {
            "url": "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates.waiting()),
        }
        if self._sender:
            shown["url"] = self._sender.hook.url
            shown["max_connections"] = self._sender.hook.connections
            if error := self._sender.last_error:
                shown["last_error_date"] = error.date
                shown["last_error_message"] = error.message
        if self._updates.allowed:
            shown["allowed_updates"] = self._updates.allowed
        return shown

    async def get_updates(self, arguments: Arguments) -> list[Json]:
        if self._sender:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        return await self._polling.get_updates(arguments)

    async def stop(self) -> None:
        sender, self._sender = self._sender, None
        if sender:
            await sender.stop()

    def _take_settings(self, arguments: Arguments) -> None:
        if "allowed_updates" in arguments:
            allowed = arguments.items("allowed_updates", "allowed updates")
            self._updates.allowed = [str(kind) for kind in allowed]
        if arguments.flag("drop_pending_updates"):
            self._updates.forget_all()


def _hook(arguments: Arguments) -> Hook:
    """Plain http is taken, as a local Bot API server takes it."""
    url = arguments.text("url")
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise bad_request("bad webhook: an HTTPS URL must be provided for webhook")
    secret = arguments.text("secret_token")
    if not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = arguments.integer("max_connections", CONNECTIONS)
    return Hook(url, secret, min(max(connections, 1), 100))
