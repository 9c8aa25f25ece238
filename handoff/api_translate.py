"""Routes: translation at the desk, the resident's yes to it, human interpreters."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from handoff.api_parts import Parts, case_id_of
from handoff.cases import Interpreter
from handoff.desk_translation import LONGEST
from handoff.door import Door, answer, read
from handoff.entitled import Right
from handoff.records import Member, Seen

_BODY = 8 * LONGEST
"""Bytes: a letter takes up to six in JSON."""


class _Texts(msgspec.Struct):
    case: str
    texts: list[str]
    source: str = msgspec.field(name="from")
    target: str = msgspec.field(name="to")


class _Interpreter(msgspec.Struct):
    state: Interpreter | None


class _Nothing(msgspec.Struct):
    pass


def translate_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    Me = Annotated[Member, Depends(door.having(Right.CASES))]  # noqa: N806 (a type)
    translation, wishes = parts.languages.translation, parts.languages.wishes

    @router.post("/translate")
    async def translate(me: Me, request: Request) -> Response:
        given = await read(request, _Texts, _BODY)
        case = case_id_of(given.case)
        done = await translation.translate(me, case, given.texts, given.source, given.target)
        return answer(msgspec.to_builtins(done))

    @router.delete("/translate")
    async def forget(me: Me) -> Response:
        translation.forget()
        return Response(status_code=204)

    @router.post("/cases/{case_id}/translate-wish")
    async def ask(me: Me, case_id: str, request: Request) -> Response:
        await read(request, _Nothing)
        return answer(wished(await wishes.ask_translate(me, case_id_of(case_id))))

    @router.post("/cases/{case_id}/interpreter")
    async def interpreter(me: Me, case_id: str, request: Request) -> Response:
        state = (await read(request, _Interpreter)).state
        return answer(wished(await wishes.set_interpreter(me, case_id_of(case_id), state)))


def wished(seen: Seen) -> dict[str, Any]:
    """What a case says of these wishes."""
    case = seen.case
    return {
        "interpreter": case.interpreter,
        "translate": case.translate,
        "translate_asked": case.translate_asked,
    }
