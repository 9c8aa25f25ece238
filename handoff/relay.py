"""What a resident is to be told by the desk, on its way from SQL into the outbox.

Rules
- The message is written, sealed, in the transaction that makes it necessary. So it is never lost,
  not even when Valkey is away or emptied afterwards.
- The parcels of a case go out in the order in which they were made; the outbox takes each once.
- A parcel is dropped when it need not be put again: a notice when the outbox has it, a
  counsellor's reply when it was delivered or given up.
"""

from __future__ import annotations

import msgspec
import structlog

from handoff.item_store import ItemStore
from handoff.records import Parcel
from post.errors import StoreAway
from post.ids import CaseId, ChatAddress
from post.keyring import KeyRing
from post.messages import Message
from post.outbox import Outbox

_log = structlog.get_logger(__name__)


class Outward(msgspec.Struct, frozen=True, omit_defaults=True):
    """A parcel before sealing. Only a parcel with a receipt waits for its delivery."""

    put_id: str
    chat: ChatAddress
    message: Message
    line: str = ""
    receipt: str = ""


def receipt_of(case: CaseId, item: str) -> str:
    """An item's id is unique within its case only, so a receipt names both."""
    return f"{case}/{item}"


def of_receipt(receipt: str) -> tuple[CaseId, str]:
    case, _, item = receipt.partition("/")
    return CaseId(case), item


class Relay:
    def __init__(self, items: ItemStore, keyring: KeyRing, outbox: Outbox) -> None:
        self._items = items
        self._keyring = keyring
        self._outbox = outbox

    def parcel(self, case: CaseId, item: str, outward: Outward) -> Parcel:
        content = msgspec.msgpack.encode(outward)
        return Parcel(case, item, self._keyring.seal("to_send", receipt_of(case, item), content))

    async def relay(self, case: CaseId) -> None:
        """Put everything of the case that still waits. Raises StoreAway."""
        for parcel in await self._items.parcels(case):
            outward = self._opened(parcel)
            await self._outbox.put(
                outward.put_id,
                outward.chat,
                [outward.message],
                line=outward.line,
                receipt=outward.receipt,
            )
            if not outward.receipt:
                await self._items.drop_parcel(case, parcel.item)

    async def relay_soon(self, case: CaseId) -> None:
        """Like relay, but leaves it to the next round when a store is away: nothing is lost."""
        try:
            await self.relay(case)
        except StoreAway as error:
            _log.warning("relay_later", store=error.store, case=case)

    async def relay_pending(self) -> None:
        """Everything that waits, of all cases. Raises StoreAway."""
        for case in await self._items.cases_with_parcels():
            await self.relay(case)

    def _opened(self, parcel: Parcel) -> Outward:
        record = receipt_of(parcel.case, parcel.item)
        content = self._keyring.open("to_send", record, parcel.sealed)
        return msgspec.msgpack.decode(content, type=Outward)
