"""Verbs on the services that organisations give: entered, changed, ended; and who answers for one.

It knows nobody who receives one: that stands in cases.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.directory import hours, posts
from app.directory.models import Centre
from app.directory.offered_models import OfferedService
from app.directory.queries import HELD_NOW
from app.directory.states import CentreService
from app.geo.lookup import gazetteer


class ServiceNotFound(NotFound):
    """No such service in the directory."""

    code = "service_not_found"


class ServiceHasEnded(HelplineError):
    """The organisation does not give this service any more."""

    code = "service_has_ended"


async def offer(session: AsyncSession, said: Mapping[str, Any], by: UUID) -> OfferedService:
    """Enter a service. `said` has columns by name, `organisation` by its code, `centre` by its id.

    Raises InputIsInvalid.
    """
    owner = await posts.organisation_by_code(session, said["organisation"])
    if owner is None:
        raise InputIsInvalid("There is no organisation of that code.", field="organisation")
    made = OfferedService(
        organisation_id=owner.id,
        kind=CentreService(said["kind"]),
        name_bn=said["name_bn"],
        name_en=said["name_en"],
        changed_at=clock.now(),
        changed_by=by,
    )
    return await _put(session, made, said, by)


async def change(
    session: AsyncSession, offered_id: UUID, said: Mapping[str, Any], by: UUID
) -> OfferedService:
    """Change what is said of a service; whose and which it is stays.

    Raises ServiceNotFound, ServiceHasEnded, InputIsInvalid.
    """
    row = await get(session, offered_id, lock=True)
    if row.ended_at is not None:
        raise ServiceHasEnded("This service is not given any more: enter a new one.")
    return await _put(session, row, said, by)


async def end(session: AsyncSession, offered_id: UUID, by: UUID) -> OfferedService:
    """The service is not given any more; said again, nothing changes. Raises ServiceNotFound."""
    row = await get(session, offered_id, lock=True)
    if row.ended_at is None:
        row.ended_at = row.changed_at = clock.now()
        row.changed_by = by
        session.add(row)
        await session.flush()
    return row


async def get(session: AsyncSession, offered_id: UUID, *, lock: bool = False) -> OfferedService:
    """One service, ended or not. Raises ServiceNotFound."""
    row = await session.get(OfferedService, offered_id, with_for_update=lock or None)
    if row is None:
        raise ServiceNotFound("There is no such service in the directory.")
    return row


_AS_SAID: Final = ("name_bn", "name_en", "gender", "age_from", "age_to", "capacity")


async def _put(
    session: AsyncSession, row: OfferedService, said: Mapping[str, Any], by: UUID
) -> OfferedService:
    for name in _AS_SAID:
        if name in said:
            setattr(row, name, said[name])
    if row.age_from is not None and row.age_to is not None and row.age_from > row.age_to:
        raise InputIsInvalid("The ages must begin with the lower one.", field="age_from")
    if "places" in said:
        row.places = _areas(said["places"])
    if "hours" in said:
        row.hours = _hours(said["hours"])
    if "centre" in said:
        row.centre_id = await _centre(session, said["centre"])
    row.changed_at, row.changed_by = clock.now(), by
    session.add(row)
    await session.flush()
    return row


def _areas(places: Sequence[str]) -> list[str]:
    if any(gazetteer().get(place) is None for place in places):
        raise InputIsInvalid("There is no such place in the gazetteer.", field="places")
    return sorted(set(places))


def _hours(said: str | None) -> str | None:
    try:
        return hours.written(said) if said is not None else None
    except hours.HoursAreBad as error:
        raise InputIsInvalid(f"These are no opening hours: {error}.", field="hours") from error


async def _centre(session: AsyncSession, centre_id: UUID | None) -> UUID | None:
    if centre_id is not None and await session.get(Centre, centre_id) is None:
        raise InputIsInvalid("There is no such centre.", field="centre")
    return centre_id


def around(places: Sequence[str]) -> list[str] | None:
    """These places, all that lies in them and all they lie in; None: the whole country."""
    known = gazetteer()
    found = {
        code
        for place in places
        if known.get(place) is not None
        for code in (*known.containers(place), *known.inside(place))
    }
    return sorted(found) if places else None


_OF_WORKERS: Final = f"""
SELECT staff.id, staff.role FROM staff JOIN holding USING (worker_id)
JOIN post ON post.id = post_id
WHERE staff.active AND organisation_id = $1 AND {HELD_NOW.format(at="$2")}
    AND ($3::text[] IS NULL OR seat = ANY($3))
"""
_OF_CENTRES: Final = """
SELECT staff.id, staff.role FROM staff JOIN centre ON centre.id = staff.centre_id
WHERE staff.active AND CASE WHEN $2::uuid IS NOT NULL THEN centre.id = $2
    ELSE organisation_id = $1 AND ($3::text[] IS NULL OR place = ANY($3)) END
"""


async def people_of(session: AsyncSession, row: OfferedService) -> dict[UUID, str]:
    """Who answers for a service, with their roles.

    Whoever holds a post of the organisation, seated around its places; and the staff of the centre
    that gives it, or of the organisation's centres around there where no centre is named.
    """
    near = around(row.places)
    found = [
        *await fetch(session, _OF_WORKERS, row.organisation_id, clock.now(), near),
        *await fetch(session, _OF_CENTRES, row.organisation_id, row.centre_id, near),
    ]
    return {one["id"]: one["role"] for one in found}


_SEATS: Final = f"""
SELECT organisation_id, seat AS place, NULL::uuid AS centre_id FROM holding
JOIN post ON post.id = post_id
WHERE worker_id = $1 AND organisation_id IS NOT NULL AND {HELD_NOW.format(at="$3")}
UNION ALL SELECT organisation_id, place, id FROM centre WHERE id = $2
"""
_ANSWERS_FOR: Final = """
SELECT id FROM offered_service
WHERE CASE WHEN $3::uuid IS NOT NULL AND centre_id IS NOT NULL THEN centre_id = $3
    ELSE organisation_id = $1 AND (places = '{}' OR places && $2::text[]) END
"""


async def answers_for(
    session: AsyncSession, worker_id: UUID | None, centre_id: UUID | None
) -> set[UUID]:
    """The services somebody answers for now, by the posts he or she holds, or the centre."""
    found: set[UUID] = set()
    for seat in await fetch(session, _SEATS, worker_id, centre_id, clock.now()):
        near = around([seat["place"]] if seat["place"] else [])
        rows = await fetch(
            session, _ANSWERS_FOR, seat["organisation_id"], near or [], seat["centre_id"]
        )
        found |= {row["id"] for row in rows}
    return found
