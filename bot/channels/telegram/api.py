"""The Bot API over one keep-alive session: call a method, get its result or a DeliveryError.

The token stands in every URL, so no URL and no exception of the HTTP client is ever logged or
passed on.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import aiohttp
import msgspec

from post.outbox import DeliveryError

DEFAULT_SERVER = "https://api.telegram.org"
_TIMEOUT = 15.0
"""Seconds for one call; shorter than the outbox's lease, so that no entry is sent twice for it."""
_UPLOAD = 25.0
_encode = msgspec.json.Encoder().encode


class _Parameters(msgspec.Struct):
    retry_after: float | None = None


class _Answer(msgspec.Struct):
    ok: bool
    result: msgspec.Raw = msgspec.Raw(b"null")
    error_code: int = 0
    description: str = ""
    parameters: _Parameters | None = None


_decode = msgspec.json.Decoder(_Answer).decode


class TelegramRefused(DeliveryError):
    """The Bot API said no; `status` is its error code."""

    def __init__(self, why: str, status: int, **kwargs: Any) -> None:
        super().__init__(why, **kwargs)
        self.status = status


class TelegramApi:
    def __init__(self, token: str, server: str = "") -> None:
        host = (server or DEFAULT_SERVER).rstrip("/")
        self._base = f"{host}/bot{token}/"
        self._files = f"{host}/file/bot{token}/"
        self._http: aiohttp.ClientSession | None = None

    async def call(
        self, method: str, params: dict[str, Any], within: float = _TIMEOUT
    ) -> msgspec.Raw:
        """The result as raw JSON, `within` seconds.

        Raises DeliveryError, or TelegramRefused with a status.
        """
        json = {"Content-Type": "application/json"}
        return await self._post(method, _encode(params), json, within)

    async def upload(
        self, method: str, params: dict[str, str], field: str, name: str, content: bytes
    ) -> msgspec.Raw:
        """As call(), with a file as the argument `field`."""
        form = aiohttp.FormData(params)
        form.add_field(field, content, filename=name)
        return await self._post(method, form, {}, _UPLOAD)

    async def download(self, path: str, most: int) -> bytes:
        """A file that getFile has named, of at most so many bytes. Raises DeliveryError."""
        address = f"{self._files}{quote(path)}"
        timeout = aiohttp.ClientTimeout(total=_UPLOAD)
        try:
            async with self._session().get(address, timeout=timeout) as response:
                if response.status != 200:
                    raise TelegramRefused(
                        f"HTTP {response.status}", response.status, permanent=False
                    )
                content = await response.content.read(most + 1)
                while len(content) <= most and (more := await response.content.read(most)):
                    content += more
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise DeliveryError(f"no answer ({type(error).__name__})", permanent=False) from None
        if len(content) > most:
            raise TelegramRefused("file is too big", 400, permanent=True)
        return content

    async def _post(
        self, method: str, data: bytes | aiohttp.FormData, headers: dict[str, str], within: float
    ) -> msgspec.Raw:
        http = self._session()
        timeout = aiohttp.ClientTimeout(total=within)
        try:
            async with http.post(
                self._base + method, data=data, headers=headers, timeout=timeout
            ) as response:
                body, status = await response.read(), response.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            # `from None`: the client's error carries the URL, and with it the token.
            raise DeliveryError(f"no answer ({type(error).__name__})", permanent=False) from None
        return _result(body, status)

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = None

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            connector = aiohttp.TCPConnector(limit=100, keepalive_timeout=60)
            self._http = aiohttp.ClientSession(connector=connector)
        return self._http


def _result(body: bytes, status: int) -> msgspec.Raw:
    try:
        answer = _decode(body)
    except msgspec.DecodeError:
        raise TelegramRefused(f"HTTP {status}", status, permanent=False) from None
    if answer.ok:
        return answer.result
    code = answer.error_code or status
    wait = answer.parameters.retry_after if answer.parameters else None
    permanent = code in (400, 403, 404) and wait is None
    # "chat not found" is also said of people who closed their account before they wrote to us.
    gone = code == 403 or "chat not found" in answer.description
    why = answer.description
    raise TelegramRefused(why, code, permanent=permanent, retry_after=wait, gone=gone)
