"""Routes: absences, one's own and (for leads) those of the people of one's teams."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from handoff.absence_store import Absence
from handoff.api_parts import Parts, staff_id_of
from handoff.door import Door, answer, read
from handoff.entitled import Right
from handoff.records import Member
from post.ids import StaffId


class _Absent(msgspec.Struct):
    first_day: str
    last_day: str
    deputy: str | None = None


def absence_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    Me = Annotated[Member, Depends(door.having(Right.CASES))]  # noqa: N806 (a type)
    Lead = Annotated[Member, Depends(door.having(Right.STAFF))]  # noqa: N806 (a type)

    async def listed(by: Member, whose: StaffId) -> Response:
        found = await parts.absences.of(by, whose)
        return answer({"absences": [_shown(absence) for absence in found]})

    async def added(by: Member, whose: StaffId, request: Request) -> Response:
        given = await read(request, _Absent)
        deputy = staff_id_of(given.deputy) if given.deputy else None
        days = (given.first_day, given.last_day)
        return answer({"absence": _shown(await parts.absences.add(by, whose, *days, deputy))}, 201)

    @router.get("/me/absences")
    async def mine(me: Me) -> Response:
        return await listed(me, me.id)

    @router.put("/me/absences")
    async def add_mine(me: Me, request: Request) -> Response:
        return await added(me, me.id, request)

    @router.delete("/me/absences/{absence_id}")
    async def remove_mine(me: Me, absence_id: str) -> Response:
        await parts.absences.remove(me, me.id, absence_id)
        return Response(status_code=204)

    @router.get("/staff/{staff_id}/absences")
    async def of(lead: Lead, staff_id: str) -> Response:
        return await listed(lead, staff_id_of(staff_id))

    @router.put("/staff/{staff_id}/absences")
    async def add(lead: Lead, staff_id: str, request: Request) -> Response:
        return await added(lead, staff_id_of(staff_id), request)

    @router.delete("/staff/{staff_id}/absences/{absence_id}")
    async def remove(lead: Lead, staff_id: str, absence_id: str) -> Response:
        await parts.absences.remove(lead, staff_id_of(staff_id), absence_id)
        return Response(status_code=204)


def _shown(absence: Absence) -> dict[str, Any]:
    return {
        "id": absence.id,
        "first_day": absence.first_day,
        "last_day": absence.last_day,
        "deputy": absence.deputy,
    }
