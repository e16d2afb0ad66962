"""A child who stays: what is written down at the door, another bed, the end; they flush only.

Locks in the order incident, centre (design §4). Words about a child are sealed under its
incident's key; events and the timeline hold codes and ids.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_told
from app.cases import service as cases
from app.cases.access import SystemReason, for_system, keys_for
from app.cases.models import Incident
from app.cases.sealed import DataIsErased
from app.cases.timeline import SYSTEM, Actor, tell
from app.core import clock, security
from app.core.audience import about
from app.core.errors import HelplineError, NotFound
from app.residence import stay_dues
from app.residence.events import StayEnded, StayMoved
from app.residence.guests import guest_of_stay
from app.residence.models import Stay
from app.residence.queries import free_beds
from app.residence.service import lock_beds, must_be_free
from app.residence.states import Left
from app.residence.stay_clock import HEALTH_CHECK_WITHIN, Due
from app.residence.whereabouts import settle

RESIDENCE: Final = "residence"
"""The kind of party a centre is while a child of the incident stays there."""
STILL_WRITTEN: Final = timedelta(days=7)
"""So long after a child has left what is missing of its stay may still be written down."""


class StayNotFound(NotFound):
    """No such stay, or not in this person's centre."""

    code = "stay_not_found"


class StayIsOver(HelplineError):
    """The child has left already."""

    code = "stay_is_over"


async def begin(
    session: AsyncSession, stay: Stay, incident: Incident, notes: Mapping[str, Any]
) -> None:
    """The centre has its share of a locked incident from now on; `notes` are kept sealed.

    The clock of the stay runs, and the health check is due.
    """
    await cases.add_party(session, incident, RESIDENCE, stay.centre_id)
    stay.sealed_by = incident.id
    if notes:
        said = json.dumps(notes, ensure_ascii=False)
        stay.notes = await seal(session, stay, said, place_of(stay, "notes"))
    session.add(stay)
    await session.flush()
    await stay_dues.owe(session, stay, Due.STAY_ENDS, stay.ends_at)
    await stay_dues.owe(session, stay, Due.HEALTH_CHECK, stay.arrived_at + HEALTH_CHECK_WITHIN)
    await case_told.tell_cases(session, stay.child_id, "began", stay.centre_id, stay.recorded_by)


async def move(
    session: AsyncSession, centre_id: UUID, stay_id: UUID, bed_id: UUID, by: UUID
) -> None:
    """The child sleeps in another free bed of the same centre from now on; repeatable.

    Raises StayNotFound, StayIsOver, BedIsTaken, HouseIsForOthers, InputIsInvalid.
    """
    stay, incident = await present(session, centre_id, stay_id)
    guest = await guest_of_stay(session, stay)
    await lock_beds(session, centre_id)
    if stay.bed_id == bed_id:
        return
    free = await free_beds(session, centre_id)
    await must_be_free(session, centre_id, free, bed_id, guest.sex)
    stay.bed_id = bed_id
    await told(session, stay, incident, StayMoved, by, bed_id=bed_id)


async def leave(
    session: AsyncSession,
    centre_id: UUID,
    stay_id: UUID,
    reason: Left,
    to: str | None,
    by: UUID,
    *,
    at: datetime | None = None,
) -> None:
    """The child has left for `reason`, `to` where or whom (sealed); the bed is free. Repeatable.

    `at`: when it did, from its arrival on; now where that is None. Clocks, what was due, and what
    the child was enrolled in end with it. Raises StayNotFound, and
    StayIsOver when it was told with another reason.
    """
    stay, incident = await locked(session, centre_id, stay_id)
    if stay.left_at is not None:
        if stay.left_reason == reason:
            return
        raise StayIsOver(
            "It was written down already, with another reason, that the child left.",
            left_at=stay.left_at.isoformat(),
            legal=[],
        )
    await end(session, stay, incident, reason, to, by, at=at)


async def end(
    session: AsyncSession,
    stay: Stay,
    incident: Incident,
    reason: Left,
    to: str | None,
    by: UUID | None,
    *,
    at: datetime | None = None,
) -> None:
    """The end of a locked stay, whoever says so; `at` is not before its arrival."""
    await case_told.lock_cases(session, stay.child_id)
    await lock_beds(session, stay.centre_id)
    if to:
        stay.left_to = await seal(session, stay, to, place_of(stay, "left_to"))
    stay.left_at, stay.left_reason, stay.left_by = at or clock.now(), reason, by
    session.add(stay)
    await session.flush()
    await stay_dues.end_with_the_stay(session, stay, by)
    await told(session, stay, incident, StayEnded, by, reason=reason.value)
    if not await _another_stays(session, stay):
        await cases.end_party(session, incident, RESIDENCE, stay.centre_id)
    await case_told.tell_cases(session, stay.child_id, "ended", stay.centre_id, by)


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


async def told(
    session: AsyncSession,
    stay: Stay,
    incident: Incident,
    kind: Any,
    by: UUID | None,
    audience: Sequence[str] = (),
    /,
    **facts: Any,
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
    actor = Actor("staff", by) if by else SYSTEM
    await tell(session, incident, event, actor, [about("centre", stay.centre_id), *audience])


async def present(
    session: AsyncSession, centre_id: UUID | None, stay_id: UUID
) -> tuple[Stay, Incident]:
    """A locked stay of a child who is there. Raises StayNotFound, StayIsOver."""
    stay, incident = await locked(session, centre_id, stay_id)
    if stay.left_at is not None:
        raise StayIsOver(
            "The child has left: this can't be done any more.",
            left_at=stay.left_at.isoformat(),
            legal=[],
        )
    return stay, incident


def written_of(stay: Stay) -> bool:
    """Whether what happened during a stay may be written down still."""
    return stay.left_at is None or clock.now() <= stay.left_at + STILL_WRITTEN


async def still_written(
    session: AsyncSession, centre_id: UUID | None, stay_id: UUID
) -> tuple[Stay, Incident]:
    """A locked stay of which what happened may be written down. Raises StayNotFound, StayIsOver."""
    stay, incident = await locked(session, centre_id, stay_id)
    if stay.left_at is not None and not written_of(stay):
        raise StayIsOver(
            "The child has left more than a week ago: nothing more is written down of its stay.",
            left_at=stay.left_at.isoformat(),
            legal=[],
        )
    return stay, incident


async def locked(
    session: AsyncSession, centre_id: UUID | None, stay_id: UUID
) -> tuple[Stay, Incident]:
    """The stay and its incident, locked; one linked away meanwhile is followed. Raises.

    `centre_id`: whose stay it must be; None for whoever may see all.
    """
    while True:
        found = await session.get(Stay, stay_id, populate_existing=True)
        if found is None or centre_id not in (None, found.centre_id):
            raise StayNotFound("There is no such stay, or not in this centre.")
        incident = await for_system(
            session, found.incident_id, SystemReason.STAY_MOVED_ON, lock=True
        )
        stay = await session.get_one(Stay, stay_id, populate_existing=True)
        if stay.incident_id == incident.id:
            await settle(session, stay)
            return stay, incident


async def seal(session: AsyncSession, stay: Stay, plain: str, place: str) -> bytes:
    """Words about a child, sealed under the key of its stay. Raises DataIsErased."""
    if stay.sealed_by is None:
        stay.sealed_by = stay.incident_id
        session.add(stay)
    return security.seal(await key_of(session, stay), plain, place)


async def key_of(session: AsyncSession, stay: Stay) -> bytes:
    """The key under which the words of a stay are sealed. Raises DataIsErased."""
    owner = stay.sealed_by or stay.incident_id
    keys = await keys_for(session, [owner], SystemReason.STAY_MOVED_ON)
    if owner not in keys:
        raise DataIsErased("What was said here has been erased.")
    return keys[owner]


def place_of(stay: Stay, column: str) -> str:
    """What a sealed text of a stay is bound to."""
    return f"stay.{column}:{stay.id}"
