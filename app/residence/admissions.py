"""Which child it is that comes to stay, and the admission at the desk; the verbs flush only.

One child stays in one place: where it is written down as staying elsewhere, whoever admits it is
asked whether it is that child. Decision 0052.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_told
from app.cases import service as cases
from app.cases.access import SystemReason, for_system
from app.cases.models import Channel, Incident, Urgency
from app.cases.people_access import children_of, same_child_as
from app.cases.sealed import another_child, child_of
from app.cases.timeline import Actor
from app.core import clock
from app.core.db import fetch_value
from app.core.errors import InputIsInvalid
from app.directory.queries import centre_place, responder_names
from app.directory.service import lock_centre
from app.residence.admitting import ChildStaysAlready, at_the_desk
from app.residence.born import birth_at_the_desk, note_birth, years_of
from app.residence.care_events import StayBegun
from app.residence.care_states import CameBy, WhoIsIt
from app.residence.guests import guest_of, years
from app.residence.models import Stay
from app.residence.queries import free_beds
from app.residence.service import ANYBODY, Guest, begin_stay, lock_beds, must_stand_in, stay_for
from app.residence.states import Left, MoreReason
from app.residence.stays import begin, end, told

LATEST: Final = timedelta(days=7)
"""How long after an arrival it may still be written down at the desk."""
_ONE_BY_ONE: Final = "SELECT pg_advisory_xact_lock(hashtextextended($1, 1098))"


@dataclass(frozen=True)
class Arriving:
    """What the desk says of a child it admits: how it came, who it is, which bed.

    `child` are fields of the intake form about the child, `adult_reason` why somebody born so long
    ago stays in a child's record; `over_reason` is why it is taken in where
    there is no bed; `notes` are kept sealed. `arrived_at` is now where it is None. `id` is the
    sender's.
    """

    came_by: CameBy
    child: Mapping[str, str] = field(default_factory=dict)
    bed: UUID | None = None
    over_reason: MoreReason | None = None
    notes: Mapping[str, Any] = field(default_factory=dict)
    arrived_at: datetime | None = None
    who: WhoIsIt | None = None
    id: UUID | None = None
    adult_reason: str | None = None


async def child_at_the_door(
    session: AsyncSession,
    incident: Incident,
    centre_id: UUID,
    who: WhoIsIt | None,
    by: UUID | None,
    *,
    ask: bool = True,
) -> UUID | None:
    """The record of the child of a locked incident who comes to stay in this centre.

    None where no record is there, or where it stands elsewhere and nobody can be asked (`ask`):
    then nothing is guessed. Raises ChildStaysAlready.
    """
    known = await children_of(session, incident.id)
    if who is WhoIsIt.ANOTHER:
        return await _another(session, incident, known[1:])
    if not known:
        return None
    other = await stay_now(session, known[0])
    if other is not None:
        if who is not WhoIsIt.SAME_MOVED or other.centre_id == centre_id:
            if ask:
                raise await _refused(session, other, centre_id)
            return None
        await _end_elsewhere(session, incident, centre_id, other, by)
    return known[0]


async def _another(session: AsyncSession, incident: Incident, known: Sequence[UUID]) -> UUID:
    """A sibling that is recorded and stays nowhere, else one of whom nothing is known yet."""
    for child_id in known:
        if await stay_now(session, child_id) is None:
            return child_id
    return (await another_child(session, incident)).id


async def stay_now(session: AsyncSession, child_id: UUID) -> Stay | None:
    """Where a child stays now, by any record that is the same child; None where it does not."""
    ids = await same_child_as(session, child_id)
    found = await session.exec(
        select(Stay)
        .where(col(Stay.child_id).in_(ids), col(Stay.left_at).is_(None))
        .execution_options(populate_existing=True)
    )
    return found.first()


async def _refused(session: AsyncSession, other: Stay, centre_id: UUID) -> ChildStaysAlready:
    here = other.centre_id == centre_id
    names = await responder_names(session, {other.centre_id})
    legal = ["leave", WhoIsIt.ANOTHER.value] if here else [who.value for who in WhoIsIt]
    since = "The child of this ticket is written down as staying"
    return ChildStaysAlready(
        f"{since} here already." if here else f"{since} in another centre.",
        here=here,
        centre=names[other.centre_id],
        arrived_at=other.arrived_at.isoformat(),
        legal=legal,
    )


async def _end_elsewhere(
    session: AsyncSession, incident: Incident, centre_id: UUID, other: Stay, by: UUID | None
) -> None:
    """The child is here, so it is there no more: that centre hears of it, and its bed is free."""
    theirs = incident
    if other.incident_id != incident.id:
        theirs = await for_system(session, other.incident_id, SystemReason.STAY_MOVED_ON, lock=True)
    await case_told.lock_cases(session, other.child_id)
    for id_ in sorted((centre_id, other.centre_id)):  # crosswise moves never wait in a circle
        await lock_centre(session, id_)
    await session.refresh(other)
    if other.left_at is None:
        await end(session, other, theirs, Left.OTHER_CENTRE, None, by)


async def admit(
    session: AsyncSession,
    centre_id: UUID,
    said: Arriving,
    by: UUID,
    incident: Incident | None = None,
) -> Stay:
    """A child is admitted at the desk, under a new ticket, or the locked one it had here before.

    Sent again with the same id, nothing more is made. Raises ChildStaysAlready, NoBedHere,
    BedIsTaken, HouseIsForOthers, BirthMakesAdult, InputIsInvalid.
    """
    ref = uuid5(centre_id, str(said.id)) if said.id else uuid4()
    await fetch_value(session, _ONE_BY_ONE, f"stay {ref}")
    made = await stay_for(session, ref)
    if made is not None:
        return made
    _must_be_lately(said.arrived_at)
    if incident is None:
        birth = birth_at_the_desk(said.child, said.adult_reason)
        incident = await _new_ticket(session, centre_id, said, by)
        child_id: UUID | None = (await child_of(session, incident)).id
        if birth is not None and said.adult_reason is not None:
            await note_birth(session, incident, birth, said.adult_reason, by)
        age = years_of(birth)
        guest = Guest(
            said.child.get("child_sex"), years(said.child.get("child_age")) if age is None else age
        )
    else:
        child_id = await child_at_the_door(session, incident, centre_id, said.who, by)
        another = said.who is WhoIsIt.ANOTHER
        guest = ANYBODY if another else await guest_of(session, incident.id)
    await case_told.lock_cases(session, child_id)
    beds = await lock_beds(session, centre_id)
    free = await free_beds(session, centre_id)
    if said.bed is not None:
        await must_stand_in(session, centre_id, said.bed)
    place = at_the_desk(
        beds, free, sex=guest.sex, age=guest.age, chosen=said.bed, why=said.over_reason
    )
    stay = await begin_stay(
        session,
        centre_id,
        incident.id,
        ref=ref,
        by=by,
        bed_id=place.bed,
        at=said.arrived_at,
        child_id=child_id,
        came_by=said.came_by,
        why=place.why,
    )
    await begin(session, stay, incident, said.notes)
    facts = {"came_by": stay.came_by.value, "over": stay.over}
    await told(session, stay, incident, StayBegun, by, **facts)
    return stay


def _must_be_lately(arrived_at: datetime | None) -> None:
    now = clock.now()
    if arrived_at is not None and not now - LATEST <= arrived_at <= now:
        raise InputIsInvalid("It came at most a week ago, and not later.", field="arrived_at")


async def _new_ticket(session: AsyncSession, centre_id: UUID, said: Arriving, by: UUID) -> Incident:
    """A ticket for a child that comes to an institution without anybody having called.

    It is in a house already: nobody need go, and the clock from ring to safe stands at its end.
    """
    made = await cases.open_incident(session, Channel.INSTITUTION, Actor("staff", by))
    await cases.set_urgency(session, made, Urgency.P3.value, by)
    place = await centre_place(session, centre_id)
    if place is not None:
        await cases.locate(session, made, place, "confirmed", by)
    for name, value in said.child.items():
        await cases.save_field(session, made, name, value, by)
    cases.stamp(made, "reached_at", said.arrived_at)
    await cases.mark_safe(session, made, Actor("staff", by), "in_centre")
    return made
