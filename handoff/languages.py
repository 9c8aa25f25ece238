"""What helps counsellors with residents' languages: translation, wishes, canned replies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handoff.canned import CannedReplies, Shipped
from handoff.desk import Desk
from handoff.desk_translation import DeskTranslation, Terms
from handoff.feed import Publish
from handoff.store import Store
from handoff.translate import Translator
from handoff.wishes import Notices, Wishes
from post.keyring import KeyRing
from post.outbox import Outbox


@dataclass(frozen=True)
class Words:
    """What the flows' side knows: shipped replies, teams' names and glossary by language."""

    shipped: Callable[[], list[Shipped]]
    office: Callable[[str], dict[str, str]]
    terms: Terms
    notices: Notices


@dataclass(frozen=True)
class Languages:
    translation: DeskTranslation
    wishes: Wishes
    canned: CannedReplies


def languages(
    *,
    store: Store,
    desk: Desk,
    keyring: KeyRing,
    outbox: Outbox,
    translator: Translator,
    words: Words,
    now: Callable[[], datetime],
    publish: Publish,
) -> Languages:
    translation = DeskTranslation(
        desk=desk, translator=translator, terms=words.terms, notices=words.notices
    )
    desk.withdrawals.erased = translation.forget
    return Languages(
        translation=translation,
        wishes=Wishes(
            store=store,
            desk=desk,
            keyring=keyring,
            outbox=outbox,
            notices=words.notices,
            now=now,
            publish=publish,
        ),
        canned=CannedReplies(
            store=store, keyring=keyring, shipped=words.shipped, office=words.office, now=now
        ),
    )
