"""The audit as leads read it. What is in it was written with the deeds themselves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, literal, or_, select

from handoff.case_store import Now, insert_note
from handoff.records import Audited, Member, Note
from handoff.store import Store
from handoff.tables import audit, cases, exclusions, memberships, staff

PAGE = 100
_CASE = len("case:") + 32
"""An entry about a person's part in a case has the object "case:ID/staff:ID"."""


class AuditStore:
    """All methods raise StoreAway when the database cannot be reached."""

    def __init__(self, store: Store, now: Now) -> None:
        self._store = store
        self._now = now

    async def write(self, note: Note) -> None:
        async with self._store.writing() as connection:
            await insert_note(connection, note, self._now())

    async def page(self, viewer: Member, before: int | None) -> tuple[list[Audited], bool]:
        """Entries of the viewer's teams, newest first, and whether there are older ones.

        A case that is kept from the viewer does not appear.
        """
        query = _entries().where(_concerns(viewer))
        if before is not None:
            query = query.where(audit.c.n < before)
        query = query.order_by(audit.c.n.desc()).limit(PAGE + 1)
        async with self._store.reading() as connection:
            found = [_entry(row) for row in await connection.execute(query)]
        return found[:PAGE], len(found) > PAGE

    async def last(self, verb: str, what: str) -> Audited | None:
        """The newest entry of this verb and object."""
        query = _entries().where(audit.c.verb == verb, audit.c.object == what)
        async with self._store.reading() as connection:
            row = (await connection.execute(query.order_by(audit.c.n.desc()).limit(1))).first()
            return _entry(row) if row else None


def _entries() -> Any:
    actor, person = staff.alias("actor"), staff.alias("person")
    about = audit.c.object
    named = {
        "case": func.substr(about, 1, _CASE) == literal("case:") + cases.c.id,
        "person": about.like(literal("%staff:") + person.c.id),
        "actor": audit.c.actor == literal("staff:") + actor.c.id,
    }
    joined = audit.outerjoin(cases, named["case"]).outerjoin(person, named["person"])
    return select(
        audit,
        actor.c.shown_name.label("actor_name"),
        cases.c.number,
        person.c.shown_name.label("person_name"),
    ).select_from(joined.outerjoin(actor, named["actor"]))


def _concerns(viewer: Member) -> ColumnElement[bool]:
    kept = select(exclusions.c.case).where(exclusions.c.staff == viewer.id)
    of_team = select(literal("case:") + cases.c.id).where(
        cases.c.team.in_(viewer.teams), cases.c.id.not_in(kept)
    )
    people = select(literal("staff:") + memberships.c.staff).where(
        memberships.c.team.in_(viewer.teams)
    )
    about = audit.c.object
    return or_(
        func.substr(about, 1, _CASE).in_(of_team),
        about.in_(people),
        about.in_([f"team:{team}" for team in viewer.teams]),
        # Of the first version, which had one team.
        about.like("role:%"),
        about == "staff:all",
    )


def _entry(row: Any) -> Audited:
    names = [name for name in (row.number, row.person_name) if name]
    return Audited(
        n=row.n,
        at=row.at,
        actor=row.actor,
        actor_name=row.actor_name or "",
        verb=row.verb,
        object=row.object,
        object_name=" · ".join(names),
    )
