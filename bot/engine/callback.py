"""The typed codec of button data: what fits into Telegram's 64 bytes and comes back from anybody.

o<turn>.<option>   an option of the question number <turn> (base 36)
x<turn>.<option>   the same, to be taken back: where several can be chosen
c<turn>.<command>  one of the engine's commands, under that question (so that a double tap is seen)
"""

from __future__ import annotations

import re

import msgspec

from bot.engine.events import COMMANDS, Command

_OPTION = re.compile(r"([ox])([0-9a-z]{1,6})\.([a-z0-9][a-z0-9_-]{0,39})")
_COMMAND = re.compile(r"c[0-9a-z]{0,6}\.([a-z]+)")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class OptionTap(msgspec.Struct, frozen=True):
    """`off`: the option is no longer to be chosen."""

    turn: int
    option: str
    off: bool = False


class CommandTap(msgspec.Struct, frozen=True):
    command: Command


def option_data(turn: int, option: str, *, off: bool = False) -> str:
    data = f"{'x' if off else 'o'}{_base36(turn)}.{option}"
    if not _OPTION.fullmatch(data):
        raise ValueError(f"option id not possible in a button: {option!r}")
    return data


def command_data(command: Command, turn: int) -> str:
    return f"c{_base36(turn)}.{command}"


def read(data: str) -> OptionTap | CommandTap | None:
    """None for anything that we did not make."""
    found = _OPTION.fullmatch(data)
    if found:
        return OptionTap(int(found[2], 36), found[3], found[1] == "x")
    found = _COMMAND.fullmatch(data)
    for command in COMMANDS:
        if found and found[1] == command:
            return CommandTap(command)
    return None


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
        if number == 0:
            return digits
