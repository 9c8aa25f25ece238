"""Routes: wrapping anew, exclusions, recovery."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from handoff.api_parts import Parts, case_id_of, staff_id_of
from handoff.door import Door, answer, read
from handoff.entitled import Right
from handoff.records import Member
from handoff.wrapping import NewWrap


class _Staff(msgspec.Struct):
    staff: str


class _Team(msgspec.Struct):
    team: str


class _Nonce(msgspec.Struct):
    attempt: str
    nonce: bytes


class _Nothing(msgspec.Struct):
    pass


def wrap_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    Me = Annotated[Member, Depends(door.having(Right.CASES))]  # noqa: N806 (a type)
    wrapping = parts.wrapping

    @router.get("/rewraps")
    async def rewraps(me: Me) -> Response:
        return answer({"wanted": await wrapping.wanted(me)})

    @router.post("/cases/{case_id}/wraps")
    async def add(me: Me, case_id: str, request: Request) -> Response:
        given = await read(request, NewWrap)
        new = await wrapping.add(me, case_id_of(case_id), given)
        return answer({}, 201 if new else 200)

    @router.post("/cases/{case_id}/bad-wrap")
    async def bad(me: Me, case_id: str, request: Request) -> Response:
        await read(request, _Nothing)
        return answer({"others": await wrapping.report_bad(me, case_id_of(case_id))})


def exclusion_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    Lead = Annotated[Member, Depends(door.having(Right.STAFF))]  # noqa: N806 (a type)
    wrapping = parts.wrapping

    @router.get("/cases/{case_id}/exclusions")
    async def listed(lead: Lead, case_id: str) -> Response:
        excluded, holders = await wrapping.exclusions(lead, case_id_of(case_id))
        return answer({"excluded": excluded, "holders": holders})

    @router.post("/cases/{case_id}/exclusions")
    async def exclude(lead: Lead, case_id: str, request: Request) -> Response:
        who = staff_id_of((await read(request, _Staff)).staff)
        holders, alert = await wrapping.exclude(lead, case_id_of(case_id), who)
        return answer({"holders": holders, "alert": alert}, 201)

    @router.delete("/cases/{case_id}/exclusions/{staff_id}")
    async def include(lead: Lead, case_id: str, staff_id: str) -> Response:
        await wrapping.include(lead, case_id_of(case_id), staff_id_of(staff_id))
        return Response(status_code=204)


def recovery_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    Lead = Annotated[Member, Depends(door.having(Right.STAFF))]  # noqa: N806 (a type)
    wrapping = parts.wrapping

    @router.get("/recovery")
    async def papers(lead: Lead) -> Response:
        return answer({"teams": await wrapping.recovery(lead)})

    @router.post("/recovery/drill")
    async def begin(lead: Lead, request: Request) -> Response:
        return answer(await wrapping.begin_drill(lead, (await read(request, _Team)).team))

    @router.put("/recovery/drill")
    async def finish(lead: Lead, request: Request) -> Response:
        given = await read(request, _Nonce)
        await wrapping.finish_drill(lead, given.attempt, given.nonce)
        return answer({})

    @router.post("/cases/{case_id}/recovery")
    async def recover(lead: Lead, case_id: str, request: Request) -> Response:
        await read(request, _Nothing)
        return answer(await wrapping.recover(lead, case_id_of(case_id)))
