"""The front door: HTTP and sockets; wiring only, no rule of the helpline stands here."""

import asyncio
import contextlib
import functools
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Response
from fastapi.responses import FileResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Mount, Route, Router
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Send

from app import api, wiring
from app.calls.jobs import run_routing
from app.calls.journal import Journal
from app.calls.levels import Published
from app.calls.replay import run_journal
from app.core import errors, garbage
from app.core.db import Database
from app.core.settings import Settings
from app.dispatch import watched
from app.dispatch.drill_endpoints import pages as drill_pages
from app.dispatch.link import router as link_router
from app.dispatch.roll import run_roll
from app.geo.lookup import gazetteer
from app.realtime.live import Live
from app.reference import add_reference
from app.staff.auth import open_to_anyone
from app.telephony.twilio.webhooks import Webhooks

WEB = Path(__file__).resolve().parents[1] / "web"
READY_SECONDS = 2
READ_PLACES_AFTER = 2.0
LARGEST_BODY = 256 * 1024
"""Of any request; webhooks have a smaller limit of their own, which also counts refusals."""
Scope = MutableMapping[str, Any]

POLICY = (
    "default-src 'self'; img-src 'self' data:; "
    "style-src 'self'; script-src 'self'; connect-src 'self'{connect}; {media}"
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
)
OTHER_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(self)"),
]


class _FrontDoor(FastAPI):
    """Hands the provider's webhooks to their own routes before anything that only people need.

    They don't know of this app: the router then answers 404 and 405 by itself, where it would else
    raise what nobody here catches.
    """

    hooks: Router

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("/telephony/"):
            scope["app"] = self
            try:
                await self.hooks(scope, receive, send)
            except HTTPException as refused:  # no such address, or not by that method
                answer = Response(status_code=refused.status_code, headers=refused.headers)
                await answer(scope, receive, send)
            return
        await super().__call__(scope, receive, send)


def create_app(settings: Settings, database_url: str) -> FastAPI:
    """The whole web process for one database; nothing connects before the first need."""
    database = Database(database_url, settings.database_pool)
    live = Live(database, settings)
    journal = Journal(settings.var_dir / "journal")

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        stop = asyncio.Event()
        database.bell.start()
        await live.start()
        routing = asyncio.create_task(
            run_routing(
                database,
                settings.ring_seconds,
                stop,
                settings.link_lost_seconds,
                wiring.pace(settings),
            )
        )
        kept = asyncio.create_task(run_journal(database, journal, stop))
        kept_at_hand = asyncio.create_task(_keep_at_hand(database, stop))
        yield
        stop.set()
        await live.stop()
        for task in (kept_at_hand, routing, kept):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        journal.close()
        await database.close()

    app = _FrontDoor(
        title="Helpline 1098",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        strict_content_type=False,
        max_body_size=LARGEST_BODY,
        generate_unique_id_function=api.operation_id,
        telemetry={"logs": False},  # its log lines carry what people typed
    )
    app.state.settings, app.state.database = settings, database
    app.state.softphone = wiring.softphone(settings)
    app.state.capabilities = wiring.capabilities()
    app.state.push_key = functools.partial(wiring.push_key, settings)
    errors.install(app)
    app.include_router(api.router(), prefix=api.PREFIX)
    app.include_router(link_router)
    app.include_router(drill_pages)
    app.include_router(live.router)
    hooks = Webhooks(settings, database, wiring.prompts(), journal).routes()
    hooks += wiring.text_reports(settings, database)
    app.router.routes.extend(hooks)  # only to be listed: _FrontDoor takes them before
    app.hooks = Router(hooks, redirect_slashes=False)
    add_reference(app)
    _add_health(app, database)
    _add_web(app)
    telephone = wiring.softphone_address() if app.state.softphone else None
    app.add_middleware(_SecurityHeaders, headers=security_headers(telephone))
    return app


async def _keep_at_hand(database: Database, stop: asyncio.Event) -> None:
    """Read the gazetteer before somebody's first search, but after the start; then the roll."""
    await asyncio.sleep(READ_PLACES_AFTER)
    with garbage.paused(), _giving_way():
        await asyncio.to_thread(lambda: gazetteer().be_searchable())
    await run_roll(database, stop)


@contextlib.contextmanager
def _giving_way() -> Iterator[None]:
    """A thread at work gives way to the event loop ten times sooner than it does by itself.

    A webhook wakes some twenty times before it is answered, and by default each of those may wait
    5 ms for whoever reads a million lines.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(usual / 10)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def security_headers(telephone: str | None) -> list[tuple[bytes, bytes]]:
    """The headers every page needs; `telephone`: the one other address its voice may go to."""
    connect = f" {telephone}" if telephone else ""
    media = "media-src 'self' mediastream:; " if telephone else ""
    policy = POLICY.format(connect=connect, media=media).encode()
    return [(b"content-security-policy", policy), *OTHER_HEADERS]


class _SecurityHeaders:
    """Puts the headers every page needs on every HTTP answer that doesn't bring its own."""

    def __init__(
        self, app: Callable[..., Awaitable[None]], headers: list[tuple[bytes, bytes]]
    ) -> None:
        self._app = app
        self._headers = headers

    async def __call__(
        self, scope: Scope, receive: Callable[..., Any], send: Callable[..., Awaitable[None]]
    ) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/telephony/"):
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Scope) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                extra = [pair for pair in self._headers if pair[0] not in present]
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _add_health(app: FastAPI, database: Database) -> None:
    anybody = [open_to_anyone("health.see")]

    @app.get("/healthz", include_in_schema=False, dependencies=anybody)
    async def alive() -> dict[str, str]:
        """The process runs."""
        return {"status": "alive"}

    @app.get("/readyz", include_in_schema=False, dependencies=anybody)
    async def ready(response: Response) -> dict[str, str]:
        """Able to take calls: the database answers. `ladders` says if the auditor lives."""
        try:
            async with asyncio.timeout(READY_SECONDS), database.engine.connect() as connection:
                await connection.execute(text("SELECT version_num FROM alembic_version"))
        except Exception as error:
            response.status_code = 503
            return {"status": "not ready", "why": f"database: {type(error).__name__}"}
        return {"status": "ready", "ladders": await watched.ladders(database)}

    levels = Published(database)

    @app.get("/metrics", include_in_schema=False, dependencies=anybody)
    async def metrics() -> Response:
        """Prometheus."""
        await asyncio.gather(levels.refresh(), watched.ladders(database))
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _add_web(app: FastAPI) -> None:
    """The two built apps: hashed files, and one page for every address inside an app."""
    console, field = WEB / "console" / "dist", WEB / "field" / "dist"
    for prefix, folder in (("/field", field), ("", console)):
        files = StaticFiles(directory=folder / "assets", check_dir=False)
        app.router.routes.append(Mount(f"{prefix}/assets", files))
        app.router.routes.append(Route(f"{prefix}/icon.svg", _file(folder / "icon.svg")))
    for name in ("sw.js", "manifest.webmanifest", "icon-192.png", "icon-512.png"):
        app.router.routes.append(Route(f"/field/{name}", _file(field / name)))
    app.router.routes.append(Route("/field{path:path}", _page(field)))
    for path in (
        "/",
        "/sign-in",
        "/board",
        "/measures",
        "/reports",
        "/targets",
        "/roster",
        "/directory{path:path}",
        "/centre{path:path}",
        "/stays{path:path}",
        "/services",
        "/street",
        "/sessions",
        "/committees{path:path}",
        "/meetings{path:path}",
        "/training{path:path}",
        "/outreach",
        "/referrals",
        "/forecast",
        "/cases{path:path}",
        "/cash{path:path}",
        "/forms{path:path}",
        "/incidents/{id}/forms",
        "/incidents/{id}",
    ):
        app.router.routes.append(Route(path, _page(console)))


def _page(folder: Path) -> Callable[[Request], Awaitable[Response]]:
    return _file(folder / "index.html", "The web apps are not built: run `make setup`.")


def _file(
    path: Path, otherwise: str = "There is no such file."
) -> Callable[[Request], Awaitable[Response]]:
    async def send(_: Request) -> Response:
        if not await asyncio.to_thread(path.exists):
            return Response(otherwise, status_code=404)
        return FileResponse(path, headers={"cache-control": "no-cache"})

    return send
