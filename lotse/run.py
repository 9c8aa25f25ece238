"""Running: `up` is everything in one process, `serve` and `work` are the same parts apart."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, Literal

import structlog
import uvicorn
import uvloop
from starlette.types import ASGIApp

from handoff.demo import DEMO_NAME, ensure_demo
from lotse import hygiene
from lotse.embedded import EmbeddedValkey, lock_folder, mark_folder
from lotse.jobs import Job, finish, optional_jobs, web_jobs, work_jobs
from lotse.ring import key_ring
from lotse.settings import Settings
from lotse.wiring import Lotse, utc_now
from post import fault_points
from post.errors import SettingsError, StoreAway

Part = Literal["web", "work"]
_KEEP_ALIVE = 75
"""Seconds a connection in no use stays open: longer than web servers in front keep theirs (60 at
most by their defaults). Who closes first must be the side that sends, or a request meets a closing
connection and is lost.
"""
_DRAIN = 20
"""Seconds given to requests in flight when the program stops, and then to what is being sent."""
_TRY_STORES_EVERY = 2
log = structlog.get_logger()


def up(settings: Settings) -> None:
    """Everything in one process, on the embedded stores unless servers are named."""
    hygiene.private_files()
    with lock_folder(settings.data), _embedded_valkey(settings) as url:
        mark_folder(settings.data, demo=settings.is_demo)
        _run(settings, url, ("web", "work"))


def serve(settings: Settings) -> None:
    """The web process."""
    _needs_servers(settings, "serve")
    _run(settings, settings.valkey_url, ("web",))


def work(settings: Settings) -> None:
    """The worker: delivery, polling, reminders."""
    _needs_servers(settings, "work")
    _run(settings, settings.valkey_url, ("work",))


def _needs_servers(settings: Settings, command: str) -> None:
    if not settings.valkey_url or not settings.database_url:
        raise SettingsError(
            f"lotse {command} shares its stores with other processes: set LOTSE_VALKEY_URL and "
            "LOTSE_DATABASE_URL. For everything in one process call: lotse up"
        )


@contextmanager
def _embedded_valkey(settings: Settings) -> Iterator[str]:
    if settings.valkey_url:
        yield settings.valkey_url
        return
    server = EmbeddedValkey(settings.data)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


def _run(settings: Settings, valkey_url: str, parts: tuple[Part, ...]) -> None:
    hygiene.private_files()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_main(settings, valkey_url, parts))


async def _main(settings: Settings, valkey_url: str, parts: tuple[Part, ...]) -> None:
    fault_points.arm(settings.fault_points)
    lotse = Lotse(settings, key_ring(settings), valkey_url)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, lotse.announce_stop)
    loop.add_signal_handler(signal.SIGINT, lotse.begin_stop)
    async with _status_port(lotse):
        await _serve_parts(lotse, parts)


@asynccontextmanager
async def _status_port(lotse: Lotse) -> AsyncIterator[None]:
    """/healthz, /readyz and /metrics on a port of their own, to the very end."""
    settings = lotse.settings
    if not settings.status_port:
        yield
        return
    listening = _listen(settings.status_host, settings.status_port, "LOTSE_STATUS_PORT")
    server = quiet_server(lotse.status(trusts_loopback=True))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield
    finally:
        server.should_exit = True
        await serving


async def _serve_parts(lotse: Lotse, parts: tuple[Part, ...]) -> None:
    serving: list[asyncio.Task[None]] = []
    if "web" in parts:
        listening = _listen(lotse.settings.host, lotse.settings.port)
        server = quiet_server(lotse.app())
        serving.append(asyncio.create_task(_serve(server, listening, lotse)))
    jobs: list[asyncio.Task[None]] = []
    try:
        if await _open_stores(lotse, own="work" in parts and "web" in parts):
            jobs = [asyncio.create_task(_keep_going(job)) for job in _jobs(lotse, parts)]
            # What was built for the start lives as long as the process: keep it out of each
            # later garbage collection.
            gc.freeze()
            if serving:
                await _started(server)
                await _greet(lotse)
            await lotse.stop.wait()
    finally:
        await _drain(lotse, serving, jobs)


def _jobs(lotse: Lotse, parts: tuple[Part, ...]) -> list[Job]:
    jobs: list[Job] = [lotse.outbox.listen, lotse.live.run]
    if "web" in parts:
        jobs += web_jobs(lotse)
    if "work" in parts:
        jobs += work_jobs(lotse) + optional_jobs(lotse)
    return jobs


async def _open_stores(lotse: Lotse, *, own: bool) -> bool:
    """Try until the stores answer; False when told to stop before they did.

    `own`: this process alone works on the stores, so it brings the tables up to date itself.
    """
    while not lotse.stop.is_set():
        try:
            if own:
                await lotse.store.migrate()
            await lotse.open()
            if own:
                await lotse.outbox.unclaim()
        except StoreAway as error:
            log.error("waiting for a store", store=error.store, why=str(error))
            with suppress(TimeoutError):
                async with asyncio.timeout(_TRY_STORES_EVERY):
                    await lotse.stop.wait()
        else:
            return True
    return False


async def _keep_going(job: Job) -> None:
    """A job that falls over is reported and begun again; one that ends has done its work."""
    while True:
        try:
            await job()
        except Exception:
            log.exception("job fell over", job=_name(job))
            await asyncio.sleep(1)
        else:
            return


def _name(job: Job) -> str:
    """A job's name for the log."""
    name: Any = getattr(getattr(job, "func", job), "__qualname__", job)
    return str(name)


async def _drain(
    lotse: Lotse, serving: list[asyncio.Task[None]], jobs: list[asyncio.Task[None]]
) -> None:
    """Finish what was begun: answers first, then what is on its way out, then the stores."""
    lotse.begin_stop()
    lotse.delivery.take_nothing_new()
    if serving:
        await asyncio.wait(serving, timeout=_DRAIN + 5)
    try:
        async with asyncio.timeout(_DRAIN):
            await finish(lotse)
    except TimeoutError:
        # Nothing is lost: what was not marked is due again when its lease is over.
        log.warning("stopped with work in hand", seconds=_DRAIN)
    await end(jobs)
    await lotse.close()
    log.info("stopped")


async def end(jobs: Sequence[asyncio.Task[Any]]) -> None:
    """Cancel these until they have ended: asyncio.wait_for, which redis-py uses, swallows a
    cancellation that comes together with its result (Python 3.11, gh-86296).
    """
    pending = set(jobs)
    while pending:
        for job in pending:
            job.cancel()
        _, pending = await asyncio.wait(pending, timeout=1.0)
    await asyncio.gather(*jobs, return_exceptions=True)


async def _greet(lotse: Lotse) -> None:
    """The two addresses, and what the first person at the desk needs. Only to the terminal."""
    settings = lotse.settings
    lines = [
        "",
        "Lotse is ready.",
        f"  Residents write here:  {settings.origin}/",
        f"  Counsellors work here: {settings.origin}/desk/",
    ]
    if settings.is_demo:
        passphrase = await ensure_demo(lotse.store, lotse.keyring, utc_now, teams=lotse.teams())
        lines += [
            "",
            "Demo: not for real cases. Sign in at the desk with",
            f"  name:       {DEMO_NAME}",
            f"  passphrase: {passphrase}",
        ]
    elif token := await lotse.joining.setup_token():
        lines += [
            "",
            "Nobody can sign in yet. The first lead opens this link (once, within 24 hours):",
            f"  {settings.origin}/desk/#setup={token}",
        ]
    print("\n".join(lines), "\n", flush=True)  # noqa: T201 - the terminal is what this is for


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling: stopping is in one place, here."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def quiet_server(app: ASGIApp) -> uvicorn.Server:
    """The web server as we run it: no access log (it would hold addresses), no greetings."""
    return _Server(
        uvicorn.Config(
            app,
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            # Who speaks for whom is decided in lotse.limits, by LOTSE_TRUSTED_PROXIES alone.
            proxy_headers=False,
            timeout_graceful_shutdown=_DRAIN,
            timeout_keep_alive=_KEEP_ALIVE,
        )
    )


async def _serve(server: uvicorn.Server, listening: socket.socket, lotse: Lotse) -> None:
    """Serve until told to stop; when the server ends by itself, everything does."""

    async def stop() -> None:
        await lotse.stop.wait()
        server.should_exit = True

    stopping = asyncio.create_task(stop())
    try:
        await server.serve(sockets=[listening])
    finally:
        stopping.cancel()
        lotse.stop.set()


async def _started(server: uvicorn.Server) -> None:
    while not server.started and not server.should_exit:  # noqa: ASYNC110 - it tells by flag
        await asyncio.sleep(0.01)


def _listen(host: str, port: int, setting: str = "LOTSE_PORT") -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise SettingsError(
            f"Cannot listen on {host}:{port}: {error.strerror}. Set {setting} to a free port."
        ) from error
