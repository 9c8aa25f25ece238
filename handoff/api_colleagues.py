"""Route: the people with whom somebody works."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from handoff.api_parts import Parts
from handoff.door import Door, answer
from handoff.entitled import Right
from handoff.records import Member


def colleague_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    Me = Annotated[Member, Depends(door.having(Right.CASES))]  # noqa: N806 (a type)

    @router.get("/colleagues")
    async def colleagues(me: Me) -> Response:
        return answer({"colleagues": await parts.colleagues.of(me)})
