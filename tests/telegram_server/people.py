"""What people do on their side: write, tap, edit, block, bring the bot into a group."""

from __future__ import annotations

from .faces import newest_with, visible
from .messages import TEXT_LENGTH
from .state import Chat, Json, Message, World, clean
from .updates import MEMBER_QUEUES, PRESS_QUEUES, PRESS_WAITS, Update, Updates


class People:
    def __init__(self, world: World, updates: Updates) -> None:
        self.world = world
        self.updates = updates

    def send(self, chat_id: int, text: str, language_code: str | None) -> Message:
        """A message of the user; opens the chat when it is new."""
        if not clean(text):
            raise ValueError("a client of Telegram sends no empty message")
        if len(clean(text)) > TEXT_LENGTH:
            raise ValueError("a client of Telegram would split this text, send the parts")
        chat = self.world.open_chat(chat_id)
        if chat.blocked or chat.left:
            raise ValueError("the bot is blocked or gone here; unblock or add it first")
        chat.language_code = language_code
        message = self.world.add_message(chat, chat.user(), text, None)
        self.updates.add("message", message.as_json(), chat_id)
        return message

    def send_file(
        self, chat_id: int, kind: str, content: bytes, name: str, caption: str
    ) -> Message:
        """A photo (as JPEG), a voice message or a document of the user."""
        chat = self.world.open_chat(chat_id)
        message = self.world.add_message(chat, chat.user(), "", None)
        file_id = f"file{len(self.world.uploads)}"
        self.world.uploads[file_id] = content
        file: Json = {"file_id": file_id, "file_unique_id": file_id, "file_size": len(content)}
        if kind == "photo":
            small = {**file, "file_id": "thumbnail", "width": 90, "height": 90}
            what: object = [small, {**file, "width": 1280, "height": 960}]
        else:
            what = {**file, "file_name": name} if kind == "document" else {**file, "duration": 3}
        body = {key: value for key, value in message.as_json().items() if key != "text"}
        if caption:
            body["caption"] = caption
        self.updates.add("message", {**body, kind: what}, chat_id)
        return message

    def edit(self, chat_id: int, message_id: int, text: str) -> None:
        message = self.world.chats[chat_id].messages[message_id]
        message.text = clean(text)
        message.edit_date = int(self.world.clock())
        self.world.changed.ring()
        self.updates.add("edited_message", message.as_json(), chat_id)

    def tap(self, chat_id: int, label_or_data: str) -> str:
        """Presses that button of the newest message that has it; the id of the press.

        A button of a reply keyboard types its label, so there is no press and the id is empty.
        """
        chat = self.world.open_chat(chat_id)
        seen = newest_with(visible(chat), label_or_data)
        button = seen.button(label_or_data)
        assert button is not None
        if button.url:
            raise LookupError(f"{label_or_data!r} opens {button.url}, the bot hears nothing of it")
        if button.data is None:
            self.send(chat_id, button.label, chat.language_code)
            return ""
        return self.press(chat, seen.message_id, button.data)

    def press(self, chat: Chat, message_id: int, data: str) -> str:
        """A press with any data: clients are not bound to send what a button holds."""
        query = self.world.add_query()
        body: Json = {
            "id": query.query_id,
            "from": chat.user(),
            "message": chat.messages[message_id].as_json(),
            "chat_instance": str(-(10**18) - chat.chat_id),
            "data": data,
        }
        queue = PRESS_QUEUES + abs(chat.chat_id)
        self.updates.add("callback_query", body, queue, PRESS_WAITS)
        return query.query_id

    def block(self, chat_id: int, blocked: bool) -> None:
        chat = self.world.open_chat(chat_id)
        if chat.blocked != blocked:
            chat.blocked = blocked
            self._bot_became(chat, "kicked" if blocked else "member")

    def bring_into_group(self, chat_id: int) -> None:
        if chat_id >= 0:
            raise ValueError("groups have negative ids")
        chat = self.world.open_chat(chat_id)
        chat.title, chat.left = "Group", False
        self._bot_became(chat, "member")

    def raw_update(self, kind: str, body: Json, queue: int) -> Update | None:
        """Whatever a test makes up, sent as it is."""
        return self.updates.add(kind, body, queue)

    def _bot_became(self, chat: Chat, status: str) -> None:
        before = "left" if chat.kind == "group" else "member" if status == "kicked" else "kicked"
        body: Json = {
            "chat": chat.as_json(),
            "from": chat.user(),
            "date": int(self.world.clock()),
            "old_chat_member": self._member(before),
            "new_chat_member": self._member(status),
        }
        self.updates.add("my_chat_member", body, MEMBER_QUEUES + abs(chat.chat_id))

    def _member(self, status: str) -> Json:
        member: Json = {"user": self.world.bot, "status": status}
        if status == "kicked":
            member["until_date"] = 0
        return member
