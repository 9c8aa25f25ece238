"""The queue and the single case, as one member of staff may see them."""

from __future__ import annotations

from handoff.entitled import check_case, may_see
from handoff.queue_store import LARGEST_PAGE, Counts, Page, QueueStore, Standing, Wanted
from handoff.records import Member, Seen
from post.errors import BadInput, NotFound
from post.ids import CaseId


class Queue:
    """All methods raise StoreAway when SQL cannot be reached."""

    def __init__(self, store: QueueStore) -> None:
        self._store = store

    async def page(self, by: Member, wanted: Wanted) -> Page:
        """What the person may see of what they asked for; nothing of other people's teams."""
        return await self._store.page(by, wanted)

    async def some(self, by: Member, ids: list[CaseId]) -> list[Seen]:
        """Those of these cases that this person may see, in no order, whatever their state.

        Raises BadInput for too many.
        """
        if len(ids) > LARGEST_PAGE:
            raise BadInput(f"at most {LARGEST_PAGE} cases at once")
        found = await self._store.some(by, ids)
        return [seen for seen in found if may_see(by, seen.case.team, excluded=seen.excluded)]

    async def counts(self, by: Member) -> Counts:
        return await self._store.counts(by)

    async def standing(self, case: CaseId) -> Standing | None:
        """The same for everybody; None where there is no such case."""
        return await self._store.standing(case)

    async def look(self, by: Member, case: CaseId) -> Seen:
        """Raises NotFound, also for a case that this person may not see."""
        seen = await self._store.seen(by.id, case)
        if seen is None:
            raise NotFound("no such case")
        check_case(by, seen.case.team, excluded=seen.excluded)
        return seen
