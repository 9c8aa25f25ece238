"""Recordings for tests: real MP3 files, silent ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from bot import recordings
from bot.engine.book import Book
from tests.running import Running

_FRAME = bytes.fromhex("fffb9000") + bytes(413)
"""MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 1,152 samples of nothing."""
FRAMES_A_SECOND = 44_100 / 1152


def silence(seconds: float = 0.2) -> bytes:
    return _FRAME * max(1, round(seconds * FRAMES_A_SECOND))


def record(media: Path, name: str, script: str | None = None, seconds: float = 0.2) -> None:
    """A recording as an editor puts it there ("tr/bot-notice.mp3"), with what is read."""
    path = media / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(silence(seconds))
    if script is not None:
        path.with_suffix(".txt").write_text(script, encoding="utf-8")


def with_recordings(book: Book, media: Path) -> Book:
    found, wrong = recordings.load(media, [language.id for language in book.languages])
    assert wrong == []
    return msgspec.structs.replace(book, recordings=found)


def speak(lotse: Running, media: Path) -> Book:
    """This Lotse has these recordings from now on."""
    parts: Any = lotse.parts
    book = with_recordings(parts.current_book(), media)
    parts.web_chat._media = media
    parts.web_chat._book = parts.conversation._book = lambda: book
    return book
