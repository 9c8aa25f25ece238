"""Routes: canned replies, shipped and a team's own."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from handoff.api_parts import Parts
from handoff.canned import Own, Shipped
from handoff.door import Door, answer, read
from handoff.entitled import Right
from handoff.records import Member

_BODY = 1024 * 1024


class _Reply(msgspec.Struct):
    team: str
    title: str
    texts: dict[str, str]


def canned_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    Me = Annotated[Member, Depends(door.having(Right.CASES))]  # noqa: N806 (a type)
    canned = parts.languages.canned

    @router.get("/canned")
    async def listed(me: Me, team: str = "") -> Response:
        own = await canned.own(me, team)
        shipped = canned.shipped()
        spoken = {lang for one in shipped for lang in one.texts}
        return answer(
            {
                "canned": [_own(one) for one in own] + [_shipped(one) for one in shipped],
                "office": canned.office(team),
                "labels": {lang: parts.languages.translation.labels(lang) for lang in spoken},
            }
        )

    @router.put("/canned/{reply_id}")
    async def keep(me: Me, reply_id: str, request: Request) -> Response:
        given = await read(request, _Reply, _BODY)
        new = await canned.keep(me, reply_id, given.team, given.title, given.texts)
        return answer({"id": reply_id}, 201 if new else 200)

    @router.delete("/canned/{reply_id}")
    async def remove(me: Me, reply_id: str) -> Response:
        await canned.remove(me, reply_id)
        return Response(status_code=204)


def _own(reply: Own) -> dict[str, Any]:
    return {
        "id": reply.id,
        "own": True,
        "title": {"de": reply.title},
        "texts": reply.texts,
        "day": reply.day,
    }


def _shipped(reply: Shipped) -> dict[str, Any]:
    title = {"de": reply.title, "en": reply.title_en}
    return {"id": reply.id, "own": False, "title": title, "texts": reply.texts}
