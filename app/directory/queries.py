"""Reads of the directory: names, numbers, seats, duty, places; who is near is in `nearby`."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch, fetch_value
from app.directory.contacts import address_of
from app.directory.models import Centre, Worker
from app.directory.states import Channel
from app.geo.lookup import gazetteer
from app.geo.mahallas import Met
from app.geo.place import Place

Row = dict[str, Any]
HELD_NOW: Final = "starts_at <= {at} AND (ends_at IS NULL OR ends_at > {at})"
_POSTS = f"""
SELECT DISTINCT ON (worker_id) worker_id, post.kind, name_bn, name_en
FROM holding JOIN post ON post.id = post_id
WHERE worker_id = ANY($1::uuid[]) AND {HELD_NOW.format(at="$2::timestamptz")}
ORDER BY worker_id, holding.kind DESC, starts_at, post.code
"""
_RESPONDERS = """
SELECT id, name_bn, name_en FROM worker WHERE id = ANY($1)
UNION ALL SELECT id, name_bn, name_en FROM centre WHERE id = ANY($1)
"""


_IS_RESPONDER = {
    "worker": "SELECT true FROM worker WHERE id = $1",
    "centre": "SELECT true FROM centre WHERE id = $1",
}


async def is_responder(session: AsyncSession, kind: str, ref: UUID) -> bool:
    """Whether `ref` is a worker or centre, as `kind` says."""
    asked = _IS_RESPONDER.get(kind)
    return asked is not None and bool(await fetch_value(session, asked, ref))


async def responder_names(
    session: AsyncSession, ids: Collection[UUID]
) -> dict[UUID, dict[str, str]]:
    """Names of workers and centres in both languages, by id; unknown ids are left out."""
    if not ids:
        return {}
    rows = await fetch(session, _RESPONDERS, list(ids))
    return {id_: {"bn": name_bn, "en": name_en} for id_, name_bn, name_en in rows}


async def phone_of(session: AsyncSession, kind: str, responder_id: UUID) -> str | None:
    """The verified number of a worker or centre for texts, for the one about to be sent."""
    return await address_of(session, kind, responder_id, Channel.TEXT)


async def seats_of(
    session: AsyncSession, centre_ids: Collection[UUID]
) -> dict[UUID, tuple[int | None, str | None]]:
    """How many beds centres have, None where nobody has said, and for whom (boys, girls …)."""
    seats = "SELECT id, capacity, intake_gender FROM centre WHERE id = ANY($1::uuid[])"
    found = await fetch(session, seats, list(centre_ids))
    return {row["id"]: (row["capacity"], row["intake_gender"]) for row in found}


async def centre_place(session: AsyncSession, centre_id: UUID) -> str | None:
    """The place a centre stands in; None where nobody has said."""
    place: str | None = await fetch_value(
        session, "SELECT place FROM centre WHERE id = $1", centre_id
    )
    return place


async def on_duty(session: AsyncSession, kind: str, responder_id: UUID) -> bool:
    """Whether a worker is on duty, or a centre operates, at this moment."""
    if kind == "worker":
        found = await session.exec(select(Worker.on_duty).where(Worker.id == responder_id))
    else:
        found = await session.exec(select(Centre.operating).where(Centre.id == responder_id))
    return bool(found.first())


async def on_duty_among(session: AsyncSession, worker_ids: Collection[UUID]) -> set[UUID]:
    """Which of these workers are on duty at this moment."""
    if not worker_ids:
        return set()
    wanted = select(Worker.id).where(col(Worker.id).in_(worker_ids), col(Worker.on_duty).is_(True))
    return set(await session.exec(wanted))


async def _posts(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """The post each of these workers holds now; of several the one appointed to first."""
    return {row["worker_id"]: row for row in await fetch(session, _POSTS, list(ids), clock.now())}


_UNREACHABLE: Final = """
SELECT worker.id, worker.code, name_bn, name_en, post_bn, post_en, duty_at, version
FROM worker WHERE on_duty AND phone IS NULL AND ($1::uuid[] IS NULL OR id = ANY($1))
    AND NOT EXISTS (SELECT FROM contact WHERE worker_id = worker.id
        AND channel IN ('text', 'voice') AND verified_at IS NOT NULL)
ORDER BY code
"""


async def unreachable_rows(
    session: AsyncSession, ids: Collection[UUID] | None = None
) -> dict[UUID, Row]:
    """Workers on duty whom no text and no call can reach, by id, as the board shows them."""
    found = await fetch(session, _UNREACHABLE, None if ids is None else list(ids))
    posts = await _posts(session, [row["id"] for row in found])
    return {row["id"]: _unreachable(row, posts.get(row["id"])) for row in found}


def _unreachable(worker: Mapping[str, Any], post: Mapping[str, Any] | None) -> Row:
    since = worker["duty_at"]
    return {
        "id": str(worker["id"]),
        "code": worker["code"],
        "name": {"bn": worker["name_bn"], "en": worker["name_en"]},
        "post": {
            "bn": post["name_bn"] if post else worker["post_bn"],
            "en": post["name_en"] if post else worker["post_en"],
        },
        "since": since.isoformat() if since else None,
        "version": worker["version"],
    }


def place_row(code: str | None) -> Row | None:
    """A place as screens get it: names, path, own point; None when the code is unknown."""
    places = gazetteer()
    place = places.get(code) if code is not None else None
    if place is None:
        return None
    path = places.path(place.code)
    note = {"bn": place.note_bn or place.note_en, "en": place.note_en} if place.note_en else None
    return {
        "code": place.code,
        "kind": place.kind,
        "name": {"bn": place.name_bn or place.name_en, "en": place.name_en},
        "path": {"bn": path.bn, "en": path.en},
        "lat": place.lat,
        "lon": place.lon,
        "note": note,
    }


def met_row(met: Met) -> Row:
    """A place as an answer to words, with the mahalla whose name they are."""
    one = met.mahalla
    told = one and {"bn": one.name_bn, "en": one.name_en or one.name_bn}
    return {**found_row(met.found.place), "mahalla": told}


def found_row(place: Place) -> Row:
    """A place as an answer: with our own spelling of it, and by whose numbering a ward counts."""
    return {
        **(place_row(place.code) or {}),
        "our_spelling": place.spelling_bn,
        "ward": asdict(place.number) if place.number else None,
    }
