"""The outside of an age file: what a server can check of something that it cannot open.

The format is C2SP's age v1 (https://age-encryption.org/v1). Only files to X25519 recipients pass:
a passphrase (scrypt) stanza would make the reader's computer work for minutes, and a stanza more
than expected would be one more person who can open it. One stanza of grease is let pass, which
pyrage adds so that readers get used to unknown ones.
"""

from __future__ import annotations

import re

import msgspec

from post.errors import BadInput

VERSION = b"age-encryption.org/v1\n"
_MOST_HEADER = 4096
"""Bytes of header that are looked at: two recipients and grease take less than 700."""
_CHUNK = 64 * 1024
_NONCE, _TAG = 16, 16
_X25519 = re.compile(rb"-> X25519 [A-Za-z0-9+/]{43}\n[A-Za-z0-9+/]{43}\n")
_GREASE = re.compile(
    rb"-> [!-~]{1,32}-grease(?: [!-~]{1,64}){0,8}\n"
    rb"(?:[A-Za-z0-9+/]{64}\n){0,4}[A-Za-z0-9+/]{0,63}\n"
)
_END = re.compile(rb"--- [A-Za-z0-9+/]{43}\n")


class Outside(msgspec.Struct, frozen=True):
    """How many people can open the file, and how many bytes are sealed in it."""

    recipients: int
    content: int


def outside(file: bytes) -> Outside:
    """Raises BadInput (code "age") for anything but an age file to X25519 recipients."""
    if not file.startswith(VERSION):
        raise BadInput("this is not an age file", code="age")
    header, at, recipients, grease = file[:_MOST_HEADER], len(VERSION), 0, 0
    while not (end := _END.match(header, at)):
        if stanza := _X25519.match(header, at):
            recipients += 1
        elif stanza := _GREASE.match(header, at):
            grease += 1
        if stanza is None or grease > 1:
            raise BadInput("this age file is sealed in a way that is not used here", code="age")
        at = stanza.end()
    return Outside(recipients, _content(len(file) - end.end()))


def check_outside(file: bytes, *, recipients: int) -> int:
    """How many bytes are sealed in it. Raises BadInput unless so many people can open it."""
    found = outside(file)
    if found.recipients != recipients:
        raise BadInput("this age file is sealed to other people than expected", code="age")
    return found.content


def _content(payload: int) -> int:
    """Of a payload's bytes: a nonce, then chunks of 64 KiB with a tag each (STREAM)."""
    sealed = payload - _NONCE
    chunks = -(-sealed // (_CHUNK + _TAG))
    content = sealed - chunks * _TAG
    if sealed < _TAG or (chunks > 1 and content <= (chunks - 1) * _CHUNK):
        raise BadInput("this age file is cut off", code="age")
    return content
