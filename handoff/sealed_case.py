"""What can be checked of a case that a browser sealed: its outside. Pure.

Nobody here can look into a wrap. What can be seen is that it is a file to exactly one person, as
long as a wrapped identity is; that it is the right one, the counsellor's browser finds out (a bad
wrap is reported and made anew by a colleague's).
"""

from __future__ import annotations

import re

import msgspec

from post.age_file import check_outside
from post.errors import BadInput, TooLarge
from post.ids import Recipient
from post.line import SealedCase
from post.sealing import check_recipient

LARGEST_ITEM = 8 * 1024 * 1024
SMALLEST_ITEM = 1024
"""Bytes that are sealed in an item: its smallest size class."""
_INNER = range(274, 1100)
"""Bytes of an age file with an identity in it; grease makes it longer than the bare 274."""
_RECOVERY_INNER = range(474, 2200)
_ITEM_ID = re.compile(r"[0-9A-Za-z-]{8,64}")


class Expected(msgspec.Struct, frozen=True):
    """Who must have a wrap of a case, and whether the recovery papers must."""

    holders: frozenset[str]
    recovery: bool


def check_case(sealed: SealedCase, expected: Expected) -> None:
    """Raises BadInput: "wraps", "age", "recipient", "item"."""
    check_wraps(sealed.wraps, sealed.recovery_wrap, expected.holders, recovery=expected.recovery)
    _check_recipients(sealed)
    check_item(sealed.item, sealed.ciphertext)


def check_wraps(
    wraps: dict[str, bytes],
    recovery_wrap: bytes | None,
    holders: frozenset[str],
    *,
    recovery: bool,
) -> None:
    """Raises BadInput: "wraps", "age"."""
    if frozenset(wraps) != holders:
        raise BadInput("the case's key is not wrapped for the present roster", code="wraps")
    if (recovery_wrap is not None) != recovery:
        raise BadInput("the recovery wrap is missing, or nobody asked for one", code="wraps")
    for wrap in wraps.values():
        _check_wrap(wrap, _INNER)
    if recovery_wrap is not None:
        _check_wrap(recovery_wrap, _RECOVERY_INNER)


def check_item(item: str, ciphertext: bytes) -> None:
    """Raises BadInput unless it is an age file to two: the case and the resident."""
    checked_id(item)
    if len(ciphertext) > LARGEST_ITEM:
        raise TooLarge("this is too large", code="too_long")
    if check_outside(ciphertext, recipients=2) < SMALLEST_ITEM:
        raise BadInput("an item is filled up to one of its sizes", code="age")


def check_for_office(item: str, ciphertext: bytes) -> None:
    """Raises BadInput unless it is an age file to the case alone."""
    checked_id(item)
    if len(ciphertext) > LARGEST_ITEM:
        raise TooLarge("this is too large")
    if check_outside(ciphertext, recipients=1) < SMALLEST_ITEM:
        raise BadInput("an item is filled up to one of its sizes", code="age")


def checked_id(item: str) -> str:
    if not _ITEM_ID.fullmatch(item):
        raise BadInput("the item's id cannot be used", code="item")
    return item


def _check_wrap(wrap: bytes, sizes: range) -> None:
    if check_outside(wrap, recipients=1) not in sizes:
        raise BadInput("a wrap holds something else than a case's key", code="age")


def checked_recipient(text: str) -> Recipient:
    """Raises BadInput "recipient"."""
    try:
        return check_recipient(text)
    except BadInput as error:
        raise BadInput(str(error), code="recipient") from None


def _check_recipients(sealed: SealedCase) -> None:
    case, resident = checked_recipient(sealed.recipient), checked_recipient(sealed.resident)
    if case == resident:
        raise BadInput("the case and its resident need recipients of their own", code="recipient")
