"""Routes: the slip of a closed case, and the figures of closed quarters."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from handoff.api_parts import Parts, case_id_of
from handoff.door import Door, answer, lang_of, read
from handoff.entitled import Right
from handoff.figures import Quarter, as_csv, as_json, figures
from handoff.records import Member
from handoff.wording import Lang
from post.errors import BadInput, NotFound

MOST_QUARTERS = 40
SHOWN_AT_FIRST = 8


class _Slip(msgspec.Struct):
    coded: dict[str, list[str] | str | None]


def figures_routes(router: APIRouter, door: Door, parts: Parts) -> None:
    Holder = Annotated[Member, Depends(door.having(Right.CASES))]  # noqa: N806 (a type)
    Reader = Annotated[Member, Depends(door.having(Right.COUNTS))]  # noqa: N806 (a type)

    @router.put("/cases/{case_id}/slip")
    async def slip(me: Holder, case_id: str, request: Request) -> Response:
        case = case_id_of(case_id)
        await parts.desk.look(me, case)
        await parts.slips.put(me, case, (await read(request, _Slip)).coded)
        return Response(status_code=204)

    async def found(me: Member, lang: Lang, team: str, quarters: str) -> list[Quarter]:
        wanted = _teams(me, team)
        counted = await parts.statistics.counted(wanted, _number(quarters))
        return figures(counted, parts.slips.fields_of, lang)

    @router.get("/figures")
    async def shown(me: Reader, request: Request, team: str = "", quarters: str = "") -> Response:
        return answer(as_json(await found(me, lang_of(request), team, quarters)))

    @router.get("/figures.json")
    async def json_file(
        me: Reader, request: Request, team: str = "", quarters: str = ""
    ) -> Response:
        content = as_json(await found(me, lang_of(request), team, quarters))
        return _file(msgspec.json.encode(content), "application/json", "json")

    @router.get("/figures.csv")
    async def csv_file(
        me: Reader, request: Request, team: str = "", quarters: str = "", lang: str = ""
    ) -> Response:
        chosen: Lang = "en" if lang == "en" else "de" if lang == "de" else lang_of(request)
        names: dict[str, str] = {each.id: each.name for each in parts.roster.teams().values()}
        content = as_csv(await found(me, chosen, team, quarters), names, chosen)
        return _file(content, "text/csv; charset=utf-8", "csv")


def _teams(me: Member, team: str) -> list[str]:
    """Raises NotFound for a team of others."""
    if team and team not in me.teams:
        raise NotFound("no such team")
    return [team] if team else sorted(me.teams)


def _number(text: str) -> int:
    if not text:
        return SHOWN_AT_FIRST
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:4]) <= MOST_QUARTERS:
        raise BadInput("a number of quarters")
    return int(text[:4])


def _file(content: bytes, kind: str, ending: str) -> Response:
    headers: dict[str, Any] = {"Content-Disposition": f'attachment; filename="lotse.{ending}"'}
    return Response(content, media_type=kind, headers=headers)
