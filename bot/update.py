"""Something a channel received, on its way to the conversation."""

from __future__ import annotations

import msgspec

from bot.engine.events import Event
from post.ids import ChatAddress


class Update(msgspec.Struct, frozen=True):
    """Something a channel received, already checked.

    `id` is unique over all channels and the same when the update comes again. `lang` is what the
    channel knows of the person's language. `replaces`: the channel's id of the message whose
    button was tapped. `ref`: the client's id of a send that wants an echo. `own`: the channel's id
    of the resident's message, where the chat can be cleared of it. `sent_at`: when the channel
    got it, in seconds since 1970, 0 where it does not say.
    """

    id: str
    chat: ChatAddress
    event: Event
    lang: str = ""
    replaces: str = ""
    ref: str = ""
    own: str = ""
    sent_at: int = 0
