"""Verbs on one centre: what it is, whom it takes in, when it is open, and its sealed address.

Places for children are counted in residence; who is ranked is decided in dispatch.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.directory import hours, posts
from app.directory.models import AddressChange, AddressLook, Admits, Centre, CentreAddress
from app.directory.states import AddressChanged, LookReason
from app.geo.lookup import gazetteer

OLDEST: Final = 25
"""Years: nobody older is a child, or a young adult who grew up in a centre."""
BY_HAND: Final = "directory"
"""What stands as the source of a centre that somebody changed: no file of ours overwrites it."""
_BASIS: Final = {"district": "district point", "thana": "thana", "upazila": "upazila"}


class CentreNotFound(NotFound):
    """No such centre, or not one this person may know of."""

    code = "centre_not_found"


class NoAddress(HelplineError):
    """Nobody has entered the address of this centre."""

    status = HTTPStatus.NOT_FOUND
    code = "no_address"


async def change(
    session: AsyncSession, centre_id: UUID, said: Mapping[str, Any], source: str = BY_HAND
) -> list[str]:
    """Set what is said of a centre; give the names of what has changed by it.

    `said` has columns of the table by name, `organisation` by its code, `hours` as somebody wrote
    them; `source` is where it comes from. Raises CentreNotFound, InputIsInvalid.
    """
    centre = await session.get(Centre, centre_id, with_for_update={"key_share": True})
    if centre is None:
        raise CentreNotFound("There is no such centre.")
    changed = await put(session, centre, said)
    if changed:
        centre.source = source
        await session.flush()
    return changed


async def put(session: AsyncSession, centre: Centre, said: Mapping[str, Any]) -> list[str]:
    """The same for a row in hand, new or known. Raises InputIsInvalid."""
    values = dict(said)
    if "organisation" in values:
        values["organisation_id"] = await _organisation(session, values.pop("organisation"))
    if values.get("hours") is not None:
        values["hours"] = _hours(values["hours"])
    if values.get("place") is not None and gazetteer().get(values["place"]) is None:
        raise InputIsInvalid("There is no such place in the gazetteer.", field="place")
    if "services" in values:
        values["services"] = sorted(set(values["services"] or ()))
    if "admits" in values:
        values["admits"] = Admits(values["admits"])
    changed = [name for name, value in values.items() if getattr(centre, name) != value]
    for name in changed:
        setattr(centre, name, values[name])
    _check_ages(centre)
    if "place" in changed or centre.lat is None:
        _stand_in(centre)
    session.add(centre)
    return sorted(changed)


async def _organisation(session: AsyncSession, code: str | None) -> UUID | None:
    if code is None:
        return None
    found = await posts.organisation_by_code(session, code)
    if found is None:
        raise InputIsInvalid("There is no organisation of that code.", field="organisation")
    return found.id


def _hours(said: str) -> str:
    try:
        return hours.written(said)
    except hours.HoursAreBad as error:
        raise InputIsInvalid(f"These are no opening hours: {error}.", field="hours") from error


def _check_ages(centre: Centre) -> None:
    first, last = centre.age_from, centre.age_to
    if any(age is not None and not 0 <= age <= OLDEST for age in (first, last)):
        raise InputIsInvalid(f"Ages are years from 0 to {OLDEST}.", field="age_to")
    if first is not None and last is not None and first > last:
        raise InputIsInvalid("The ages must begin with the lower one.", field="age_from")


def _stand_in(centre: Centre) -> None:
    """Distances count from the point of the area, never from an address."""
    point = gazetteer().point_of(centre.place) if centre.place else None
    if point is None:
        centre.lat = centre.lon = centre.location_basis = None
        return
    of = gazetteer().get(point.basis)
    centre.lat, centre.lon = point.lat, point.lon
    centre.location_basis = _BASIS.get(of.kind, "locality") if of else None


async def set_address(
    session: AsyncSession, centre_id: UUID, address: str | None, *, by: UUID | None
) -> None:
    """Seal the address of a centre, or take it away; who did which and when is kept with it.

    `by` is None for the command on the server. What changes nothing is not noted. Raises
    CentreNotFound, InputIsInvalid.
    """
    if await session.get(Centre, centre_id, with_for_update={"key_share": True}) is None:
        raise CentreNotFound("There is no such centre.")
    wanted = address.strip() if address is not None else None
    if wanted == "":
        raise InputIsInvalid("Write the address, or take it away.", field="address")
    row = await session.get(CentreAddress, centre_id, populate_existing=True)
    change = await _put_address(session, centre_id, row, wanted)
    if change is not None:
        noted = AddressChange(centre_id=centre_id, staff_id=by, at=clock.now(), change=change)
        session.add(noted)
        await session.flush()


async def _put_address(
    session: AsyncSession, centre_id: UUID, row: CentreAddress | None, wanted: str | None
) -> AddressChanged | None:
    if row is None:
        if wanted is None:
            return None
        session.add(CentreAddress(centre_id=centre_id, address=wanted))
        return AddressChanged.ENTERED
    if wanted is None:
        await session.delete(row)
        return AddressChanged.TAKEN_AWAY
    if row.address == wanted:
        return None
    row.address = wanted
    session.add(row)
    return AddressChanged.CHANGED


async def look(session: AsyncSession, centre_id: UUID, by: UUID, reason: LookReason) -> str:
    """The address of a centre; that somebody looked, and why, is kept with it.

    Raises CentreNotFound, NoAddress.
    """
    if await session.get(Centre, centre_id) is None:
        raise CentreNotFound("There is no such centre.")
    row = await session.get(CentreAddress, centre_id)
    if row is None:
        raise NoAddress("Nobody has entered the address of this centre.")
    noted = AddressLook(centre_id=centre_id, staff_id=by, at=clock.now(), reason=reason)
    session.add(noted)
    await session.flush()
    return row.address


_NOTED: Final = """
SELECT staff_id, at, reason, NULL AS change FROM address_look WHERE centre_id = $1
UNION ALL SELECT staff_id, at, NULL, change FROM address_change WHERE centre_id = $1
ORDER BY at DESC LIMIT $2
"""


async def looks(session: AsyncSession, centre_id: UUID, most: int) -> list[Mapping[str, Any]]:
    """Who looked at the address of a centre or changed it, the last first. Raises CentreNotFound.

    Of each `staff_id` (None: the command on the server), `at`, and either `reason` or `change`.
    """
    if await session.get(Centre, centre_id) is None:
        raise CentreNotFound("There is no such centre.")
    return list(await fetch(session, _NOTED, centre_id, most))
