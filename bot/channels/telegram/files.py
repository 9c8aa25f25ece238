"""What a resident sends besides text: fetched from Telegram for as long as it takes to seal it.

Only small files of a few kinds: a photo, a voice message, a PDF. What they are is told from their
bytes and not from what Telegram or a file name says. A photo loses everything but the picture.
"""

from __future__ import annotations

import msgspec

from bot.channels.telegram.api import TelegramApi, TelegramRefused
from bot.files import LARGEST, FileRefused
from post.desk import Attached
from post.errors import BadInput
from post.jpeg import bare
from post.outbox import DeliveryError

_TRIES = 2


class _File(msgspec.Struct):
    file_path: str = ""
    file_size: int = 0


_decode = msgspec.json.Decoder(_File).decode


class TelegramFiles:
    """Implements `bot.files.Files`."""

    def __init__(self, api: TelegramApi) -> None:
        self._api = api

    async def fetch(self, kind: str, ref: str, name: str) -> Attached:
        content = await self._fetched(ref)
        if content.startswith(b"\xff\xd8\xff"):
            return Attached("photo", name or "photo.jpg", "image/jpeg", _bare(content))
        if content.startswith(b"%PDF-") and kind == "document":
            return Attached("document", name or "document.pdf", "application/pdf", content)
        if content.startswith(b"OggS") and kind == "voice":
            return Attached("voice", "voice.ogg", "audio/ogg", content)
        raise FileRefused("kind")

    async def _fetched(self, ref: str) -> bytes:
        """Raises FileRefused "away" when Telegram does not hand it over."""
        for _ in range(_TRIES):
            try:
                found = _decode(await self._api.call("getFile", {"file_id": ref}))
                if found.file_size > LARGEST or not found.file_path:
                    raise FileRefused("large")
                return await self._api.download(found.file_path, LARGEST)
            except TelegramRefused as error:
                if "too big" in error.why:
                    raise FileRefused("large") from None
            except (DeliveryError, msgspec.DecodeError):
                continue
        raise FileRefused("away")


def _bare(content: bytes) -> bytes:
    try:
        return bare(content)
    except BadInput:
        raise FileRefused("kind") from None
