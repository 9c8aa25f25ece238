"""Values put into a text that is written from right to left.

A telephone number, an address, a name in other letters would turn round what stands beside it, and
its own groups of digits would change places. So each value stands in an isolate (Unicode Standard
Annex 9, "Explicit directional isolates"), unless the translator has put it in one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from unicodedata import bidirectional

_LRI, _FSI, _PDI = "\u2066", "\u2068", "\u2069"
_RLM = "\u200f"
_STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}
_OPENING = re.compile("[\u2066-\u2068]")
_ISOLATED = re.compile("[\u2066-\u2068][^\u2066-\u2069]*\u2069")
_CONTROLS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_GROUP = r"(?:\(\d+\)\d*|\d+)"
_DIGITS = re.compile(rf"\+?{_GROUP}(?:[ /.\u00a0\u2011–-]+{_GROUP})+")
"""Groups of digits: from right to left the first group would come last."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*$")


def filled(
    text: str, placeholder: re.Pattern[str], value: Callable[[re.Match[str]], str], *, rtl: bool
) -> str:
    """The text with its placeholders replaced, once: what a value contains is not looked at."""

    def put(found: re.Match[str]) -> str:
        got = value(found)
        if not rtl or got == found[0]:
            return got
        line = text[: found.start()].rpartition("\n")[2]
        if _ADDRESS.search(line):
            return got
        inside = len(_OPENING.findall(line)) > line.count(_PDI)
        return _groups(got) if inside else isolated(got)

    return placeholder.sub(put, text)


def isolated(value: str) -> str:
    """Each line by itself: an isolate does not reach over the end of a line."""
    return "\n".join(f"{_FSI}{_groups(line)}{_PDI}" if line else "" for line in value.split("\n"))


def left_to_right(value: str) -> str:
    """Times and other figures with marks between them, which must not change places."""
    return f"{_LRI}{value}{_PDI}"


def lined(text: str) -> str:
    """For a channel that gives each line the direction of its first letter: a line of an Arabic
    text that begins with a German name is still read from right to left. Lines without any letter
    of such a script stay as they are.
    """
    return "\n".join(_RLM + line if _begins_wrong(line) else line for line in text.split("\n"))


def _begins_wrong(line: str) -> bool:
    strong = [way for char in line if (way := _STRONG.get(bidirectional(char)))]
    outside = _ISOLATED.sub("", line)
    first = next((way for char in outside if (way := _STRONG.get(bidirectional(char)))), "")
    return first == "ltr" and "rtl" in strong


def plain(text: str) -> str:
    """Without the characters that only steer the direction."""
    return text.translate(_CONTROLS)


def _groups(line: str) -> str:
    if _OPENING.search(line) or _PDI in line:
        balanced = len(_OPENING.findall(line)) == line.count(_PDI)
        return line if balanced else plain(line)
    return _DIGITS.sub(lambda found: f"{_LRI}{found[0]}{_PDI}", line)
