"""The queue in SQL: which cases stand in it, in which order, page by page.

Rules
- The order of open cases: by urgency, then those offered to the reader, then newest activity;
  of closed ones: newest activity. A page goes on where the last one's cursor stands.
- One query for each place in this order and each team, so that an index answers it without
  looking at what is not shown: 100,000 cases must not be slower than 100.
- Cases kept from the reader, and those being withdrawn, are neither shown nor counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any, Literal

import msgspec
from sqlalchemy import CompoundSelect, Row, Select, func, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.case_store import case_from, case_of, excluded
from handoff.cases import OPEN, State, Urgency
from handoff.records import Member, Seen
from handoff.store import Store
from handoff.tables import cases, deadlines, exclusions, items, reads, staff
from post.errors import BadInput
from post.ids import CaseId, Recipient, StaffId

PAGE = 100
LARGEST_PAGE = 200
URGENCIES: tuple[Urgency, ...] = ("danger", "soon", "ordinary")
_IS_OPEN = text("cases.state NOT IN ('CLOSED', 'ERASED')")
"""Word for word as in the indexes: that is how the databases know that they may use them."""
_IS_CLOSED = text("cases.state = 'CLOSED'")
_CURSOR = re.compile(r"([0-3])\.([01])\.([0-9]{1,18})\.([0-9a-f]{32})")

owners = staff.alias("owners")
asked = staff.alias("asked")


class Wanted(msgspec.Struct, frozen=True):
    """Which cases somebody wants to see; "" and False mean all. `before` is a page's cursor,
    `stand` one state among the open ones, `until` (ISO) the last day on which they came in.
    """

    state: Literal["open", "closed"] = "open"
    team: str = ""
    lang: str = ""
    urgency: str = ""
    mine: bool = False
    free: bool = False
    stand: str = ""
    until: str = ""
    before: str = ""
    limit: int = PAGE


class Page(msgspec.Struct, frozen=True):
    """`next` is the cursor of the following page, None at the end."""

    cases: list[Seen]
    next: str | None


class Counts(msgspec.Struct, frozen=True):
    """How many cases there are for a person: open ones, their own, free ones, closed ones."""

    open: int
    mine: int
    free: int
    closed: int


class Standing(msgspec.Struct, frozen=True):
    """Who may see a case: its team, without those it is kept from (ids of staff)."""

    team: str
    kept_from: frozenset[str]


class Cursor(msgspec.Struct, frozen=True):
    """A place in the order: the urgency's rank, 0 for those offered to the reader, then
    downwards the activity.
    """

    rank: int
    others: int
    activity: int
    case: str

    def __str__(self) -> str:
        return f"{self.rank}.{self.others}.{self.activity}.{self.case}"


class QueueStore:
    """All methods raise StoreAway when the database cannot be reached."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def page(self, viewer: Member, wanted: Wanted) -> Page:
        """Raises BadInput for a cursor or a limit that was not made here."""
        if not 1 <= wanted.limit <= LARGEST_PAGE:
            raise BadInput(f"a page has 1 to {LARGEST_PAGE} cases")
        after = _cursor(wanted.before)
        async with self._store.reading() as connection:
            found: list[Cursor] = []
            for rank, others in _places(wanted):
                if after and (rank, others) < (after.rank, after.others):
                    continue
                here = after if after and (rank, others) == (after.rank, after.others) else None
                missing, place = wanted.limit + 1 - len(found), (rank, others)
                found += await _place(connection, viewer, wanted, place, after=here, limit=missing)
                if len(found) > wanted.limit:
                    break
            shown = found[: wanted.limit]
            seen = await _seen_all(connection, viewer, [each.case for each in shown])
        last = str(shown[-1]) if len(found) > wanted.limit else None
        return Page([seen[each.case] for each in shown if each.case in seen], last)

    async def counts(self, viewer: Member) -> Counts:
        """Of an index alone, for each team and state; the few that are hidden are taken off."""
        tally = dict.fromkeys(("open", "mine", "free", "closed"), 0)
        places = [(team, state) for team in viewer.teams for state in (*OPEN, State.CLOSED)]
        many = [
            select(func.count()).where(cases.c.team == team, cases.c.state == state)
            for team, state in places
        ]
        # Team by team, and not by a list of them: so the owner's index answers it alone.
        mine = [
            select(func.count()).where(cases.c.owner == viewer.id, cases.c.team == team, _IS_OPEN)
            for team in viewer.teams
        ]
        if not many:
            return Counts(**tally)
        query = select(*(each.scalar_subquery() for each in (*many, *mine)))
        async with self._store.reading() as connection:
            found = list((await connection.execute(query)).one())
            hidden = (await connection.execute(_hidden(viewer.id))).all()
        tally["mine"] = sum(found[len(places) :])
        for (_, state), count in zip(places, found, strict=False):
            _count(tally, state, count)
        for row in hidden:
            if row.team in viewer.teams:
                _count(tally, row.state, -1)
                tally["mine"] -= row.state in OPEN and row.owner == viewer.id
        return Counts(**tally)

    async def some(self, viewer: Member, ids: list[CaseId]) -> list[Seen]:
        """Whoever may not see them all is for the caller to find out; erased ones are none."""
        async with self._store.reading() as connection:
            found = await _seen_all(connection, viewer, ids)
        return [seen for seen in found.values() if seen.case.state != State.ERASED]

    async def standing(self, case_id: CaseId) -> Standing | None:
        async with self._store.reading() as connection:
            query = select(cases.c.team, exclusions.c.staff).where(cases.c.id == case_id)
            joined = cases.outerjoin(exclusions, exclusions.c.case == cases.c.id)
            rows = (await connection.execute(query.select_from(joined))).all()
        if not rows:
            return None
        return Standing(rows[0].team, frozenset(row.staff for row in rows if row.staff))

    async def seen(self, viewer: StaffId, case_id: CaseId) -> Seen | None:
        async with self._store.reading() as connection:
            found = await connection.execute(_seen_by(viewer).where(cases.c.id == case_id))
            row = found.first()
            return _seen(row) if row else None


def _places(wanted: Wanted) -> list[tuple[int, int]]:
    """The places of the order in which what is wanted can stand."""
    if wanted.state == "closed":
        return [(len(URGENCIES), 1)]
    ranks = [n for n, each in enumerate(URGENCIES) if wanted.urgency in ("", each)]
    return [(rank, others) for rank in ranks for others in (0, 1)]


async def _place(
    connection: AsyncConnection,
    viewer: Member,
    wanted: Wanted,
    place: tuple[int, int],
    *,
    after: Cursor | None,
    limit: int,
) -> list[Cursor]:
    """The cases of one place in the order, of all teams together."""
    rank, others = place
    found: list[Cursor] = []
    for team in viewer.teams:
        if wanted.team not in ("", team):
            continue
        query = _of_place(viewer, wanted, team, place)
        if after:
            here = tuple_(cases.c.activity, cases.c.id)
            query = query.where(here < tuple_(after.activity, after.case))
        query = query.order_by(cases.c.activity.desc(), cases.c.id.desc()).limit(limit)
        rows = await connection.execute(query)
        found += [Cursor(rank, others, row.activity, row.id) for row in rows]
    found.sort(key=lambda each: (each.activity, each.case), reverse=True)
    return list(islice(found, limit))


def _of_place(
    viewer: Member, wanted: Wanted, team: str, place: tuple[int, int]
) -> Select[tuple[str, int]]:
    rank, others = place
    query = select(cases.c.id, cases.c.activity).where(cases.c.team == team)
    if wanted.state == "closed":
        query = query.where(_IS_CLOSED)
        if wanted.urgency:
            query = query.where(cases.c.urgency == wanted.urgency)
    else:
        to_me = cases.c.offered_to.is_not_distinct_from(viewer.id)
        query = query.where(_IS_OPEN, cases.c.urgency == URGENCIES[rank])
        query = query.where(~to_me if others else cases.c.offered_to == viewer.id)
    if wanted.lang:
        query = query.where(cases.c.lang == wanted.lang)
    if wanted.mine:
        query = query.where(cases.c.owner == viewer.id)
    if wanted.free:
        query = query.where(cases.c.owner.is_(None))
    if wanted.stand:
        query = query.where(cases.c.state == wanted.stand)
    if wanted.until:
        query = query.where(cases.c.day <= wanted.until)
    return query.where(cases.c.withdraw_due.is_(None), ~excluded(viewer.id))


async def _seen_all(
    connection: AsyncConnection, viewer: Member, found: Sequence[str]
) -> dict[str, Seen]:
    rows = await connection.execute(_seen_by(viewer.id).where(cases.c.id.in_(found)))
    return {row.id: _seen(row) for row in rows}


def _hidden(viewer: StaffId) -> CompoundSelect[Any]:
    """Cases of all teams that do not stand in the viewer's queue: being withdrawn, or kept."""
    # Nothing is said of teams here, or SQLite would look at all cases of the team instead; and
    # of `IS NOT NULL` it does not know that few are meant.
    few = select(cases.c.id, cases.c.team, cases.c.state, cases.c.owner)
    kept = select(exclusions.c.case).where(exclusions.c.staff == viewer)
    return few.where(cases.c.withdraw_due >= 0).union(few.where(cases.c.id.in_(kept)))


def _count(tally: dict[str, int], state: str, many: int) -> None:
    if state in OPEN:
        tally["open"] += many
    if state == "NEW":
        tally["free"] += many
    if state == "CLOSED":
        tally["closed"] += many


def _cursor(text: str) -> Cursor | None:
    if not text:
        return None
    found = _CURSOR.fullmatch(text)
    if not found:
        raise BadInput("this is no cursor")
    return Cursor(int(found[1]), int(found[2]), int(found[3]), found[4])


def _seen_by(viewer: StaffId) -> Select[Any]:
    """Cases with the names of who has them, the number of items, and of those `viewer` has not
    seen.
    """
    read = select(reads.c.n).where(reads.c.case == cases.c.id, reads.c.staff == viewer)
    # Inside a subquery of a subquery SQLAlchemy would look at all cases instead of this one.
    read = read.correlate(cases)
    of_case = select(func.count()).select_from(items).where(items.c.case == cases.c.id)
    unread = of_case.where(
        items.c.author.not_in([f"staff:{viewer}", f"office:{viewer}"]),
        items.c.n > func.coalesce(read.scalar_subquery(), 0),
    )
    nearest = select(func.min(deadlines.c.day)).where(
        deadlines.c.case == cases.c.id, deadlines.c.open
    )
    return select(
        *case_of,
        cases.c.resident,
        excluded(viewer).label("excluded"),
        owners.c.shown_name.label("owner_name"),
        asked.c.shown_name.label("asked_name"),
        of_case.scalar_subquery().label("item_count"),
        unread.scalar_subquery().label("unread_count"),
        nearest.scalar_subquery().label("deadline"),
    ).select_from(
        cases.outerjoin(owners, owners.c.id == cases.c.owner).outerjoin(
            asked, asked.c.id == cases.c.offered_to
        )
    )


def _seen(row: Row[Any]) -> Seen:
    return Seen(
        case=case_from(row),
        owner_name=row.owner_name,
        offered_name=row.asked_name,
        items=row.item_count,
        unread=row.unread_count,
        resident=Recipient(row.resident) if row.resident else None,
        excluded=bool(row.excluded),
        deadline=row.deadline,
    )
