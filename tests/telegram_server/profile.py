"""Methods about the bot itself: who it is, its commands, how it describes itself."""

from __future__ import annotations

import json
import re

from .arguments import Arguments
from .errors import bad_request
from .state import Json, World

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"[a-z]{2}")
COMMANDS = 100
COMMAND_DESCRIPTION_LENGTH = 256
DESCRIPTION_LENGTH = 512
SHORT_DESCRIPTION_LENGTH = 120


def get_me(world: World, arguments: Arguments) -> Json:
    return {
        **world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(world: World, arguments: Arguments) -> bool:
    commands = arguments.items("commands", "BotCommand")
    if len(commands) > COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        _check_command(command)
    scope = arguments.structure("scope", "BotCommandScope") or {"type": "default"}
    key = (json.dumps(scope, sort_keys=True), _language(arguments))
    world.profile.commands[key] = commands
    return True


def set_my_description(world: World, arguments: Arguments) -> bool:
    text = _description(arguments, "description", DESCRIPTION_LENGTH)
    world.profile.descriptions[_language(arguments)] = text
    return True


def set_my_short_description(world: World, arguments: Arguments) -> bool:
    text = _description(arguments, "short_description", SHORT_DESCRIPTION_LENGTH)
    world.profile.short_descriptions[_language(arguments)] = text
    return True


def _check_command(command: object) -> None:
    if not isinstance(command, dict):
        raise bad_request("expected an Array of BotCommand")
    if not COMMAND.fullmatch(str(command.get("command", "")).removeprefix("/")):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(str(command.get("description", ""))) <= COMMAND_DESCRIPTION_LENGTH:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def _description(arguments: Arguments, name: str, longest: int) -> str:
    text = arguments.text(name)
    if len(text) > longest:
        raise bad_request(f"{name} is too long")
    return text


def _language(arguments: Arguments) -> str:
    """Two letters of ISO 639-1, or empty for everybody else."""
    code = arguments.text("language_code")
    if code and not LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code
