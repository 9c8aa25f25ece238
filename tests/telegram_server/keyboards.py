"""Reply markup: read and checked as Telegram checks it."""

from __future__ import annotations

from urllib.parse import urlsplit

from .arguments import Arguments
from .errors import bad_request
from .state import Json

DATA_BYTES = 64
BUTTONS = 100
BUTTON_KINDS = (
    "callback_data",
    "url",
    "web_app",
    "copy_text",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
)
OTHER_MARKUP = ("keyboard", "remove_keyboard", "force_reply")


def reply_markup(arguments: Arguments, inline_only: bool = False) -> Json | None:
    """The markup of the call, None when there is none or it holds no button."""
    markup = arguments.structure("reply_markup", "reply keyboard markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = _inline_rows(markup["inline_keyboard"])
        return {"inline_keyboard": rows} if rows else None
    if inline_only and markup:
        raise bad_request("inline keyboard expected")
    return markup if any(kind in markup for kind in OTHER_MARKUP) else None


def _inline_rows(rows: object) -> list[list[Json]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be an Array of Arrays')
    checked = [[_inline_button(button) for button in row] for row in rows if row]
    if sum(map(len, checked)) > BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return checked


def _inline_button(button: object) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad_request("BUTTON_INVALID")
    kinds = [kind for kind in BUTTON_KINDS if kind in button]
    if not kinds:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if "callback_data" in button:
        _check_data(button["callback_data"])
    if "url" in button:
        _check_link(button["url"])
    return {name: button[name] for name in ("text", kinds[0])}


def _check_data(data: object) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_link(link: object) -> None:
    """No local names, no plain http: clients of Telegram cannot be relied on to open those."""
    parts = urlsplit(link) if isinstance(link, str) else urlsplit("")
    if parts.scheme == "tg":
        return
    host = parts.hostname or ""
    if "." not in host or host.startswith("127."):
        raise bad_request(f"inline keyboard button URL '{link}' is invalid: Wrong HTTP URL")
    if parts.scheme != "https":
        raise bad_request("BUTTON_URL_INVALID")
