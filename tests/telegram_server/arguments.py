"""The arguments of a call, from whichever form they came in.

Telegram takes the query string, JSON, url-encoded and multipart bodies, and turns every value
into a string first: `{"chat_id": 5}` and `chat_id=5` are the same call, and a structured
argument may come as an object or as JSON in a string.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from aiohttp import BodyPartReader, ClientResponse, MultipartReader, web
from aiohttp.multipart import MultipartResponseWrapper

from .errors import bad_request

TRUE_WORDS = {"true", "yes", "1"}


class Arguments:
    """Arguments by name, read as the type that a method wants."""

    def __init__(
        self, values: Mapping[str, object], files: Mapping[str, tuple[str, bytes]] | None = None
    ) -> None:
        self.files = dict(files or {})
        self.values = {
            name: _as_string(value) for name, value in values.items() if value is not None
        }
        for value in self.values.values():
            _refuse_lone_surrogates(value)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def integer(self, name: str, default: int = 0) -> int:
        """The number, or `default` when it is missing or no number (Telegram does not complain)."""
        try:
            return int(self.text(name))
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in TRUE_WORDS

    def structure(self, name: str, what: str) -> object:
        """A JSON value, None when absent or empty; `what` names it in the refusal."""
        if not self.text(name):
            return None
        try:
            return json.loads(self.text(name))
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None

    def file(self, name: str) -> tuple[str, bytes]:
        """An uploaded file: its name and what is in it."""
        found = self.files.get(name)
        if found is None:
            raise bad_request(f"there is no {name} in the request")
        if not found[1]:
            raise bad_request("file must be non-empty")
        return found

    def items(self, name: str, what: str) -> list[object]:
        """A JSON array, empty when absent."""
        value = self.structure(name, what)
        if value is None:
            return []
        if not isinstance(value, list):
            raise bad_request(f"expected an Array of {what}")
        return value


async def of_request(request: web.Request) -> Arguments:
    """Body arguments win over the query string."""
    values: dict[str, object] = dict(request.query)
    if request.method == "POST":
        if request.content_type == "application/json":
            values.update(_of_json(await request.text()))
        else:
            form = await request.post()
            values.update(_only_text(form))
            return Arguments(values, _files(form))
    return Arguments(values)


async def of_response(response: ClientResponse) -> Arguments:
    """The method call that a webhook may put into its answer; nothing when there is none."""
    if response.content_type.startswith("multipart/"):
        return Arguments(await _of_multipart(MultipartReader.from_response(response)))
    body = await response.text(errors="replace")
    if response.content_type == "application/json" and body.strip():
        return Arguments(_of_json(body))
    return Arguments({})


def _of_json(body: str) -> dict[str, object]:
    if not body.strip():
        return {}
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        raise bad_request("can't parse the body as JSON") from None
    if not isinstance(values, dict):
        raise bad_request("JSON object expected as the body")
    return values


def _only_text(form: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _files(form: Mapping[str, object]) -> dict[str, tuple[str, bytes]]:
    return {
        name: (value.filename, value.file.read())
        for name, value in form.items()
        if isinstance(value, web.FileField)
    }


async def _of_multipart(reader: MultipartResponseWrapper) -> dict[str, object]:
    values: dict[str, object] = {}
    while (part := await reader.next()) is not None:
        if isinstance(part, BodyPartReader) and part.name and part.filename is None:
            values[part.name] = await part.text()
    return values


def _as_string(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _refuse_lone_surrogates(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
