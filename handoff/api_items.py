"""Routes: the office's own entries, drafts, sending again, cases made by hand."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from handoff.api_parts import Parts, case_id_of
from handoff.door import REPLY_BODY, Door, answer, read
from handoff.entitled import Right
from handoff.handmade import MadeCase
from handoff.notes import Written, author_of
from handoff.records import Member
from handoff.resending import Again
from post.ids import CaseId


class _Draft(msgspec.Struct):
    ciphertext: bytes


class _Number(msgspec.Struct):
    number: str


def item_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    Me = Annotated[Member, Depends(door.having(Right.CASES))]  # noqa: N806 (a type)
    file = parts.file

    @router.post("/cases/{case_id}/notes")
    async def note(me: Me, case_id: str, request: Request) -> Response:
        written = await read(request, Written, REPLY_BODY)
        appended = await file.notes.add(me, case_id_of(case_id), written)
        return answer({"n": appended.n}, 201 if appended.new else 200)

    @router.put("/cases/{case_id}/draft")
    async def keep_draft(me: Me, case_id: str, request: Request) -> Response:
        given = await read(request, _Draft, REPLY_BODY)
        await file.drafts.keep(me, case_id_of(case_id), given.ciphertext)
        return Response(status_code=204)

    @router.delete("/cases/{case_id}/draft")
    async def drop_draft(me: Me, case_id: str) -> Response:
        await file.drafts.drop(me, case_id_of(case_id))
        return Response(status_code=204)

    @router.post("/cases/{case_id}/items/{item}/again")
    async def again(me: Me, case_id: str, item: str, request: Request) -> Response:
        given = await read(request, Again)
        await file.resending.again(me, case_id_of(case_id), item, given)
        return answer({"delivery": "sent"})


def handmade_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    Me = Annotated[Member, Depends(door.having(Right.CASES))]  # noqa: N806 (a type)
    Lead = Annotated[Member, Depends(door.having(Right.STAFF))]  # noqa: N806 (a type)
    handmade = parts.file.handmade

    @router.get("/new-case")
    async def offer(me: Me, team: str = "") -> Response:
        return answer(await handmade.offer(me, team))

    @router.post("/cases")
    async def make(me: Me, request: Request) -> Response:
        made = await read(request, MadeCase, REPLY_BODY)
        case = await handmade.make(me, made)
        return answer({"id": case.id, "number": case.number}, 201)

    @router.post("/cases/{case_id}/erasure")
    async def erase(lead: Lead, case_id: str, request: Request) -> Response:
        number = (await read(request, _Number)).number
        await handmade.erase(lead, case_id_of(case_id), number)
        return Response(status_code=204)


async def own_of(parts: Parts, me: Member, case: CaseId) -> dict[str, Any]:
    """What there is of one person's own in a case: where their notes go on, and their draft."""
    head = await parts.file.notes.head(me, case)
    return {
        "office_seq": {"author": author_of(me), "next": head.next, "prev": head.prev},
        "draft": await parts.file.drafts.of(me, case),
    }
