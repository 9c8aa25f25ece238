"""What a person sees on the screen of their phone."""

from __future__ import annotations

from dataclasses import dataclass

from .state import Chat, Json, Message


@dataclass(frozen=True)
class Button:
    """`data` is for the bot, `url` is opened; a button with neither types its label."""

    label: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class VisibleMessage:
    message_id: int
    author: str
    """"bot" or "user"."""
    text: str
    buttons: tuple[tuple[Button, ...], ...]
    edited: bool
    date: int
    attached: tuple[str, str, bytes] | None = None
    """A file: what kind, its name, what is in it."""

    @property
    def labels(self) -> list[str]:
        return [button.label for row in self.buttons for button in row]

    def button(self, label_or_data: str) -> Button | None:
        """The button of that label, or with that callback data."""
        everything = [button for row in self.buttons for button in row]
        return next((b for b in everything if label_or_data in (b.label, b.data)), None)


def visible(chat: Chat) -> list[VisibleMessage]:
    return [_seen(message) for message in chat.messages.values()]


def _seen(message: Message) -> VisibleMessage:
    return VisibleMessage(
        message_id=message.message_id,
        author="bot" if message.from_bot else "user",
        text=message.text,
        buttons=button_rows(message.markup or {}),
        edited=message.edit_date is not None,
        date=message.date,
        attached=message.attached,
    )


def button_rows(markup: Json) -> tuple[tuple[Button, ...], ...]:
    rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
    return tuple(tuple(_button(button) for button in row) for row in rows)


def _button(button: Json | str) -> Button:
    if isinstance(button, str):
        return Button(button)
    return Button(button["text"], button.get("callback_data"), button.get("url"))


def transcript(messages: list[VisibleMessage]) -> str:
    """The chat in words, for a failed test's explanation."""
    lines = [
        f"  {m.message_id} {m.author}{' (edited)' if m.edited else ''}: {m.text!r} {m.labels or ''}"
        for m in messages
    ]
    return "\n".join(lines) or "  (nothing)"


def newest_with(messages: list[VisibleMessage], label_or_data: str) -> VisibleMessage:
    """The newest message of the bot with that button; LookupError with the chat when none has."""
    for message in reversed(messages):
        if message.author == "bot" and message.button(label_or_data):
            return message
    raise LookupError(f"no button {label_or_data!r} in this chat:\n{transcript(messages)}")
