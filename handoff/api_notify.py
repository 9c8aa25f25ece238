"""Routes: how one is told that something waits."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from handoff.api_parts import Parts
from handoff.door import Door, answer, read
from handoff.entitled import Right
from handoff.mail import is_address
from handoff.notify import Kind, Way, Wishes
from handoff.records import Member
from handoff.wording import Lang
from post.errors import BadInput, Conflict


class _Wishes(msgspec.Struct):
    ways: frozenset[Way]
    kinds: frozenset[Kind]
    email: str = ""
    lang: Lang = "de"


class _Nothing(msgspec.Struct):
    pass


def notify_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    Me = Annotated[Member, Depends(door.having(Right.CASES))]  # noqa: N806 (a type)
    notifier = parts.notifier

    async def as_it_is(me: Member) -> dict[str, Any]:
        wishes = await notifier.wishes(me.id)
        return {
            "ways": sorted(wishes.ways),
            "kinds": sorted(wishes.kinds),
            "email": wishes.email,
            "lang": wishes.lang,
            "linked": bool(wishes.chat),
            "possible": notifier.possible(),
            "troubles": await notifier.troubles(me.id),
        }

    @router.get("/me/notices")
    async def shown(me: Me) -> Response:
        return answer(await as_it_is(me))

    @router.put("/me/notices")
    async def wish(me: Me, request: Request) -> Response:
        after = _checked(await read(request, _Wishes), await notifier.wishes(me.id))
        await notifier.wish(me.id, after)
        return answer(await as_it_is(me))

    @router.delete("/me/notices")
    async def forget(me: Me) -> Response:
        await notifier.forget(me.id)
        return Response(status_code=204)

    @router.post("/me/notices/code")
    async def code(me: Me, request: Request) -> Response:
        await read(request, _Nothing)
        if "telegram" not in notifier.possible():
            raise Conflict("no bot", code="way_away")
        return answer({"code": await notifier.new_code(me.id)}, 201)

    @router.post("/me/notices/trial")
    async def trial(me: Me, request: Request) -> Response:
        await read(request, _Nothing)
        wishes = await notifier.wishes(me.id)
        if not wishes.ways:
            raise Conflict("nothing chosen", code="no_way")
        done, failed = await notifier.send(me.id, wishes, key="notice_trial")
        return answer({"sent": done, "failed": failed, "troubles": await notifier.troubles(me.id)})


def _checked(given: _Wishes, before: Wishes) -> Wishes:
    """Raises BadInput: "email", "no_way" while no chat is linked."""
    email = given.email.strip()
    if (email or "email" in given.ways) and not is_address(email):
        raise BadInput("not an e-mail address", code="email")
    if "telegram" in given.ways and not before.chat:
        raise BadInput("no chat is linked", code="no_way")
    return Wishes(given.ways, given.kinds, email, before.chat, given.lang)
