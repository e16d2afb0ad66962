"""Which child it is that comes to stay, and the admission at the desk; the verbs flush only.

One child stays in one place: where it is written down as staying elsewhere, whoever admits it is
asked whether it is that child. Decision 0052.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_told
from app.cases import service as cases
from app.cases.access import SystemReason, for_system
from app.cases.models import Channel, Incident, Urgency
from app.cases.people_access import children_of, kept_child, locked
from app.cases.people_record import facts_typed
from app.cases.people_service import note
from app.cases.sealed import another_child, child_of
from app.cases.timeline import Actor
from app.core import clock
from app.core.db import fetch_value
from app.core.errors import InputIsInvalid
from app.directory.queries import centre_place, responder_names
from app.directory.service import lock_centre
from app.residence.admitting import ChildStaysAlready, at_the_desk
from app.residence.born import birth_at_the_desk, note_birth
from app.residence.care_events import StayBegun
from app.residence.care_states import CameBy, WhoIsIt
from app.residence.guests import guest_of, known_of
from app.residence.models import Stay
from app.residence.queries import free_beds
from app.residence.service import begin_stay, lock_beds, must_stand_in, stay_for
from app.residence.states import Left, MoreReason
from app.residence.stays import begin, end, told
from app.residence.whereabouts import must_be_over, not_over, settle_all, stay_now

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
    at: datetime | None = None,
    ask: bool = True,
    sex: str | None = None,
) -> UUID | None:
    """The record of the child of a locked incident who is in this centre since `at`.

    It is made where none is there. None where the child was elsewhere then and nobody can be asked
    (`ask`): then nothing is guessed. `sex` is what is said of another child of the ticket. Raises
    ChildStaysAlready, StaysOverlap, InputIsInvalid.
    """
    known = await children_of(session, incident.id) or [(await child_of(session, incident)).id]
    await settle_all(session, incident.id)
    when = at or clock.now()
    if who is WhoIsIt.ANOTHER:
        return await _another(session, incident, known[1:], when, sex)
    seen, other = await _locked_where_it_stays(session, incident, known[0], who)
    if other is not None:
        meant = who is WhoIsIt.SAME_MOVED and seen is not None and seen.id == other.id
        if meant and other.centre_id != centre_id:
            await _end_elsewhere(session, incident, centre_id, other, known[0], when, by)
        elif ask:
            raise await _refused(session, other, centre_id)
    if ask:
        await must_be_over(session, known[0], when)
    elif await not_over(session, known[0], when) is not None:
        return None
    return known[0]


async def _locked_where_it_stays(
    session: AsyncSession, incident: Incident, child_id: UUID, who: WhoIsIt | None
) -> tuple[Stay | None, Stay | None]:
    """The stay of a child before and after all its records are locked, for one to be begun.

    The ticket of a stay that ends is locked before them.
    """
    seen = await stay_now(session, child_id)
    if who is WhoIsIt.SAME_MOVED and seen is not None and seen.incident_id != incident.id:
        await for_system(session, seen.incident_id, SystemReason.STAY_MOVED_ON, lock=True)
    await case_told.lock_child(session, child_id)
    return seen, await stay_now(session, child_id)


async def _another(
    session: AsyncSession, incident: Incident, known: Sequence[UUID], at: datetime, sex: str | None
) -> UUID:
    """A sibling that is recorded and was nowhere at `at`, else one of whom nothing is known yet.

    A recorded one of the other `sex` is not the one that came.
    """
    for child_id in known:
        await case_told.lock_child(session, child_id)
        theirs = (await guest_of(session, incident.id, child_id)).sex
        if {sex, theirs} != {"girl", "boy"} and await not_over(session, child_id, at) is None:
            return child_id
    return (await another_child(session, incident)).id


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
    session: AsyncSession,
    incident: Incident,
    centre_id: UUID,
    other: Stay,
    child_id: UUID,
    at: datetime,
    by: UUID | None,
) -> None:
    """The child is here since `at`, so it is there no more: that centre hears of it."""
    if at < other.arrived_at:
        raise InputIsInvalid("It had not come to the other centre yet.", field="arrived_at")
    theirs = incident
    if other.incident_id != incident.id:
        theirs = await for_system(session, other.incident_id, SystemReason.STAY_MOVED_ON, lock=True)
    await case_told.lock_cases(session, child_id)
    for id_ in sorted((centre_id, other.centre_id)):  # crosswise moves never wait in a circle
        await lock_centre(session, id_)
    await session.refresh(other)
    if other.left_at is None:
        other.child_id = other.child_id or child_id
        await end(session, other, theirs, Left.OTHER_CENTRE, None, by, at=at)


async def admit(
    session: AsyncSession,
    centre_id: UUID,
    said: Arriving,
    by: UUID,
    incident: Incident | None = None,
) -> Stay:
    """A child is admitted at the desk, under a new ticket, or the locked one it had here before.

    Sent again with the same id, nothing more is made. Raises ChildStaysAlready, StaysOverlap,
    NoBedHere, BedIsTaken, HouseIsForOthers, BirthMakesAdult, InputIsInvalid.
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
    else:
        sex = said.child.get("child_sex")
        door = (session, incident, centre_id, said.who, by)
        child_id = await child_at_the_door(*door, at=said.arrived_at, sex=sex)
        if child_id is not None:
            await _note_what_is_open(session, child_id, said.child, by)
    guest = await guest_of(session, incident.id, child_id)
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


async def _note_what_is_open(
    session: AsyncSession, child_id: UUID, said: Mapping[str, str], by: UUID
) -> None:
    """What the desk tells of another child of the ticket, where its record says nothing yet."""
    if not said:
        return
    opened = await locked(session, await kept_child(session, child_id))
    known = await known_of(session, child_id)
    for name, value in facts_typed(said):
        if name not in known or known[name].unknown is not None:
            await note(session, opened, name, value=value, source="centre", by=by)


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
