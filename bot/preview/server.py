"""The preview over HTTP: JSON for its one page, and the guard at its door.

The page is served to everybody on this machine, what it plays only to who has the token. The Host
header must be ours: a foreign page whose name was pointed at 127.0.0.1 gets nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.engine.book import Book
from bot.engine.flow import Flow
from bot.engine.problems import Problem
from bot.graph import graph_svg
from bot.preview.play import Play
from bot.preview.pseudo import PSEUDO
from bot.preview.run import Move
from bot.preview.studio import Studio
from bot.problem_words import in_german
from post.errors import BadInput, LotseError, TooLarge, http_status

PAGE = Path(__file__).resolve().parent / "page"
ICON = PAGE.parent.parent / "channels" / "web_static" / "favicon.svg"
MAX_BODY = 64 * 1024
MAX_WAIT = 20.0

_Body = TypeVar("_Body")


class _Begin(msgspec.Struct):
    flow: str = ""
    lang: str = "de"


class _Wish(msgspec.Struct):
    """One thing to do with a play; `what` names it, the others are what it needs."""

    what: str
    value: str = ""
    data: str = ""
    flow: str = ""


class Preview:
    """`stopping` tells whoever waits for news that there will be none."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.stopping: Callable[[], bool] = lambda: False

    def app(self, *, token: str, hosts: set[str]) -> ASGIApp:
        """`hosts` are the Host headers (name:port) under which the page may be asked for."""
        api = [
            Route("/desk", self.desk),
            Route("/plays", self.begin, methods=["POST"]),
            Route("/plays/{play}", self.look),
            Route("/plays/{play}/wishes", self.wish, methods=["POST"]),
            Route("/plays/{play}/tests", self.save_test, methods=["POST"]),
            Route("/plays/{play}/graph", self.graph),
        ]
        app = Starlette(
            routes=[
                Route("/", lambda _: FileResponse(PAGE / "index.html")),
                Route("/icon.svg", lambda _: FileResponse(ICON)),
                Mount("/api", routes=api),
                Mount("/static", StaticFiles(directory=PAGE)),
            ],
            exception_handlers={LotseError: _refused, HTTPException: _http_error},
        )
        return Guard(app, token=token, hosts=hosts)

    async def desk(self, request: Request) -> Response:
        """What there is to play."""
        book, copy = self._studio.book(), self._studio.copy
        return _json(
            {
                "version": copy.version,
                "problems": _shown(copy.problems),
                "flows": [
                    {"id": flow.id, "title": f"{flow.icon} {flow.title}".strip()}
                    for flow in (_listed(book) if book else ())
                ],
                "languages": [
                    {"id": known.id, "name": known.name}
                    for known in (*(book.languages if book else ()), *PSEUDO)
                ],
            }
        )

    async def begin(self, request: Request) -> Response:
        wish = await _body(request, _Begin)
        key, play = self._studio.open(wish.flow, wish.lang)
        return self._state(key, play, 201)

    async def look(self, request: Request) -> Response:
        """The play now; with `after` as soon as the files are newer than that version."""
        key = request.path_params["play"]
        self._studio.play(key)
        after = request.query_params.get("after", "")
        if after.isdecimal() and len(after) < 10:
            await self._studio.copy.newer(int(after), MAX_WAIT, self.stopping)
        return self._state(key, self._studio.play(key))

    async def wish(self, request: Request) -> Response:
        key = request.path_params["play"]
        play, wish = self._studio.play(key), await _body(request, _Wish)
        _fulfil(play, wish)
        return self._state(key, play)

    async def save_test(self, request: Request) -> Response:
        play, wish = self._studio.play(request.path_params["play"]), await _body(request, _Wish)
        saved = play.save_test(self._studio.tests, wish.value)
        return _json(msgspec.to_builtins(saved), 201)

    async def graph(self, request: Request) -> Response:
        """The picture of the flow that is played, in its language."""
        play = self._studio.play(request.path_params["play"])
        svg = graph_svg(play.book.flows[play.shown], play.book.texts, play.run.lang)
        return Response(svg, media_type="image/svg+xml")

    def _state(self, key: str, play: Play, status: int = 200) -> Response:
        copy = self._studio.copy
        about = {"play": key, "version": copy.version, "problems": _shown(copy.problems)}
        return _json({**about, **play.state()}, status)


class Guard:
    """Nothing without the right Host header, nothing under /api without the token."""

    def __init__(self, app: ASGIApp, *, token: str, hosts: set[str]) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode()
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        given = headers.get("authorization", "").encode()
        if headers.getlist("host") not in [[host] for host in self._hosts]:
            answer = _error(421, "host", "Diese Adresse gehört nicht zur Vorschau.")
        elif scope["path"].startswith("/api") and not secrets.compare_digest(given, self._expected):
            answer = _error(401, "token", "Bitte öffnen Sie die Adresse aus dem Terminal.")
        else:
            await self._app(scope, receive, send)
            return
        await answer(scope, receive, send)


def _fulfil(play: Play, wish: _Wish) -> None:
    """Raises BadInput for a wish that is not known."""
    match wish.what:
        case "tap":
            play.do(Move("tap", "", wish.data))
        case "type" | "send" | "command":
            play.do(Move(wish.what, wish.value))
        case "wait" if wish.value.isdecimal() and 0 < int(wish.value[:9]) <= 400 * 86_400:
            play.do(Move("wait", wish.value))
        case "start":
            play.start(wish.flow)
        case "jump":
            play.jump(wish.flow, wish.value)
        case "undo":
            play.undo()
        case "language":
            play.speak(wish.value)
        case "messenger":
            play.on_messenger(wish.value == "yes")
        case _:
            raise BadInput("Das kennt die Vorschau nicht.", code="wish")


def _listed(book: Book) -> list[Flow]:
    """As residents see them; those that only other flows lead to come last."""
    inside = [flow for flow in book.flows.values() if flow.menu is None]
    return [*book.menu(), *inside]


def _shown(problems: list[Problem]) -> list[dict[str, Any]]:
    """In German, like the page."""
    return [msgspec.structs.asdict(in_german(problem)) for problem in problems]


async def _body(request: Request, kind: type[_Body]) -> _Body:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise TooLarge("Das ist zu viel auf einmal.", code="too_long")
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput("Das ist nicht die erwartete Form.", code="json") from error


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, LotseError)
    return _error(http_status(error), error.code, str(error))


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _error(error.status_code, "http", error.detail)


def _error(status: int, code: str, message: str) -> Response:
    return _json({"error": {"code": code, "message": message}}, status)


def _json(content: dict[str, Any], status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status, media_type="application/json")
