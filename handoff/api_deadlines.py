"""Routes: deadlines, what is written down of a case, and that a case was exported."""

from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from handoff import deadline_rules, documentation
from handoff.api_parts import Parts, case_id_of
from handoff.deadline_store import Deadline
from handoff.door import Door, answer, read
from handoff.entitled import Right
from handoff.records import Member, Note


class _Deadlines(msgspec.Struct):
    deadlines: list[Deadline]


class _Exported(msgspec.Struct):
    kind: Literal["print", "archive", "bundle"]


def deadline_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    Me = Annotated[Member, Depends(door.having(Right.CASES))]  # noqa: N806 (a type)

    @router.get("/deadline-rules")
    async def rules(me: Me, team: str = "") -> Response:
        known = parts.roster.teams().get(_team(me, team))
        land = known.hours.holidays if known else ""
        today = datetime.now(UTC).date()
        return answer(deadline_rules.as_json(parts.rules(), land, today))

    @router.get("/documentation")
    async def scheme(me: Me, team: str = "") -> Response:
        return answer(documentation.as_json(parts.documentation(_team(me, team))))

    @router.get("/cases/{case_id}/deadlines")
    async def listed(me: Me, case_id: str) -> Response:
        return answer({"deadlines": await parts.deadlines.of(me, case_id_of(case_id))})

    @router.put("/cases/{case_id}/deadlines")
    async def put(me: Me, case_id: str, request: Request) -> Response:
        given = await read(request, _Deadlines)
        await parts.deadlines.put(me, case_id_of(case_id), given.deadlines)
        return answer({"deadlines": given.deadlines})

    @router.post("/cases/{case_id}/exported")
    async def exported(me: Me, case_id: str, request: Request) -> Response:
        kind = (await read(request, _Exported)).kind
        case = (await parts.desk.look(me, case_id_of(case_id))).case
        await parts.audit.write(Note(f"staff:{me.id}", f"export_{kind}", f"case:{case.id}"))
        return Response(status_code=204)


def _team(me: Member, asked: str) -> str:
    """A team of the person's own: of others' there is nothing to know here."""
    return asked if asked in me.teams else next(iter(me.teams), "")
