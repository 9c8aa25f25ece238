"""The HTTP application: routes of both sides, static files, headers, errors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import structlog
from fastapi import APIRouter, FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, RedirectResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lotse.limits import Limits, Network
from lotse.status import PATHS
from post.errors import CannotOpen, LotseError, StoreAway, TooMany, http_status

_CHAT = Path(__file__).resolve().parent.parent / "bot" / "channels" / "web_static"
_CONSOLE = Path(__file__).resolve().parent.parent / "handoff" / "console"
_POST = Path(__file__).resolve().parent.parent / "post" / "browser"
WEBHOOK_PATH = "/telegram/webhook"
PAGES = ("privacy", "imprint", "accessibility")

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "worker-src 'self'; img-src 'self' blob:; media-src 'self' blob:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types lotse"
)
_FEATURES = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), midi=(), payment=(), serial=(), usb=(), "
)
# In the chat a voice message can be recorded; nowhere else is there anything to listen to.
_CHAT_PAGE = {"cache-control": "no-cache", "permissions-policy": f"{_FEATURES}microphone=(self)"}
_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": f"{_FEATURES}microphone=()",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
}
_KEY_GONE = (
    "Der Schlüssel dazu ist nicht mehr da. Bitte wenden Sie sich an die Stelle selbst. / "
    "The key for this is gone. Please contact the office itself."
)
_SERVER_ERROR = {"error": {"code": "server", "message": "Das hat nicht geklappt. / Our fault."}}
_TURNED_AWAY = {
    "too_many": (
        "Das waren sehr viele Anfragen. Bitte warten Sie kurz und versuchen Sie es noch einmal. / "
        "That was a lot of requests. Please wait a moment and try again."
    ),
    "too_large": "Das ist zu groß. / This is too large.",
}
log = structlog.get_logger()


def build_app(
    *,
    routers: list[APIRouter],
    webhook: ASGIApp | None,
    status: ASGIApp,
    opened: Callable[[], bool],
    draining: Callable[[], bool],
    https: bool,
    trusted: tuple[Network, ...] = (),
) -> ASGIApp:
    """`status` answers lotse.status.PATHS; `opened`: all stores were reached, once; `draining`:
    the program was told to stop; `trusted`: the proxies that may say for whom they speak.
    """
    app = FastAPI(title="Lotse", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_exception_handler(LotseError, _refused)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _broken)
    for router in routers:
        # As they are: include_router() would take each apart a second time, at the first request
        # and again in part at every one.
        app.router.routes.extend(router.routes)
    _add_pages(app)
    limited = Limits(FirstLoad(app), _turned_away, trusted)
    inner = HotPath(limited, webhook) if webhook is not None else limited
    return Headers(Gate(inner, status, opened), https=https, draining=draining)


class HotPath:
    """Telegram's webhook past FastAPI's layers, which it needs none of; the rest to FastAPI."""

    def __init__(self, app: ASGIApp, webhook: ASGIApp) -> None:
        self._app = app
        self._webhook = webhook

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        hot = scope["type"] == "http" and scope["path"] == WEBHOOK_PATH
        if hot and scope["method"] == "POST":
            await self._webhook(scope, receive, send)
        elif hot:
            error = {"error": {"code": "http", "message": "POST only"}}
            await _json(error, 405, {"allow": "POST"})(scope, receive, send)
        else:
            await self._app(scope, receive, send)


class FirstLoad:
    """What every visitor loads first, compressed: many pay for every megabyte. Nothing in it is
    secret, so its length gives nothing away (BREACH).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compressed = GZipMiddleware(app, minimum_size=500)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        first = scope["type"] == "http" and scope["path"] in ("/", "/chat/api/start")
        await (self._compressed if first else self._app)(scope, receive, send)


class Gate:
    """What those who run Lotse ask is answered at any time; everything else is a 503 until the
    stores were reached for the first time.
    """

    def __init__(self, app: ASGIApp, status: ASGIApp, opened: Callable[[], bool]) -> None:
        self._app = app
        self._status = status
        self._opened = opened

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] in PATHS:
            await self._status(scope, receive, send)
            return
        if scope["type"] == "http" and not self._opened():
            why = "a store has not been reached since the start"
            content = {"error": {"code": StoreAway.code, "message": why}}
            await _json(content, 503, {"retry-after": "2"})(scope, receive, send)
            return
        await self._app(scope, receive, send)


class Headers:
    """The security headers on every answer, whoever gave it. While the program is to stop, clients
    are asked to come back over a new connection: it will lead elsewhere.
    """

    def __init__(
        self, app: ASGIApp, *, https: bool, draining: Callable[[], bool] = lambda: False
    ) -> None:
        self._app = app
        self._draining = draining
        headers = dict(_HEADERS)
        if https:
            headers["strict-transport-security"] = "max-age=63072000"
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                # What a route says of itself goes before.
                said = {name.lower() for name, _ in headers}
                message["headers"] = headers + [
                    pair for pair in self._headers if pair[0] not in said
                ]
                if self._draining() and b"connection" not in said:
                    message["headers"].append((b"connection", b"close"))
            await send(message)

        await self._app(scope, receive, with_headers)


def _add_pages(app: FastAPI) -> None:
    app.mount("/static", GZipMiddleware(Static(directory=_CHAT), minimum_size=500))
    app.mount("/post", GZipMiddleware(Static(directory=_POST), minimum_size=500))
    console = GZipMiddleware(Static(directory=_CONSOLE, html=True), minimum_size=500)
    app.mount("/desk", console)

    @app.get("/")
    async def chat() -> Response:
        return FileResponse(_CHAT / "index.html", headers=_CHAT_PAGE)

    @app.get("/widget.js")
    async def widget() -> Response:
        # City pages load it from their own origin: the one file that others may embed.
        return FileResponse(
            _CHAT / "widget.js",
            media_type="text/javascript",
            headers={
                "cache-control": "public, max-age=3600",
                "cross-origin-resource-policy": "cross-origin",
            },
        )

    @app.get("/{page}")
    async def page(page: str, request: Request, lang: str = "") -> Response:
        if page == "desk":
            return RedirectResponse("/desk/")
        if page not in PAGES:
            raise HTTPException(404)
        # The page that links here says its language; whoever comes by another way, their browser.
        wished = lang or request.headers.get("accept-language", "")
        chosen = "de" if not wished or wished.lower().startswith("de") else "en"
        headers = {"cache-control": "no-cache", "vary": "accept-language"}
        return FileResponse(_CHAT / "pages" / f"{page}.{chosen}.html", headers=headers)


class Static(StaticFiles):
    """Revalidated at each use: a fix reaches everybody with the next load."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = "no-cache"
        return response


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, LotseError)
    status = http_status(error)
    headers = {"retry-after": "5"} if status == 503 else {}
    if isinstance(error, TooMany):
        headers["retry-after"] = str(error.retry_after)
    message = str(error)
    if isinstance(error, CannotOpen):
        # A key that should be there is not: the operators must hear of it.
        log.error("refused", exc_info=error)
        if not request.url.path.startswith("/desk/"):
            message = _KEY_GONE  # the desk has worded it already
    elif status >= 500:
        log.warning("refused", exc_info=error)
    content = {"error": {"code": error.code, "message": message, **error.details}}
    return _json(content, status, headers)


def _turned_away(error: LotseError, scope: Scope) -> ASGIApp:
    """The answer to a request that no route gets to see, in both languages of the office."""
    status, words = http_status(error), _TURNED_AWAY.get(error.code, str(error))
    headers = {"connection": "close"}  # the rest of a body is not read
    if isinstance(error, TooMany):
        headers["retry-after"] = str(error.retry_after)
    return _json({"error": {"code": error.code, "message": words}}, status, headers)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    content = {"error": {"code": "http", "message": error.detail}}
    return _json(content, error.status_code, dict(error.headers or {}))


async def _broken(request: Request, error: Exception) -> Response:
    # The route's pattern: the path itself may hold anything.
    route = getattr(request.scope.get("route"), "path", "")
    log.error("broken", route=f"{request.method} {route}", exc_info=error)
    return _json(_SERVER_ERROR, 500)


def _json(
    content: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    return Response(msgspec.json.encode(content), status, headers, media_type="application/json")
