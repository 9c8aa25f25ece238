"""Routes: the roster as leads see and change it."""

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from handoff.api_parts import Parts, as_listed, listed, staff_id_of
from handoff.door import Door, answer, read
from handoff.entitled import Right, share_a_team
from handoff.records import Invitation, Member, Role


class _Invite(msgspec.Struct):
    role: Role
    team: str


class _Fingerprint(msgspec.Struct):
    fingerprint: str


class _Anyway(msgspec.Struct):
    anyway: bool = False


class _Role(msgspec.Struct):
    role: Role
    anyway: bool = False


class _Teams(msgspec.Struct):
    teams: list[str]
    anyway: bool = False


class _Nothing(msgspec.Struct):
    pass


def roster_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    Lead = Annotated[Member, Depends(door.having(Right.STAFF))]  # noqa: N806 (a type)

    @router.get("/staff")
    async def staff(lead: Lead) -> Response:
        methods = await parts.roster.methods.all()
        people = [
            as_listed(person, methods.get(person.id, []))
            for person in await parts.roster.everybody()
            if share_a_team(lead, person)
        ]
        holders = {team: len(await parts.roster.key_holders(team)) for team in lead.teams}
        return answer({"staff": people, "holders": holders})

    @router.post("/invitations")
    async def invite(lead: Lead, request: Request) -> Response:
        given = await read(request, _Invite)
        return _invited(*await parts.joining.invite(lead, given.role, given.team))

    @router.post("/staff/{staff_id}/confirmation")
    async def confirm(lead: Lead, staff_id: str, request: Request) -> Response:
        spoken = (await read(request, _Fingerprint)).fingerprint
        member = await parts.staffing.confirm(lead, staff_id_of(staff_id), spoken)
        return answer(await listed(parts, member))


def staff_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    Lead = Annotated[Member, Depends(door.having(Right.STAFF))]  # noqa: N806 (a type)
    staffing = parts.staffing

    @router.post("/staff/{staff_id}/revocation")
    async def revoke(lead: Lead, staff_id: str, request: Request) -> Response:
        anyway = (await read(request, _Anyway)).anyway
        member = await staffing.revoke(lead, staff_id_of(staff_id), anyway=anyway)
        return answer(await listed(parts, member))

    @router.post("/staff/{staff_id}/reenrolment")
    async def reenrol(lead: Lead, staff_id: str, request: Request) -> Response:
        await read(request, _Nothing)
        return _invited(*await staffing.reenrol(lead, staff_id_of(staff_id)))

    @router.put("/staff/{staff_id}/role")
    async def role(lead: Lead, staff_id: str, request: Request) -> Response:
        given = await read(request, _Role)
        member = await staffing.set_role(
            lead, staff_id_of(staff_id), given.role, anyway=given.anyway
        )
        return answer(await listed(parts, member))

    @router.put("/staff/{staff_id}/teams")
    async def teams(lead: Lead, staff_id: str, request: Request) -> Response:
        given = await read(request, _Teams)
        member = await staffing.set_teams(
            lead, staff_id_of(staff_id), frozenset(given.teams), anyway=given.anyway
        )
        return answer(await listed(parts, member))


def _invited(token: str, invitation: Invitation) -> Response:
    expires = datetime.fromtimestamp(invitation.expires, UTC).isoformat()
    return answer({"token": token, "expires": expires}, 201)
