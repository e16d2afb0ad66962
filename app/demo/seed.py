"""Fills a database: reference data anywhere, and the invented people of the demo only there."""

import asyncio
import random
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.form_seed import sync_forms
from app.cases.programmes import sync_programmes
from app.core.db import Database
from app.core.settings import Settings
from app.demo import freshness, people
from app.demo.people import POSTS, DemoWorker
from app.demo.posts import add_posts
from app.demo.roster import add_roster
from app.directory import published, published_load
from app.directory import service as directory
from app.directory.load import centres
from app.directory.mahallas import sync_mahallas
from app.geo.load import mahallas, places
from app.geo.lookup import gazetteer
from app.programmes.cash.versions import sync_scheme
from app.residence import building
from app.staff import service as staff
from app.staff.duty import move_duty
from app.staff.models import Staff

DEMO_CENTRE = "SRTRCCR-DHA"
DEMO_BEDS = 3
"""Invented: how many beds the demo's centre has, all of them free in the beginning."""


async def sync_reference(database: Database) -> bool:
    """Roles, forms, programmes, places, centres as the files have them; says if any was to be done.

    The digest of the files stands as the comment of the table of places.
    """
    digest = await asyncio.to_thread(freshness.digest)
    async with database.transaction() as session:
        await staff.sync_roles(session)
        await sync_forms(session)
        await sync_programmes(session)
        await sync_scheme(session)
        if await _stored_digest(session) == digest:
            return False
        await directory.sync_places(session, places())
        await directory.sync_centres(session, centres())
        await sync_mahallas(session, mahallas())
        await _sql(session, f"COMMENT ON TABLE place IS '{digest}'")
    return True


async def _stored_digest(session: AsyncSession) -> str | None:
    found = await _sql(session, "SELECT obj_description('place'::regclass)")
    stored: str | None = found.scalar_one_or_none()
    return stored


async def _sql(session: AsyncSession, statement: str) -> CursorResult[Any]:
    """One plain statement, which SQLModel's own `exec` does not take."""
    return await (await session.connection()).execute(text(statement))


async def seed_demo(database: Database, settings: Settings) -> bool:
    """The demo's people and their areas, once, and what was published. RuntimeError outside it."""
    if not settings.demo:
        raise RuntimeError("the demo's people exist only in the demo")
    async with database.transaction() as session:
        for history in published_load.histories():
            await published.load(session, published_load.totals(history), correct=True)
        if await _seeded(session):
            return False
        await _add_counsellors(session)
        districts = [place.code for place in places() if place.kind == "district"]
        for index, worker in enumerate((*people.WORKERS, *people.district_officers(districts))):
            await _add_worker(session, index, worker)
        await _add_centre(session)
        await add_posts(session)
        await add_roster(session, by=await _supervisor(session))
    return True


async def _supervisor(session: AsyncSession) -> UUID:
    name = next(one.name for one in people.STAFF if one.role == "supervisor")
    return (await session.exec(select(Staff.id).where(Staff.name == name))).one()


async def _seeded(session: AsyncSession) -> bool:
    found = await session.exec(select(Staff.id).where(Staff.name == people.STAFF[0].name))
    return found.first() is not None


async def _add_counsellors(session: AsyncSession) -> None:
    for one in people.STAFF:
        added = await staff.add_staff(
            session,
            name=one.name,
            display_bn=one.bn,
            display_en=one.en,
            role=one.role,
            password=people.PASSWORD,
            languages=one.languages,
            skills=one.skills,
        )
        if one.role == "counsellor":
            await _off_duty(session, added)


async def _off_duty(session: AsyncSession, one: Staff) -> None:
    """A duty row from the start, so that the board shows who is off."""
    await move_duty(session, one.id, "start")
    await move_duty(session, one.id, "end")


async def _add_worker(session: AsyncSession, index: int, one: DemoWorker) -> None:
    post_bn, post_en = POSTS[one.post]
    point = _office(one)
    worker = await directory.add_worker(
        session,
        code=one.code,
        name_bn=one.bn,
        name_en=one.en,
        post_bn=post_bn,
        post_en=post_en,
        gender=one.gender,
        languages=["bn"],
        phone=people.number(10, index + 1),
        on_duty=one.on_duty,
        capacity=one.capacity,
        lat=point[0],
        lon=point[1],
        location_basis="office",
    )
    for place in one.places:
        await directory.cover(session, place, worker_id=worker.id, rank=one.rank)
    if one in people.WORKERS:
        await staff.add_staff(
            session,
            name=one.code,
            display_bn=one.bn,
            display_en=one.en,
            role="worker",
            password=people.PASSWORD,
            worker_id=worker.id,
        )


def _office(one: DemoWorker) -> tuple[float, float]:
    """An invented office up to about 2 km from the middle of the worker's area (WGS 84)."""
    middle = gazetteer().point_of(one.places[0])
    assert middle is not None
    chance = random.Random(one.code)  # noqa: S311 (an invented office, nothing secret)
    return (
        round(middle.lat + chance.uniform(-0.018, 0.018), 4),
        round(middle.lon + chance.uniform(-0.018, 0.018), 4),
    )


async def _add_centre(session: AsyncSession) -> None:
    centre = await directory.centre_by_code(session, DEMO_CENTRE)
    assert centre is not None
    await directory.set_centre_phone(session, centre.id, people.number(20, 1))
    centre.capacity = DEMO_BEDS
    session.add(centre)
    for house in people.HOUSES:
        await building.add_house(session, centre.id, **house)
    await staff.add_staff(
        session,
        name="centre-1",
        display_bn=centre.name_bn,
        display_en=centre.name_en,
        role="centre",
        password=people.PASSWORD,
        centre_id=centre.id,
    )
