"""Methods about messages: send, edit, delete, answer a press."""

from __future__ import annotations

from .arguments import Arguments
from .errors import bad_request, forbidden
from .keyboards import reply_markup
from .state import Chat, Json, Message, World, clean

TEXT_LENGTH = 4096
CAPTION_LENGTH = 1024
NOTICE_LENGTH = 200
DELETABLE_FOR = 48 * 3600.0
MESSAGES_A_CALL = 100
DOWNLOADABLE = 20 * 1024 * 1024
# As long as the press itself waits for the bot; how long Telegram takes answers is undocumented.
QUERY_LIVES = 150.0
ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


def send_message(world: World, arguments: Arguments) -> Json:
    text = _text(arguments)
    markup = reply_markup(arguments)
    chat = world.writable_chat(_chat_id(arguments))
    message = world.add_message(chat, world.bot, text, markup)
    message.protected = arguments.flag("protect_content")
    return message.as_json()


def send_voice(world: World, arguments: Arguments) -> Json:
    """As documented: OGG with OPUS, MP3 or M4A, at most 50 MB."""
    name, content = arguments.file("voice")
    if not name.endswith((".ogg", ".mp3", ".m4a")):
        raise bad_request("wrong file type")
    chat = world.writable_chat(_chat_id(arguments))
    if chat.refuses_voice:
        raise bad_request("VOICE_MESSAGES_FORBIDDEN")
    return _send_file(world, chat, arguments, ("voice", name, content))


def send_document(world: World, arguments: Arguments) -> Json:
    name, content = arguments.file("document")
    chat = world.writable_chat(_chat_id(arguments))
    return _send_file(world, chat, arguments, ("document", name, content))


def _send_file(
    world: World, chat: Chat, arguments: Arguments, attached: tuple[str, str, bytes]
) -> Json:
    caption = arguments.text("caption")
    if len(clean(caption)) > CAPTION_LENGTH:
        raise bad_request("message caption is too long")
    message = world.add_message(chat, world.bot, caption, None)
    message.attached = attached
    return message.as_json()


def get_file(world: World, arguments: Arguments) -> Json:
    """As documented: bots download files of up to 20 MB."""
    file_id = arguments.text("file_id")
    content = world.uploads.get(file_id)
    if content is None:
        raise bad_request("invalid file_id")
    if len(content) > DOWNLOADABLE:
        raise bad_request("file is too big")
    size, path = len(content), f"documents/{file_id}"
    return {
        "file_id": file_id,
        "file_unique_id": file_id,
        "file_size": size,
        "file_path": path,
    }


def edit_message_text(world: World, arguments: Arguments) -> Json:
    text = clean(_text(arguments))
    return _edit(world, arguments, text)


def edit_message_reply_markup(world: World, arguments: Arguments) -> Json:
    return _edit(world, arguments, None)


def delete_message(world: World, arguments: Arguments) -> bool:
    chat = world.known_chat(_chat_id(arguments))
    message_id = _message_id(arguments)
    if message_id not in chat.messages:
        raise bad_request("message to delete not found")
    if not _deletable(world, chat.messages[message_id]):
        raise bad_request("message can't be deleted for everyone")
    del chat.messages[message_id]
    world.changed.ring()
    return True


def delete_messages(world: World, arguments: Arguments) -> bool:
    """Missing messages are skipped, as documented."""
    chat = world.known_chat(_chat_id(arguments))
    message_ids = arguments.items("message_ids", "message identifiers")
    if not message_ids:
        raise bad_request("message identifiers are not specified")
    if len(message_ids) > MESSAGES_A_CALL:
        raise bad_request("too many message identifiers specified")
    for message_id in message_ids:
        message = chat.messages.get(message_id) if isinstance(message_id, int) else None
        if message and _deletable(world, message):
            del chat.messages[message.message_id]
    world.changed.ring()
    return True


def answer_callback_query(world: World, arguments: Arguments) -> bool:
    query = world.queries.get(arguments.text("callback_query_id"))
    if query is None or world.clock() - query.pressed_at > QUERY_LIVES:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(arguments.text("text")) > NOTICE_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answer = dict(arguments.values)
    world.changed.ring()
    return True


def send_chat_action(world: World, arguments: Arguments) -> bool:
    chat = world.writable_chat(_chat_id(arguments))
    action = arguments.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.actions.append(action)
    return True


def leave_chat(world: World, arguments: Arguments) -> bool:
    chat = world.known_chat(_chat_id(arguments))
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    if chat.left:
        raise forbidden("bot is not a member of the group chat")
    chat.left = True
    world.changed.ring()
    return True


def _edit(world: World, arguments: Arguments, text: str | None) -> Json:
    """New text (None: the old one stays) and keyboard; no keyboard given takes the old one away."""
    markup = reply_markup(arguments, inline_only=True)
    message = _message_to_edit(world.writable_chat(_chat_id(arguments)), arguments)
    new_text = message.text if text is None else text
    if (new_text, markup) == (message.text, message.inline_markup):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    message.text, message.markup = new_text, markup
    message.edit_date = int(world.clock())
    world.changed.ring()
    return message.as_json()


def _message_to_edit(chat: Chat, arguments: Arguments) -> Message:
    message_id = _message_id(arguments)
    if message_id not in chat.messages:
        raise bad_request("message to edit not found")
    message = chat.messages[message_id]
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return message


def _text(arguments: Arguments) -> str:
    """Plain text only: a test server that dropped the markup would hide faults in it."""
    if arguments.text("parse_mode"):
        raise bad_request("unsupported parse_mode")
    text = arguments.text("text")
    if not clean(text):
        raise bad_request("message text is empty")
    if len(clean(text)) > TEXT_LENGTH:
        raise bad_request("message is too long")
    return text


def _chat_id(arguments: Arguments) -> int:
    if not arguments.text("chat_id"):
        raise bad_request("chat_id is empty")
    return arguments.integer("chat_id")


def _message_id(arguments: Arguments) -> int:
    message_id = arguments.integer("message_id")
    if message_id <= 0:
        raise bad_request("message identifier is not specified")
    return message_id


def _deletable(world: World, message: Message) -> bool:
    return world.clock() - message.date < DELETABLE_FOR
