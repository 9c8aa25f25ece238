"""Routes: one's own ways to unlock, and signing out everywhere. Also before the confirmation."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from handoff.age_scrypt import looks_like_sealed_identity
from handoff.api_parts import Parts
from handoff.door import Door, answer, read
from handoff.records import Member, Method
from post.errors import BadInput


class _Passkey(msgspec.Struct):
    attempt: str
    label: str
    credential: dict[str, Any]
    sealed_identity: bytes


class _Sealed(msgspec.Struct):
    sealed_identity: bytes


class _Nothing(msgspec.Struct):
    pass


def method_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    Me = Annotated[Member, Depends(door.signed_in)]  # noqa: N806 (a type)
    methods = parts.roster.methods

    @router.get("/me/methods")
    async def listed(me: Me) -> Response:
        return answer({"methods": [_method(method) for method in await methods.of(me.id)]})

    @router.post("/me/passkeys/options")
    async def begin(me: Me, request: Request) -> Response:
        await read(request, _Nothing)
        return answer(await parts.passkeys.begin_adding(me))

    @router.post("/me/passkeys")
    async def add(me: Me, request: Request) -> Response:
        given = await read(request, _Passkey)
        method = await parts.passkeys.add(
            me, given.attempt, given.label, given.credential, given.sealed_identity
        )
        return answer({"method": _method(method)}, 201)

    @router.delete("/me/methods/{method_id}")
    async def remove(me: Me, method_id: str) -> Response:
        await parts.staffing.remove_method(me, method_id)
        return Response(status_code=204)

    @router.put("/me/passphrase")
    async def passphrase(me: Me, request: Request) -> Response:
        sealed = (await read(request, _Sealed)).sealed_identity
        if not looks_like_sealed_identity(sealed):
            raise BadInput("not an identity sealed for a passphrase", code="sealed_identity")
        await parts.staffing.new_passphrase(me, sealed)
        return Response(status_code=204)

    @router.delete("/me/sessions")
    async def sign_out_everywhere(me: Me) -> Response:
        await parts.staffing.sign_out_everywhere(me)
        return door.let_out(Response(status_code=204))


def _method(method: Method) -> dict[str, Any]:
    return {
        "id": method.id,
        "kind": method.kind,
        "label": method.label,
        "created": method.created,
    }
