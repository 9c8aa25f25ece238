"""The desk over HTTP: `/desk/api/…`, JSON. Thin: each endpoint reads, asks the desk, answers.

Errors leave as LotseError, worded for people; the program turns them into HTTP in one place.
(Annotations are evaluated here: FastAPI could not find those of a function inside a function.)
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse

from handoff.auth import Auth
from handoff.desk import Desk, Opened, Reply
from handoff.door import REPLY_BODY, DeskRoute, Door, answer, lang_of, read
from handoff.feed import Feed
from handoff.records import Member, Seen, StoredItem
from handoff.roster import Account, Roster
from handoff.wording import wording
from post.errors import BadInput, NotFound
from post.ids import CaseId, StaffId
from post.sealing import fingerprint

_LARGEST_CURSOR = 2**53
_ID = re.compile(r"[0-9a-f]{32}")


class _Token(msgspec.Struct):
    token: str


class _Name(msgspec.Struct):
    name: str


class _Nonce(msgspec.Struct):
    attempt: str
    nonce: bytes


class _Role(msgspec.Struct):
    role: Literal["lead", "counsellor"]


class _Fingerprint(msgspec.Struct):
    fingerprint: str


class _Epoch(msgspec.Struct):
    epoch: int


def desk_api(
    desk: Desk,
    auth: Auth,
    roster: Roster,
    feed: Feed,
    *,
    origins: frozenset[str],
    secure: bool,
    demo: bool,
) -> APIRouter:
    """All routes of the desk. `origins` are ours as browsers send them, `secure`: all are https."""
    door = Door(auth, origins, secure=secure)
    router = APIRouter(
        prefix="/desk/api", route_class=DeskRoute, dependencies=[Depends(door.check)]
    )
    _state_routes(router, door, roster, demo=demo)
    _joining_routes(router, door, auth, roster)
    _sign_in_routes(router, door, auth)
    _staff_routes(router, door, roster)
    _case_routes(router, door, desk)
    _writing_routes(router, door, desk)
    _event_routes(router, door, feed)
    return router


def _state_routes(router: APIRouter, door: Door, roster: Roster, *, demo: bool) -> None:
    @router.get("/state")
    async def state(request: Request) -> Response:
        lang, person = lang_of(request), await door.person(request)
        missing = await roster.missing()
        content: dict[str, Any] = {
            "demo": demo,
            "signed_in": person is not None,
            "needs_setup": missing == "setup",
            "ready": missing is None,
            "ready_why": wording(f"missing_{missing}", lang) if missing else None,
            "lang": lang,
        }
        if person is not None:
            content["me"] = _me(person)
        return answer(content)


def _joining_routes(router: APIRouter, door: Door, auth: Auth, roster: Roster) -> None:
    @router.post("/invitations/look")
    async def look(request: Request) -> Response:
        invitation, papers = await roster.look((await read(request, _Token)).token)
        return answer({"kind": invitation.kind, "role": invitation.role, "needs_recovery": papers})

    @router.post("/accounts")
    async def join(request: Request) -> Response:
        member = await roster.join(await read(request, Account))
        return door.let_in(answer({"me": _me(member)}, 201), await auth.sign_in(member))


def _sign_in_routes(router: APIRouter, door: Door, auth: Auth) -> None:
    @router.post("/sign-in")
    async def begin(request: Request) -> Response:
        return answer(await auth.begin((await read(request, _Name)).name))

    @router.post("/sessions")
    async def finish(request: Request) -> Response:
        given = await read(request, _Nonce)
        token, member = await auth.finish(given.attempt, given.nonce)
        return door.let_in(answer({"me": _me(member)}, 201), token)

    @router.delete("/session")
    async def sign_out(request: Request) -> Response:
        await auth.sign_out(door.token(request))
        return door.let_out(Response(status_code=204))


def _staff_routes(router: APIRouter, door: Door, roster: Roster) -> None:
    Lead = Annotated[Member, Depends(door.lead)]  # noqa: N806 (a type)

    @router.get("/staff")
    async def staff(_lead: Lead) -> Response:
        return answer({"staff": [_listed(person) for person in await roster.everybody()]})

    @router.post("/invitations")
    async def invite(lead: Lead, request: Request) -> Response:
        token, invitation = await roster.invite(lead, (await read(request, _Role)).role)
        expires = datetime.fromtimestamp(invitation.expires, UTC).isoformat()
        return answer({"token": token, "expires": expires}, 201)

    @router.post("/staff/{staff_id}/confirmation")
    async def confirm(lead: Lead, staff_id: str, request: Request) -> Response:
        spoken = (await read(request, _Fingerprint)).fingerprint
        return answer(_listed(await roster.confirm(lead, _staff_id(staff_id), spoken)))


def _case_routes(router: APIRouter, door: Door, desk: Desk) -> None:
    Confirmed = Annotated[Member, Depends(door.confirmed)]  # noqa: N806 (a type)

    @router.get("/cases")
    async def cases(me: Confirmed, state: str = "open") -> Response:
        if state not in ("open", "closed"):
            raise BadInput("state is open or closed")
        found = await desk.queue(me, closed=state == "closed")
        return answer({"cases": [_case(seen, me) for seen in found]})

    @router.get("/cases/{case_id}")
    async def case(me: Confirmed, case_id: str) -> Response:
        return answer(_opened(await desk.open_case(me, _case_id(case_id)), me))

    @router.get("/cases/{case_id}/items")
    async def items(me: Confirmed, case_id: str, after: str = "0") -> Response:
        found = await desk.items(me, _case_id(case_id), _cursor(after))
        return answer({"items": [_item(item) for item in found]})


def _writing_routes(router: APIRouter, door: Door, desk: Desk) -> None:
    Confirmed = Annotated[Member, Depends(door.confirmed)]  # noqa: N806 (a type)

    @router.post("/cases/{case_id}/claim")
    async def claim(me: Confirmed, case_id: str, request: Request) -> Response:
        epoch = (await read(request, _Epoch)).epoch
        return answer(_case(await desk.claim(me, _case_id(case_id), epoch), me))

    @router.post("/cases/{case_id}/release")
    async def release(me: Confirmed, case_id: str, request: Request) -> Response:
        epoch = (await read(request, _Epoch)).epoch
        return answer(_case(await desk.release(me, _case_id(case_id), epoch), me))

    @router.post("/cases/{case_id}/closure")
    async def close(me: Confirmed, case_id: str, request: Request) -> Response:
        epoch = (await read(request, _Epoch)).epoch
        return answer(_case(await desk.close(me, _case_id(case_id), epoch), me))

    @router.post("/cases/{case_id}/items")
    async def reply(me: Confirmed, case_id: str, request: Request) -> Response:
        given = await read(request, Reply, REPLY_BODY)
        appended = await desk.reply(me, _case_id(case_id), given)
        return answer({"n": appended.n}, 201 if appended.new else 200)


def _event_routes(router: APIRouter, door: Door, feed: Feed) -> None:
    SignedIn = Annotated[Member, Depends(door.signed_in)]  # noqa: N806 (a type)

    @router.get("/events")
    async def events(me: SignedIn, request: Request) -> Response:
        async def allowed() -> bool:
            return await door.still_in(request)

        stream = feed.stream(allowed, cases=me.confirmed)
        # Proxies that collect an answer before passing it on would hold the events back.
        headers = {"X-Accel-Buffering": "no"}
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


def _me(member: Member) -> dict[str, Any]:
    return {
        "id": member.id,
        "name": member.name,
        "shown_name": member.shown_name,
        "role": member.role,
        "recipient": member.recipient,
        "confirmed": member.confirmed,
    }


def _listed(member: Member) -> dict[str, Any]:
    return {**_me(member), "fingerprint": fingerprint(member.recipient)}


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
    }


def _opened(opened: Opened, me: Member) -> dict[str, Any]:
    head = {"author": f"staff:{me.id}", "next": opened.head.next, "prev": opened.head.prev}
    return {
        **_case(opened.seen, me),
        "recipient": opened.seen.case.recipient,
        "wrap": opened.wrap,
        "share": opened.share,
        "seq": head,
    }


def _item(item: StoredItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__struct_fields__}


def _case_id(text: str) -> CaseId:
    if not _ID.fullmatch(text):
        raise NotFound("no such case")
    return CaseId(text)


def _staff_id(text: str) -> StaffId:
    if not _ID.fullmatch(text):
        raise NotFound("no such person")
    return StaffId(text)


def _cursor(after: str) -> int:
    if not after.isdecimal() or not after.isascii() or int(after[:20]) > _LARGEST_CURSOR:
        raise BadInput("after is a cursor")
    return int(after)
