"""Routes: reading and working cases."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from handoff.api_parts import Parts, case_id_of, cursor_of
from handoff.desk import Opened, Reply
from handoff.door import REPLY_BODY, Door, answer, read
from handoff.entitled import Right
from handoff.records import Member, Seen, StoredItem
from post.errors import BadInput


class _Epoch(msgspec.Struct):
    epoch: int


def case_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    Me = Annotated[Member, Depends(door.having(Right.CASES))]  # noqa: N806 (a type)
    desk = parts.desk

    @router.get("/cases")
    async def cases(me: Me, state: str = "open") -> Response:
        if state not in ("open", "closed"):
            raise BadInput("state is open or closed")
        found = await desk.queue(me, closed=state == "closed")
        return answer({"cases": [_case(seen, me) for seen in found]})

    @router.get("/cases/{case_id}")
    async def case(me: Me, case_id: str) -> Response:
        return answer(_opened(await desk.open_case(me, case_id_of(case_id)), me))

    @router.get("/cases/{case_id}/items")
    async def items(me: Me, case_id: str, after: str = "0") -> Response:
        found = await desk.items(me, case_id_of(case_id), cursor_of(after))
        return answer({"items": [_item(item) for item in found]})


def writing_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    Me = Annotated[Member, Depends(door.having(Right.CASES))]  # noqa: N806 (a type)
    desk = parts.desk

    @router.post("/cases/{case_id}/claim")
    async def claim(me: Me, case_id: str, request: Request) -> Response:
        epoch = (await read(request, _Epoch)).epoch
        return answer(_case(await desk.claim(me, case_id_of(case_id), epoch), me))

    @router.post("/cases/{case_id}/release")
    async def release(me: Me, case_id: str, request: Request) -> Response:
        epoch = (await read(request, _Epoch)).epoch
        return answer(_case(await desk.release(me, case_id_of(case_id), epoch), me))

    @router.post("/cases/{case_id}/closure")
    async def close(me: Me, case_id: str, request: Request) -> Response:
        epoch = (await read(request, _Epoch)).epoch
        return answer(_case(await desk.close(me, case_id_of(case_id), epoch), me))

    @router.post("/cases/{case_id}/items")
    async def reply(me: Me, case_id: str, request: Request) -> Response:
        given = await read(request, Reply, REPLY_BODY)
        appended = await desk.reply(me, case_id_of(case_id), given)
        return answer({"n": appended.n}, 201 if appended.new else 200)


def _case(seen: Seen, me: Member) -> dict[str, Any]:
    case = seen.case
    owner = {"id": case.owner, "shown_name": seen.owner_name or ""} if case.owner else None
    return {
        "id": case.id,
        "number": case.number,
        "team": case.team,
        "state": case.state,
        "epoch": case.epoch,
        "owner": owner,
        "lang": case.lang,
        "channel": case.channel,
        "day": case.day,
        "items": seen.items,
        "unread": seen.unread,
        "mine": case.owner == me.id,
        "demo": case.demo,
        "line": "safe" if seen.resident else "server",
        "withdrawing": case.withdraw_due is not None,
    }


def _opened(opened: Opened, me: Member) -> dict[str, Any]:
    head = {"author": f"staff:{me.id}", "next": opened.head.next, "prev": opened.head.prev}
    return {
        **_case(opened.seen, me),
        "recipient": opened.seen.case.recipient,
        "resident": opened.seen.resident,
        "wrap": opened.wrap,
        "share": opened.share,
        "seq": head,
    }


def _item(item: StoredItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__struct_fields__}
