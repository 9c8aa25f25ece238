"""Routes: changes of hands, who else is looking, muted chats."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from handoff.api_parts import Parts, case_id_of, staff_id_of
from handoff.api_shown import shown_case
from handoff.door import Door, answer, read
from handoff.entitled import Right
from handoff.records import Member, Seen
from post.ids import CaseId


class _Epoch(msgspec.Struct):
    epoch: int


class _Promise(msgspec.Struct):
    epoch: int
    answer_by: str


class _Offer(msgspec.Struct):
    epoch: int
    to: str


class _Reason(msgspec.Struct):
    epoch: int
    reason: str


class _Here(msgspec.Struct):
    here: bool


Step = Callable[[Member, CaseId, int], Awaitable[Seen]]


def hands_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    """POST cases/{id}/… for every verb that needs nothing but the epoch."""
    Me = Annotated[Member, Depends(door.having(Right.CASES))]  # noqa: N806 (a type)
    hands = parts.desk.hands

    def stepping(name: str, step: Step) -> None:
        @router.post(f"/cases/{{case_id}}/{name}", name=name)
        async def route(me: Me, case_id: str, request: Request) -> Response:
            epoch = (await read(request, _Epoch)).epoch
            seen = await step(me, case_id_of(case_id), epoch)
            return answer(shown_case(seen, me, await parts.presence.others(me)))

    stepping("claim", hands.claim)
    stepping("release", hands.release)
    stepping("closure", hands.close)
    stepping("wait", hands.wait)
    stepping("acceptance", hands.accept)
    stepping("refusal", hands.refuse)
    stepping("recall", hands.recall)
    stepping("mute", parts.desk.mutes.mute)


def passing_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    """The verbs that need more than the epoch."""
    Me = Annotated[Member, Depends(door.having(Right.CASES))]  # noqa: N806 (a type)
    Lead = Annotated[Member, Depends(door.having(Right.STAFF))]  # noqa: N806 (a type)
    hands = parts.desk.hands

    async def shown(seen: Seen, me: Member) -> Response:
        return answer(shown_case(seen, me, await parts.presence.others(me)))

    @router.post("/cases/{case_id}/schedule")
    async def schedule(me: Me, case_id: str, request: Request) -> Response:
        given = await read(request, _Promise)
        case = case_id_of(case_id)
        return await shown(await hands.schedule(me, case, given.epoch, given.answer_by), me)

    @router.post("/cases/{case_id}/offer")
    async def offer(me: Me, case_id: str, request: Request) -> Response:
        given = await read(request, _Offer)
        case, to = case_id_of(case_id), staff_id_of(given.to)
        return await shown(await hands.offer(me, case, given.epoch, to), me)

    @router.post("/cases/{case_id}/take-back")
    async def take_back(me: Lead, case_id: str, request: Request) -> Response:
        given = await read(request, _Reason)
        case = case_id_of(case_id)
        return await shown(await hands.take_back(me, case, given.epoch, given.reason), me)


def presence_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    Me = Annotated[Member, Depends(door.having(Right.CASES))]  # noqa: N806 (a type)

    @router.post("/cases/{case_id}/look")
    async def look(me: Me, case_id: str, request: Request) -> Response:
        here = (await read(request, _Here)).here
        return answer({"looking": await parts.presence.look(me, case_id_of(case_id), here=here)})

    @router.get("/cases/{case_id}/colleagues")
    async def colleagues(me: Me, case_id: str) -> Response:
        people = await parts.desk.hands.colleagues(me, case_id_of(case_id))
        shown = [{"id": each.id, "shown_name": each.shown_name} for each in people]
        return answer({"colleagues": shown})


def mute_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    Lead = Annotated[Member, Depends(door.having(Right.STAFF))]  # noqa: N806 (a type)
    mutes = parts.desk.mutes

    @router.get("/mutes")
    async def muted(me: Lead) -> Response:
        return answer({"mutes": await mutes.all(me)})

    @router.delete("/mutes/{mute_id}")
    async def lift(me: Lead, mute_id: str) -> Response:
        await mutes.lift(me, mute_id)
        return Response(status_code=204)
