"""/healthz, /readyz and /metrics: for those who run Lotse.

Rules
- /healthz says that the process is alive and asks nobody. /readyz is a 503 while it should get no
  requests. Both may be asked by everybody; the reasons behind /readyz, and /metrics, are for those
  who run it.
- Those are: who shows LOTSE_METRICS_TOKEN, and while there is none, who asks at the status port
  (LOTSE_STATUS_PORT, on this machine only). At the public port an address proves nothing: a proxy
  on this machine passes everybody on. Only a demo, which listens on loopback, trusts it there.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from lotse.health import Check
from lotse.sources import Sources

if TYPE_CHECKING:
    from lotse.metrics import Metrics

PATHS = frozenset({"/healthz", "/readyz", "/metrics"})
_EVERY = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
_FORWARDED = ("x-forwarded-for", "forwarded", "via", "x-real-ip")


class Status:
    """An ASGI application for these three paths. `trusts_loopback`: see the rules."""

    def __init__(
        self,
        *,
        checks: Callable[[], Awaitable[list[Check]]],
        sources: Sources,
        token: str,
        trusts_loopback: bool,
    ) -> None:
        self._checks = checks
        self._sources = sources
        self._metrics: Metrics | None = None
        self._token = token.encode()
        self._trusts_loopback = trusts_loopback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError("only HTTP is spoken here")
        response = await self._answer(Request(scope))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.url.path not in PATHS:
            return _json({"error": {"code": "http", "message": "Not Found"}}, 404)
        if request.method not in ("GET", "HEAD"):
            return _json({"error": {"code": "http", "message": "GET only"}}, 405)
        if request.url.path == "/healthz":
            return _json({"alive": True})
        if request.url.path == "/readyz":
            return await self._readyz(request)
        return await self._figures(request)

    async def _readyz(self, request: Request) -> Response:
        checks = await self._checks()
        wrong = next((check for check in checks if not check.ok), None)
        content: dict[str, Any] = {"ready": wrong is None}
        if wrong is not None:
            content["error"] = {"code": wrong.code, "message": "not ready"}
        if self._may_know(request):
            content["checks"] = [msgspec.to_builtins(check) for check in checks]
        return _json(content, 200 if wrong is None else 503)

    async def _figures(self, request: Request) -> Response:
        if not self._may_know(request):
            if self._token:
                return _json({"error": {"code": "not_signed_in", "message": "token missing"}}, 401)
            return _json({"error": {"code": "http", "message": "Not Found"}}, 404)
        from lotse.metrics import Metrics  # noqa: PLC0415 - most processes are never asked

        self._metrics = self._metrics or Metrics(self._sources)
        content, kind = await self._metrics.render()
        return Response(content, headers={**_EVERY, "content-type": kind})

    def _may_know(self, request: Request) -> bool:
        if self._token:
            scheme, _, given = request.headers.get("authorization", "").partition(" ")
            same = hmac.compare_digest(given.strip().encode(), self._token)
            return scheme.lower() == "bearer" and same
        if not self._trusts_loopback or any(name in request.headers for name in _FORWARDED):
            return False
        return request.client is None or request.client.host in ("127.0.0.1", "::1")


def _json(content: dict[str, Any], status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status, _EVERY, media_type="application/json")
