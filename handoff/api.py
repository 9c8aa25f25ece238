"""The desk over HTTP: `/desk/api/…`, JSON. Thin: each endpoint reads, asks the desk, answers.

Errors leave as LotseError, worded for people; the program turns them into HTTP in one place.
The other api_* files hold the routes of one subject each.
(Annotations are evaluated here: FastAPI could not find those of a function inside a function.)
"""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse

from handoff.api_absences import absence_routes
from handoff.api_canned import canned_routes
from handoff.api_cases import case_routes, writing_routes
from handoff.api_colleagues import colleague_routes
from handoff.api_deadlines import deadline_routes
from handoff.api_figures import figures_routes
from handoff.api_hands import hands_routes, mute_routes, passing_routes, presence_routes
from handoff.api_items import handmade_routes, item_routes
from handoff.api_keys import exclusion_routes, recovery_routes, wrap_routes
from handoff.api_me import method_routes
from handoff.api_notify import notify_routes
from handoff.api_parts import Parts, me_of
from handoff.api_staff import roster_routes, staff_routes
from handoff.api_translate import translate_routes
from handoff.api_views import reports_routes
from handoff.door import DeskRoute, Door, answer, lang_of, read
from handoff.entitled import counts, may_see, share_a_team
from handoff.joining import Account
from handoff.records import Member
from handoff.wording import wording
from post.ids import CaseId, StaffId


class _Token(msgspec.Struct):
    token: str


class _Name(msgspec.Struct):
    name: str


class _Nonce(msgspec.Struct):
    attempt: str
    nonce: bytes


class _Credential(msgspec.Struct):
    attempt: str
    credential: dict[str, Any]


def desk_api(parts: Parts, *, origins: frozenset[str], secure: bool, demo: bool) -> APIRouter:
    """All routes of the desk. `origins` are ours as browsers send them, `secure`: all are https."""
    door = Door(parts.auth, origins, secure=secure)
    router = APIRouter(
        prefix="/desk/api", route_class=DeskRoute, dependencies=[Depends(door.check)]
    )
    _state_routes(router, door, parts, demo=demo)
    _joining_routes(router, door, parts)
    _sign_in_routes(router, door, parts)
    _passkey_routes(router, door, parts)
    _event_routes(router, door, parts)
    for routes in (
        method_routes,
        roster_routes,
        staff_routes,
        case_routes,
        colleague_routes,
        absence_routes,
        writing_routes,
        hands_routes,
        passing_routes,
        presence_routes,
        mute_routes,
        item_routes,
        handmade_routes,
        deadline_routes,
        wrap_routes,
        exclusion_routes,
        recovery_routes,
        reports_routes,
        translate_routes,
        canned_routes,
        figures_routes,
        notify_routes,
    ):
        routes(router, door, parts)
    return router


def _state_routes(router: APIRouter, door: Door, parts: Parts, *, demo: bool) -> None:
    roster = parts.roster

    @router.get("/state")
    async def state(request: Request) -> Response:
        lang, person = lang_of(request), await door.person(request)
        missing = await roster.missing_anywhere(person.teams if person else ())
        content: dict[str, Any] = {
            "demo": demo,
            "signed_in": person is not None,
            "needs_setup": await roster.needs_setup(),
            "ready": missing is None,
            "ready_why": wording(f"missing_{missing[1]}", lang) if missing else None,
            "lang": lang,
            "teams": [
                {"id": team.id, "name": team.name, **parts.desk.timing.office_of(team)}
                for team in roster.teams().values()
            ],
            "origin_host": parts.passkeys.host,
        }
        if person is not None:
            content["me"] = await me_of(parts, person)
        return answer(content)


def _joining_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    @router.post("/invitations/look")
    async def look(request: Request) -> Response:
        looked = await parts.joining.look((await read(request, _Token)).token)
        found = looked.invitation
        content = {
            "kind": found.kind,
            "role": found.role,
            "needs_recovery": looked.needs_recovery,
            "team": found.team,
            "team_name": parts.roster.team_name(found.team),
        }
        if looked.person is not None:
            content |= {"name": looked.person.name, "shown_name": looked.person.shown_name}
        return answer(content)

    @router.post("/accounts")
    async def join(request: Request) -> Response:
        member = await parts.joining.join(await read(request, Account))
        await parts.desk.free_held_wrongly()
        token = await parts.auth.sign_in(member)
        return door.let_in(answer({"me": await me_of(parts, member)}, 201), token)


def _sign_in_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    auth = parts.auth

    @router.post("/sign-in")
    async def begin(request: Request) -> Response:
        return answer(await auth.begin((await read(request, _Name)).name))

    @router.post("/sessions")
    async def finish(request: Request) -> Response:
        given = await read(request, _Nonce)
        token, member = await auth.finish(given.attempt, given.nonce)
        return door.let_in(answer({"me": await me_of(parts, member)}, 201), token)

    @router.delete("/session")
    async def sign_out(request: Request) -> Response:
        await auth.sign_out(door.token(request))
        parts.languages.translation.forget()
        return door.let_out(Response(status_code=204))


def _passkey_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    @router.post("/sign-in/passkey")
    async def begin(request: Request) -> Response:
        await read(request, dict[str, Any])
        return answer(await parts.passkeys.begin_sign_in())

    @router.post("/sessions/passkey")
    async def finish(request: Request) -> Response:
        given = await read(request, _Credential)
        member, sealed = await parts.passkeys.finish_sign_in(given.attempt, given.credential)
        content = {"me": await me_of(parts, member), "sealed_identity": sealed}
        return door.let_in(answer(content, 201), await parts.auth.sign_in(member))


def _event_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    SignedIn = Annotated[Member, Depends(door.signed_in)]  # noqa: N806 (a type)

    async def everybody() -> dict[StaffId, Member]:
        return {person.id: person for person in await parts.roster.everybody()}

    async def in_the_roster(staff: StaffId) -> Member | None:
        return (await parts.feed.once("staff", everybody)).get(staff)

    @router.get("/events")
    async def events(_me: SignedIn, request: Request) -> Response:
        async def allowed(what: str) -> bool | None:
            # A sign of life is each page's own; what happens is the same moment for all of them.
            person = await door.still_in(request, in_the_roster if what else None)
            return await may_hear(parts, person, what) if person else None

        stream = parts.feed.stream(allowed)
        # Proxies that collect an answer before passing it on would hold the events back.
        headers = {"X-Accel-Buffering": "no"}
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


async def may_hear(parts: Parts, person: Member, what: str) -> bool:
    kind, _, which = what.partition(":")
    if kind in ("case", "look"):
        standing = await parts.feed.once(which, lambda: parts.desk.queue.standing(CaseId(which)))
        return standing is not None and may_see(
            person, standing.team, excluded=person.id in standing.kept_from
        )
    if kind == "staff" and which != person.id:
        other = await parts.roster.member(StaffId(which))
        return counts(person) and other is not None and share_a_team(person, other)
    return True
