"""Routes: reading and working cases."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import QueryParams

from handoff.api_items import own_of
from handoff.api_parts import Parts, case_id_of, cursor_of
from handoff.api_shown import shown_case
from handoff.cases import OPEN
from handoff.desk import Opened, Reply
from handoff.door import REPLY_BODY, Door, answer, read
from handoff.entitled import Right
from handoff.presence import Looking
from handoff.queue_store import PAGE, Wanted
from handoff.records import Member, StoredItem
from post.errors import BadInput


def case_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    Me = Annotated[Member, Depends(door.having(Right.CASES))]  # noqa: N806 (a type)
    desk = parts.desk

    @router.get("/cases")
    async def cases(me: Me, request: Request) -> Response:
        asked = request.query_params
        looking = await parts.presence.others(me)
        if "ids" in asked:
            some = [case_id_of(each) for each in asked["ids"].split(",") if each]
            there = await desk.queue.some(me, some)
            return answer({"cases": [shown_case(seen, me, looking) for seen in there]})
        wanted = _wanted(asked)
        page = await desk.queue.page(me, wanted)
        found: dict[str, Any] = {
            "cases": [shown_case(seen, me, looking) for seen in page.cases],
            "next": page.next,
        }
        if not wanted.before:
            found["counts"] = await desk.queue.counts(me)
        return answer(found)

    @router.get("/cases/{case_id}")
    async def case(me: Me, case_id: str) -> Response:
        opened = await desk.open_case(me, case_id_of(case_id))
        shown = _opened(opened, me, await parts.presence.others(me))
        return answer({**shown, **await own_of(parts, me, opened.seen.case.id)})

    @router.get("/cases/{case_id}/items")
    async def items(me: Me, case_id: str, after: str = "0") -> Response:
        found = await desk.items(me, case_id_of(case_id), cursor_of(after))
        return answer({"items": [_item(item) for item in found]})


def writing_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    Me = Annotated[Member, Depends(door.having(Right.CASES))]  # noqa: N806 (a type)
    desk = parts.desk

    @router.post("/cases/{case_id}/items")
    async def reply(me: Me, case_id: str, request: Request) -> Response:
        given = await read(request, Reply, REPLY_BODY)
        appended = await desk.reply(me, case_id_of(case_id), given)
        return answer({"n": appended.n}, 201 if appended.new else 200)


def _wanted(asked: QueryParams) -> Wanted:
    """Raises BadInput for what no queue can be asked."""
    state, limit = asked.get("state", "open"), asked.get("limit", str(PAGE))
    if state not in ("open", "closed", *OPEN):
        raise BadInput("state is open, closed, or one of the open ones")
    return Wanted(
        state="closed" if state == "closed" else "open",
        team=asked.get("team", ""),
        lang=asked.get("lang", ""),
        urgency=asked.get("urgency", ""),
        mine=asked.get("mine") == "yes",
        free=asked.get("owner") == "none",
        stand=state if state in OPEN else "",
        until=asked.get("until", ""),
        before=asked.get("before", ""),
        limit=cursor_of(limit),
    )


def _opened(opened: Opened, me: Member, looking: Looking) -> dict[str, Any]:
    head = {"author": f"staff:{me.id}", "next": opened.head.next, "prev": opened.head.prev}
    return {
        **shown_case(opened.seen, me, looking),
        "recipient": opened.seen.case.recipient,
        "resident": opened.seen.resident,
        "wrap": opened.wrap,
        "share": opened.share,
        "seq": head,
    }


def _item(item: StoredItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__struct_fields__}
