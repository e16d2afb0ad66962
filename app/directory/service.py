"""Verbs of the directory: places, centres, workers and who answers where; it sends nobody."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import true
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.errors import InputIsInvalid
from app.directory.duty import set_duty as set_duty
from app.directory.load import CentreFact
from app.directory.models import Centre, Coverage, Worker
from app.geo.lookup import gazetteer
from app.geo.models import PlaceRow
from app.geo.place import Place

_FROM_FILE: Final = (
    "code",
    "name_en",
    "name_bn",
    "kind",
    "admits",
    "operating",
    "intake_gender",
    "capacity",
    "services",
    "hours",
    "lat",
    "lon",
    "location_basis",
    "place",
    "source",
)
RANKS: Final = ("primary", "backup")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


async def sync_places(session: AsyncSession, places: Iterable[Place]) -> None:
    """Bring the table of places up to date with the gazetteer, each given after its parent.

    Nothing is deleted: rows point at places. Repeatable; what has not changed is not written.
    """
    rows = [
        {
            "code": place.code,
            "kind": place.kind,
            "parent": place.parent,
            "name_en": place.name_en,
            "name_bn": place.name_bn,
            "lat": place.lat,
            "lon": place.lon,
        }
        for place in places
    ]
    await _upsert(session, PlaceRow, "code", rows)


async def sync_centres(session: AsyncSession, centres: Iterable[CentreFact]) -> None:
    """Bring the table of centres up to date with what the file knows; repeatable.

    A centre that somebody has changed since, by hand or by a table, keeps what was said of it. The
    number of a centre is in no file: it is entered after it has been verified, and stays.
    """
    rows = [
        {"id": uuid4(), **{name: getattr(centre, name) for name in _FROM_FILE}}
        for centre in centres
    ]
    await _upsert(session, Centre, "code", rows, keep=("id", "source"), owner="source")


async def _upsert(
    session: AsyncSession,
    model: type[SQLModel],
    key: str,
    rows: Sequence[dict[str, Any]],
    keep: Sequence[str] = (),
    owner: str | None = None,
) -> None:
    """Insert `rows`, or update those whose `key` is there already; columns in `keep` stay.

    With `owner`, only rows whose column of that name says what ours says are updated.
    """
    if not rows:
        return
    table = model.__table__  # type: ignore[attr-defined]
    statement = insert(table)
    changed = [name for name in rows[0] if name not in (key, *keep)]
    statement = statement.on_conflict_do_update(
        index_elements=[key],
        set_={name: statement.excluded[name] for name in changed},
        where=_differs(table, statement.excluded, changed)
        & (table.c[owner] == statement.excluded[owner] if owner else true()),
    )
    await (await session.connection()).execute(statement, list(rows))


def _differs(table: Any, excluded: Any, names: Sequence[str]) -> Any:
    tests = [table.c[name].is_distinct_from(excluded[name]) for name in names]
    any_of = tests[0]
    for test in tests[1:]:
        any_of = any_of | test
    return any_of


async def add_worker(
    session: AsyncSession,
    *,
    code: str,
    name_en: str,
    name_bn: str,
    post_en: str,
    post_bn: str,
    gender: str | None = None,
    languages: Sequence[str] = ("bn",),
    phone: str | None = None,
    on_duty: bool = False,
    capacity: int | None = None,
    lat: float | None = None,
    lon: float | None = None,
    location_basis: str | None = None,
) -> Worker:
    """Add a worker, or bring the one of this code up to date. Degrees are WGS 84.

    Raises InputIsInvalid for a number not in international form (E.164) or half a point.
    """
    if phone is not None and not _E164.fullmatch(phone):
        raise InputIsInvalid("Write the number as +880…, digits only.", field="phone")
    if (lat is None) != (lon is None):
        raise InputIsInvalid("A point needs latitude and longitude.", field="lat")
    worker = await worker_by_code(session, code) or Worker(
        code=code, name_en=name_en, name_bn=name_bn, post_en=post_en, post_bn=post_bn
    )
    worker.name_en, worker.name_bn = name_en, name_bn
    worker.post_en, worker.post_bn = post_en, post_bn
    worker.gender, worker.languages, worker.phone = gender, list(languages), phone
    worker.on_duty, worker.capacity = on_duty, capacity
    worker.lat, worker.lon, worker.location_basis = lat, lon, location_basis
    session.add(worker)
    await session.flush()
    return worker


async def worker_by_code(session: AsyncSession, code: str) -> Worker | None:
    """The worker of this code."""
    return (await session.exec(select(Worker).where(Worker.code == code))).first()


async def centre_by_code(session: AsyncSession, code: str) -> Centre | None:
    """The centre of this code."""
    return (await session.exec(select(Centre).where(Centre.code == code))).first()


async def lock_centre(session: AsyncSession, centre_id: UUID) -> None:
    """Hold on to a centre until the transaction ends; rows that only point at it go on."""
    await session.exec(
        select(Centre.id).where(Centre.id == centre_id).with_for_update(key_share=True)
    )


async def cover(
    session: AsyncSession,
    place: str,
    *,
    worker_id: UUID | None = None,
    centre_id: UUID | None = None,
    post_id: UUID | None = None,
    rank: str | None = "primary",
) -> bool:
    """A post, worker or centre answers for `place` from now on, primary or backup; repeatable.

    Says whether that is new. Without a rank what is known keeps its own; what is new is primary.

    Raises InputIsInvalid for an unknown place or rank, or when not exactly one is named.
    """
    if gazetteer().get(place) is None:
        raise InputIsInvalid("There is no such place in the gazetteer.", field="place")
    if rank not in (*RANKS, None):
        raise InputIsInvalid(f"Choose one of: {', '.join(RANKS)}.", field="rank")
    if [worker_id, centre_id, post_id].count(None) != 2:
        raise InputIsInvalid("Name a post, a worker or a centre, and only one.", field="worker_id")
    found = await session.exec(
        select(Coverage).where(
            col(Coverage.worker_id).is_not_distinct_from(worker_id),
            col(Coverage.centre_id).is_not_distinct_from(centre_id),
            col(Coverage.post_id).is_not_distinct_from(post_id),
            Coverage.place == place,
        )
    )
    known = found.first()
    row = known or Coverage(worker_id=worker_id, centre_id=centre_id, post_id=post_id, place=place)
    row.rank = rank or row.rank
    session.add(row)
    await session.flush()
    return known is None


async def set_centre_phone(session: AsyncSession, centre_id: UUID, phone: str) -> None:
    """Enter a centre's number after it has been verified. Raises InputIsInvalid."""
    centre = await session.get(Centre, centre_id)
    if centre is None:
        raise InputIsInvalid("There is no such centre.", field="centre_id")
    if not _E164.fullmatch(phone):
        raise InputIsInvalid("Write the number as +880…, digits only.", field="phone")
    centre.phone = phone
    session.add(centre)
    await session.flush()
