"""The routes of dispatch over real HTTP messages, and people signed in there; holds no test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache
from uuid import UUID

import httpx
from fastapi import FastAPI
from starlette.datastructures import State

from app.cases import endpoints as cases
from app.cases import exclusion_endpoints as exclusions
from app.core import clock, errors
from app.directory import endpoints as directory
from app.dispatch import (
    channel_endpoints,
    check_in_endpoints,
    drill_endpoints,
    endpoints,
    field_endpoints,
    hand_off_endpoints,
    link,
    unmet_endpoints,
    visit_endpoints,
)
from app.staff import endpoints as staff
from app.staff.auth import cookie_name, new_token
from app.staff.models import StaffSession
from tests.dispatch.world import World


def make_app(world: World) -> FastAPI:
    """A process of its own, to which more may be added."""
    return _of(world, _routes())


def _of(world: World, app: FastAPI) -> FastAPI:
    app.state = State()
    app.state.settings, app.state.database = world.settings, world.database
    return app


@cache
def _known_routes() -> FastAPI:
    """Made once: a process keeps what is its own in its state, and routes take long to make."""
    return _routes()


def _routes() -> FastAPI:
    app = FastAPI()
    errors.install(app)
    app.include_router(cases.router, prefix="/api/v1")
    app.include_router(exclusions.router, prefix="/api/v1")
    app.include_router(endpoints.router, prefix="/api/v1")
    app.include_router(channel_endpoints.router, prefix="/api/v1")
    app.include_router(hand_off_endpoints.router, prefix="/api/v1")
    app.include_router(unmet_endpoints.router, prefix="/api/v1")
    app.include_router(field_endpoints.router, prefix="/api/v1")
    app.include_router(check_in_endpoints.router, prefix="/api/v1")
    app.include_router(visit_endpoints.router, prefix="/api/v1")
    app.include_router(directory.router, prefix="/api/v1")
    app.include_router(staff.router, prefix="/api/v1")
    app.include_router(link.router)
    app.include_router(drill_endpoints.pages)
    return app


@asynccontextmanager
async def browser(world: World, app: FastAPI | None = None) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app or _of(world, _known_routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://helpline.test") as client:
        yield client


async def cookie_of(world: World, staff_id: UUID, app: str) -> dict[str, str]:
    """The header of somebody who has signed in."""
    token, digest = new_token()
    now = clock.now()
    async with world.database.transaction() as session:
        session.add(
            StaffSession(
                token_digest=digest,
                staff_id=staff_id,
                app=app,
                started_at=now,
                ends_at=now + timedelta(hours=12),
            )
        )
    return {"cookie": f"{cookie_name(app, world.settings.public_port)}={token}"}


async def worker_cookie(world: World, at: int) -> dict[str, str]:
    """The header of the account of one of the world's workers."""
    return await field_cookie(world, world.workers[at].id, f"worker-{at}")


async def field_cookie(world: World, worker_id: UUID, name: str) -> dict[str, str]:
    """The header of an account, made for it, of any worker."""
    async with world.database.transaction() as session:
        person = await world.add_staff(session, name, "worker", worker_id=worker_id)
    return await cookie_of(world, person.id, "field")
