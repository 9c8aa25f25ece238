"""What the bot shows of itself in Telegram: its commands and descriptions per language.

aiogram is imported here only, and only when there is something to announce: the import costs
seconds of CPU. Everything here is optional: a Bot API server that refuses it stops nothing.
"""

from __future__ import annotations

import asyncio
import importlib

import msgspec
import structlog

log = structlog.get_logger()


class Profile(msgspec.Struct, frozen=True):
    """`lang` "" is shown to everybody without a text in their language."""

    lang: str
    commands: tuple[tuple[str, str], ...]
    short_description: str


async def announce(token: str, server: str, profiles: list[Profile]) -> None:
    """Tell Telegram, once, after the start."""
    await asyncio.to_thread(importlib.import_module, "aiogram")
    from aiogram import Bot  # noqa: PLC0415
    from aiogram.client.session.aiohttp import AiohttpSession  # noqa: PLC0415
    from aiogram.client.telegram import TelegramAPIServer  # noqa: PLC0415
    from aiogram.types import BotCommand  # noqa: PLC0415

    session = AiohttpSession(api=TelegramAPIServer.from_base(server)) if server else None
    async with Bot(token, session=session) as bot:
        for profile in profiles:
            commands = [
                BotCommand(command=name, description=text) for name, text in profile.commands
            ]
            lang = profile.lang or None
            try:
                await bot.set_my_commands(commands, language_code=lang, request_timeout=10)
                await bot.set_my_short_description(
                    profile.short_description, language_code=lang, request_timeout=10
                )
            except Exception as error:
                log.info("bot profile not announced", why=type(error).__name__)
                return
