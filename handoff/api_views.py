"""Routes: the audit, the counts without people, and whether everything runs."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from handoff.api_parts import Parts, cursor_of
from handoff.door import Door, answer, lang_of
from handoff.entitled import Right
from handoff.records import Member
from handoff.wording import wording


def reports_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    Lead = Annotated[Member, Depends(door.having(Right.STAFF))]  # noqa: N806 (a type)
    Editor = Annotated[Member, Depends(door.having(Right.COUNTS))]  # noqa: N806 (a type)
    Operator = Annotated[Member, Depends(door.having(Right.SYSTEM))]  # noqa: N806 (a type)

    @router.get("/audit")
    async def audit(lead: Lead, before: str = "") -> Response:
        entries, more = await parts.audit.page(lead, cursor_of(before) if before else None)
        return answer({"entries": entries, "more": more})

    @router.get("/counts")
    async def counts(_me: Editor) -> Response:
        return answer(await parts.counts())

    @router.get("/system")
    async def system(_me: Operator, request: Request) -> Response:
        ready = {}
        for team in parts.roster.teams():
            missing = await parts.roster.missing(team)
            ready[team] = wording(f"missing_{missing}", lang_of(request)) if missing else None
        return answer({"ready": ready, **await parts.system()})
