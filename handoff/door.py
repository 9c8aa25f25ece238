"""What every request to the desk passes: origin, form, language, sign-in, role.

Rules
- A request that changes something carries `X-Lotse-Desk: 1` and JSON, and if it names an origin it
  is ours: a foreign page's form can do neither (CSRF).
- Bodies are bounded while they arrive and become typed values here, never again inside.
- Nothing of the desk is cached: after signing out, "back" shows nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import msgspec
from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect

from handoff.auth import SESSION_SECONDS, Auth, MemberOf
from handoff.entitled import Right, check
from handoff.records import Member
from handoff.wording import Lang, language, worded
from post.errors import BadInput, LotseError, NotAllowed, NotSignedIn, TooLarge

Body = TypeVar("Body")

SMALL_BODY = 64 * 1024
REPLY_BODY = 9 * 1024 * 1024
"""A ciphertext of 6 MiB in base64, with a file in it of up to 4 MiB, and its text."""
_READING = frozenset({"GET", "HEAD"})


class DeskRoute(APIRoute):
    """Puts errors into the caller's language and forbids caching."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_for_people(request: Request) -> Response:
            try:
                response = await handle(request)
            except LotseError as error:
                raise worded(error, lang_of(request)) from error.__cause__
            response.headers["Cache-Control"] = "no-store"
            return response

        return handle_for_people


class Door:
    """`origins` are the addresses under which browsers see us; `secure`: they are https."""

    def __init__(self, auth: Auth, origins: frozenset[str], *, secure: bool) -> None:
        self._auth = auth
        self._origins = origins
        self._secure = secure
        # Browsers keep a __Host- cookie to this one host, but Safari refuses it on plain http.
        self.cookie = "__Host-lotse-desk" if secure else "lotse-desk"

    async def check(self, request: Request) -> None:
        """Refuse what a foreign page could send. Raises NotAllowed."""
        if request.method in _READING:
            return
        origin = request.headers.get("origin")
        if request.headers.get("x-lotse-desk") != "1" or (origin and origin not in self._origins):
            raise NotAllowed("not from our page", code="origin")

    async def person(self, request: Request) -> Member | None:
        return await self._auth.who(self.token(request))

    async def signed_in(self, request: Request) -> Member:
        person = await self.person(request)
        if person is None:
            raise NotSignedIn("no session")
        return person

    def having(self, right: Right) -> Callable[[Request], Awaitable[Member]]:
        """A dependency: whoever is signed in and has this right. See handoff/entitled.py."""

        async def entitled(request: Request) -> Member:
            person = await self.signed_in(request)
            check(person, right)
            return person

        return entitled

    async def still_in(self, request: Request, member_of: MemberOf | None = None) -> Member | None:
        """Asked for an open page again and again; does not keep the session alive."""
        return await self._auth.who(self.token(request), keep_alive=False, member_of=member_of)

    def token(self, request: Request) -> str:
        return request.cookies.get(self.cookie, "")

    def let_in(self, response: Response, token: str) -> Response:
        response.set_cookie(
            self.cookie,
            token,
            max_age=SESSION_SECONDS,
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="strict",
        )
        return response

    def let_out(self, response: Response) -> Response:
        response.delete_cookie(
            self.cookie, path="/", secure=self._secure, httponly=True, samesite="strict"
        )
        return response


async def read(request: Request, form: type[Body], limit: int = SMALL_BODY) -> Body:
    """The body as `form`. Raises TooLarge beyond `limit` bytes, BadInput for anything else."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise BadInput("the body is not JSON")
    content = bytearray()
    try:
        async for part in request.stream():
            content += part
            if len(content) > limit:
                raise TooLarge("the body is too large")
    except ClientDisconnect:
        # A page that was closed while it said something: nobody is there to read an answer.
        raise BadInput("the body ended early") from None
    try:
        return msgspec.json.decode(content, type=form)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput("the body cannot be read") from error


def lang_of(request: Request) -> Lang:
    return language(request.headers.get("accept-language", ""))


def answer(content: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status, media_type="application/json")
