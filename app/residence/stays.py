"""A child who stays: what is written down at the door, another bed, the end; they flush only.

Locks in the order incident, centre (design §4). Words about a child are sealed under its
incident's key; events and the timeline hold codes and ids.
"""

import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import service as cases
from app.cases.access import (
    SystemReason,
    for_system,
    keys_for,
    told_for_matching,
)
from app.cases.models import Incident
from app.cases.sealed import DataIsErased
from app.cases.timeline import Actor, tell
from app.core import clock, security
from app.core.audience import about
from app.core.errors import HelplineError, NotFound
from app.residence.events import StayEnded, StayMoved
from app.residence.models import Stay
from app.residence.queries import free_beds
from app.residence.service import Guest, lock_beds, must_be_free
from app.residence.states import Left

RESIDENCE: Final = "residence"
"""The kind of party a centre is while a child of the incident stays there."""


class StayNotFound(NotFound):
    """No such stay, or not in this person's centre."""

    code = "stay_not_found"


class StayIsOver(HelplineError):
    """The child has left already."""

    code = "stay_is_over"


async def guest_of(session: AsyncSession, incident_id: UUID) -> Guest:
    """What decides where the child of this incident may sleep; `int` reads both digit sets."""
    incident = await for_system(session, incident_id, SystemReason.MATCHING)
    said = (await told_for_matching(session, incident)).answers
    age = said.get("child_age")
    return Guest(said.get("child_sex"), int(age) if age and age.strip().isdecimal() else None)


async def begin(
    session: AsyncSession, stay: Stay, incident: Incident, notes: Mapping[str, Any]
) -> None:
    """The centre has its share of a locked incident from now on; `notes` are kept sealed."""
    await cases.add_party(session, incident, RESIDENCE, stay.centre_id)
    if notes:
        stay.sealed_by = incident.id
        stay.notes = await _sealed(session, stay, "notes", json.dumps(notes, ensure_ascii=False))
    session.add(stay)
    await session.flush()


async def move(
    session: AsyncSession, centre_id: UUID, stay_id: UUID, bed_id: UUID, by: UUID
) -> None:
    """The child sleeps in another free bed of the same centre from now on; repeatable.

    Raises StayNotFound, StayIsOver, BedIsTaken, InputIsInvalid.
    """
    stay, incident = await _locked(session, centre_id, stay_id)
    if stay.left_at is not None:
        raise StayIsOver("The child has left: there is no bed to change.")
    guest = await guest_of(session, incident.id)
    await lock_beds(session, centre_id)
    if stay.bed_id == bed_id:
        return
    free = await free_beds(session, centre_id)
    await must_be_free(session, centre_id, free, bed_id, guest.sex)
    stay.bed_id = bed_id
    await _tell(session, stay, incident, StayMoved, by, bed_id=bed_id)


async def leave(
    session: AsyncSession, centre_id: UUID, stay_id: UUID, reason: Left, to: str | None, by: UUID
) -> None:
    """The child has left for `reason`, `to` where or whom (sealed); the bed is free. Repeatable.

    Raises StayNotFound, and StayIsOver when it was told with another reason.
    """
    stay, incident = await _locked(session, centre_id, stay_id)
    if stay.left_at is not None:
        if stay.left_reason == reason:
            return
        raise StayIsOver("It was written down already, with another reason, that the child left.")
    await lock_beds(session, centre_id)
    if to:
        stay.sealed_by = stay.sealed_by or incident.id
        stay.left_to = await _sealed(session, stay, "left_to", to)
    stay.left_at, stay.left_reason, stay.left_by = clock.now(), reason, by
    await _tell(session, stay, incident, StayEnded, by, reason=reason.value)
    if not await _another_stays(session, stay):
        await cases.end_party(session, incident, RESIDENCE, centre_id)


async def _another_stays(session: AsyncSession, stay: Stay) -> bool:
    found = await session.exec(
        select(Stay.id).where(
            Stay.incident_id == stay.incident_id,
            Stay.centre_id == stay.centre_id,
            Stay.id != stay.id,
            Stay.left_at == None,  # noqa: E711
        )
    )
    return found.first() is not None


async def _tell(
    session: AsyncSession, stay: Stay, incident: Incident, kind: Any, by: UUID, **facts: Any
) -> None:
    """On the timeline of the incident, to whoever is concerned, and to the centre."""
    stay.version += 1
    session.add(stay)
    await session.flush()
    event = kind(
        entity_id=stay.id,
        version=stay.version,
        incident_id=incident.id,
        centre_id=stay.centre_id,
        **facts,
    )
    await tell(session, incident, event, Actor("staff", by), [about("centre", stay.centre_id)])


async def _locked(session: AsyncSession, centre_id: UUID, stay_id: UUID) -> tuple[Stay, Incident]:
    """The stay and its incident, locked; one linked away meanwhile is followed. Raises."""
    while True:
        found = await session.get(Stay, stay_id, populate_existing=True)
        if found is None or found.centre_id != centre_id:
            raise StayNotFound("There is no such stay, or not in this centre.")
        incident = await for_system(
            session, found.incident_id, SystemReason.STAY_MOVED_ON, lock=True
        )
        stay = await session.get_one(Stay, stay_id, populate_existing=True)
        if stay.incident_id == incident.id:
            return stay, incident


async def _sealed(session: AsyncSession, stay: Stay, column: str, plain: str) -> bytes:
    assert stay.sealed_by is not None
    keys = await keys_for(session, [stay.sealed_by], SystemReason.STAY_MOVED_ON)
    if stay.sealed_by not in keys:
        raise DataIsErased("What was said here has been erased.")
    return security.seal(keys[stay.sealed_by], plain, place_of(stay, column))


def place_of(stay: Stay, column: str) -> str:
    """What a sealed text of a stay is bound to."""
    return f"stay.{column}:{stay.id}"
