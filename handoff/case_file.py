"""What a case's file takes besides the conversation: the parts behind api_items, built once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handoff.desk import Desk
from handoff.drafts import Drafts
from handoff.feed import Publish
from handoff.handmade import HandMade
from handoff.notes import Notes
from handoff.resending import Resending
from handoff.roster import Roster
from handoff.store import Store
from post.keyring import KeyRing
from post.outbox import Outbox


@dataclass(frozen=True)
class CaseFile:
    notes: Notes
    drafts: Drafts
    resending: Resending
    handmade: HandMade


def case_file(
    *,
    store: Store,
    desk: Desk,
    roster: Roster,
    keyring: KeyRing,
    outbox: Outbox,
    demo: bool,
    now: Callable[[], datetime],
    publish: Publish,
) -> CaseFile:
    return CaseFile(
        notes=Notes(store=store, desk=desk, now=now, publish=publish),
        drafts=Drafts(store, desk),
        resending=Resending(
            store=store,
            desk=desk,
            roster=roster,
            keyring=keyring,
            outbox=outbox,
            now=now,
            publish=publish,
        ),
        handmade=HandMade(
            store=store,
            desk=desk,
            roster=roster,
            keyring=keyring,
            withdrawals=desk.withdrawals,
            demo=demo,
            now=now,
            publish=publish,
        ),
    )
