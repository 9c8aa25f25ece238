"""What the bot shows of itself in Telegram: its commands and descriptions per language.

aiogram is imported here only, in a process of its own that ends when everything is announced:
kept in ours it would cost 120 MB for good (docs/benchmarks.md). All of it is optional: a Bot API
server that refuses it stops nothing.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterable

import msgspec
import structlog

from bot.engine.book import Language
from bot.engine.events import COMMANDS
from bot.engine.words import WORDS

log = structlog.get_logger()
_PATIENCE = 120
"""Seconds for the whole announcement."""


class Profile(msgspec.Struct, frozen=True):
    """`lang` "" is shown to everybody without a text in their language."""

    lang: str
    commands: tuple[tuple[str, str], ...]
    short_description: str


class Announcement(msgspec.Struct, frozen=True):
    token: str
    server: str
    profiles: list[Profile]


def profiles(
    languages: Iterable[Language], word: Callable[[str, str, dict[str, str]], str]
) -> list[Profile]:
    """What is shown in each language, and to everybody else; `word` gives the words for it."""
    # The Bot API knows languages of two letters only.
    known = [language.id for language in languages if len(language.id) == 2]
    commands = [name for name in COMMANDS if f"cmd_{name}" in WORDS]
    return [
        Profile(
            lang,
            tuple((name, word(lang or "de", f"cmd_{name}", {})) for name in commands),
            word(lang or "de", "profile", {}),
        )
        for lang in ("", *known)
    ]


async def announce(announcement: Announcement) -> None:
    """Tell Telegram, once, after the start. The token goes through a pipe, not a command line."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        stdin=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(_PATIENCE):
            await process.communicate(msgspec.json.encode(announcement))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    log.info("bot profile", announced=process.returncode == 0)


async def _tell(announcement: Announcement) -> None:
    from aiogram import Bot  # noqa: PLC0415 - see above
    from aiogram.client.session.aiohttp import AiohttpSession  # noqa: PLC0415
    from aiogram.client.telegram import TelegramAPIServer  # noqa: PLC0415
    from aiogram.types import BotCommand  # noqa: PLC0415

    server = announcement.server
    session = AiohttpSession(api=TelegramAPIServer.from_base(server)) if server else None
    async with Bot(announcement.token, session=session) as bot:
        for profile in announcement.profiles:
            commands = [
                BotCommand(command=name, description=text) for name, text in profile.commands
            ]
            lang = profile.lang or None
            await bot.set_my_commands(commands, language_code=lang, request_timeout=10)
            await bot.set_my_short_description(
                profile.short_description, language_code=lang, request_timeout=10
            )


if __name__ == "__main__":
    asyncio.run(_tell(msgspec.json.decode(sys.stdin.buffer.read(), type=Announcement)))
