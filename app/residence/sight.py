"""Opens what is written down of children who stay, on record; it changes nothing else."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason, keys_for, record_share, share_for_party
from app.cases.people_access import children_of
from app.cases.people_age import age_on, born_between
from app.cases.people_fields import AGE, BIRTH, SEX
from app.cases.people_record import CALLED, FROM_FORM, Said
from app.core import clock, security
from app.directory.queries import responder_names
from app.residence.guests import known_of
from app.residence.models import Stay
from app.residence.stays import RESIDENCE, StayNotFound, place_of

Row = dict[str, Any]
NOTHING: Final[Row] = {"condition": None, "brought_by": None, "items": None}


async def open_stay(session: AsyncSession, centre_id: UUID, stay_id: UUID, staff_id: UUID) -> Row:
    """What the centre may know of a child who stays there; that the person looked is recorded.

    Raises StayNotFound, also for a child who has left.
    """
    stay = await session.get(Stay, stay_id)
    if stay is None or stay.centre_id != centre_id or stay.left_at is not None:
        raise StayNotFound("There is no such stay, or not in this centre.")
    await record_share(session, stay.incident_id, staff_id, stay.id, "stay")
    said = await share_for_party(session, stay.incident_id, RESIDENCE, centre_id)
    return {
        "child": await _child(session, stay, said),
        "injured": said.get("injured"),
        **_notes(stay, await _keys(session, [stay])),
    }


async def _child(session: AsyncSession, stay: Stay, said: Mapping[str, str | None]) -> Row:
    """Who the child is by its own record; by the form, `said`, where that tells of no other one."""
    children = await children_of(session, stay.incident_id)
    alone = children == [stay.child_id] or (stay.child_id is None and len(children) < 2)
    typed = {part: said.get(f"child_{part}") if alone else None for part in ("age", "sex", "name")}
    if not said or stay.child_id is None:
        return typed
    known = await known_of(session, stay.child_id)
    names = [known[name].value for name in CALLED if name in known and known[name].value]
    noted = any(known[one].source != FROM_FORM for one in (BIRTH, AGE) if one in known)
    return {
        "age": _years(known) if noted or not typed["age"] else typed["age"],
        "sex": (known[SEX].value if SEX in known else None) or typed["sex"],
        "name": names[0] if names else typed["name"],
    }


def _years(known: Mapping[str, Said]) -> str | None:
    """From and to how many years the child is today by its record, one number if it is sure."""
    birth, age = (known[one].value if one in known else None for one in (BIRTH, AGE))
    span = born_between(birth, age)
    if span is None:
        return None
    least, most = age_on(span, clock.now().astimezone(clock.DHAKA).date())
    return str(least) if least == most else f"{least}–{most}"


async def stays_of(session: AsyncSession, incident_id: UUID) -> list[Row]:
    """Every stay of an incident that a person has opened just now, oldest first."""
    found = await session.exec(
        select(Stay).where(Stay.incident_id == incident_id).order_by(col(Stay.arrived_at))
    )
    stays = list(found)
    keys = await _keys(session, stays)
    names = await responder_names(session, {stay.centre_id for stay in stays})
    return [_past(stay, keys, names[stay.centre_id]) for stay in stays]


def _past(stay: Stay, keys: dict[UUID, bytes], centre: dict[str, str]) -> Row:
    return {
        "id": str(stay.id),
        "centre": centre,
        "arrived_at": stay.arrived_at.isoformat(),
        **_notes(stay, keys),
        "left_at": stay.left_at.isoformat() if stay.left_at else None,
        "left_reason": stay.left_reason,
        "left_to": _opened(stay, keys, "left_to"),
    }


def _notes(stay: Stay, keys: dict[UUID, bytes]) -> Row:
    said = _opened(stay, keys, "notes")
    return NOTHING if said is None else NOTHING | json.loads(said)


def _opened(stay: Stay, keys: dict[UUID, bytes], column: str) -> str | None:
    """A sealed text of a stay; None where nothing was written, or it was erased."""
    sealed: bytes | None = getattr(stay, column)
    key = keys.get(stay.sealed_by) if stay.sealed_by else None
    if sealed is None or key is None:
        return None
    return security.unseal(key, sealed, place_of(stay, column))


async def _keys(session: AsyncSession, stays: Iterable[Stay]) -> dict[UUID, bytes]:
    ids = {stay.sealed_by for stay in stays if stay.sealed_by is not None}
    return await keys_for(session, ids, SystemReason.SCREEN) if ids else {}
