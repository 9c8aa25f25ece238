"""A counsellor's own chat with the bot, bound by a code to the notices of the desk."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from bot.engine.events import Typed
from bot.update import Update
from post.ids import ChatAddress

Link = Callable[[str, str, ChatAddress, str], Awaitable[None]]
"""(update id, code, chat, language): see handoff.notify. Raises StoreAway."""

_COMMAND = re.compile(r"/desk(?:@\w+)?\s+([\w-]{1,20})\s*", re.ASCII)


def staff_code(update: Update) -> str:
    """The code of "/desk CODE"; "" for everything else. Nothing of it is kept."""
    if update.chat.channel != "telegram" or not isinstance(update.event, Typed):
        return ""
    found = _COMMAND.fullmatch(update.event.text)
    return found[1] if found else ""
