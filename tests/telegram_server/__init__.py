"""Our own Telegram for tests: a Bot API server in this process, strict as the real one.

    async with TelegramServer() as telegram:
        ...start the bot with telegram.base_url and telegram.token...
        await telegram.user_sends(4711, "/start")
        menu = await telegram.wait_for(4711, "Willkommen")
        await telegram.user_taps(4711, menu.labels[0])

Where things are: `state` what Telegram knows · `messages`, `profile` the methods on it ·
`updates` what is on its way to the bot · `polling`, `webhook` the two ways it gets there ·
`api` the HTTP door and the table of methods · `people` what users do · `faces` what they see ·
`faults` failures on order · `server` all of it together · `clock`, `receiver` for tests of it.

A new method: a function of (world, arguments) that returns the result or raises an `ApiError`,
and a line in the table of `api`. Unknown methods answer 404, formatted text is refused.
"""

from .faces import Button, VisibleMessage
from .server import TOKEN, TelegramServer
from .updates import Update
from .webhook import Pauses

__all__ = ["TOKEN", "Button", "Pauses", "TelegramServer", "Update", "VisibleMessage"]
