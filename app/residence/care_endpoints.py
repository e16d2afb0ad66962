"""HTTP of care for a child who stays: checks the permission, calls one verb, shows the file."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import access
from app.core.db import SessionDep
from app.residence import care, care_incidents, extensions
from app.residence.care_file import care_of
from app.residence.care_rows import waiting_extensions
from app.residence.care_schemas import (
    AnswerToLonger,
    CareFile,
    GivenThing,
    Longer,
    NewCareIncident,
    NewFollowUp,
    NewTalk,
    NewTrack,
    SkillSeen,
    TrackOver,
)
from app.residence.institution_schemas import WaitingExtensions
from app.residence.models import Stay
from app.residence.stays import StayNotFound, written_of
from app.staff.auth import SignedIn, allow
from app.staff.permissions import require, scope_of

router = APIRouter(tags=["care"])

Sees = Annotated[SignedIn, allow("stays.see_care")]
Cares = Annotated[SignedIn, allow("stays.care")]
Oversees = Annotated[SignedIn, allow("stays.oversee")]
FollowsUp = Annotated[SignedIn, allow("stays.follow_up")]

Row = dict[str, Any]


def own_centre(signed: SignedIn, action: str) -> UUID | None:
    """The centre whose stays this person may touch by `action`; None: of every centre.

    Raises StayNotFound for a person of a centre's role who belongs to none.
    """
    if require(signed, action) == "all":
        return None
    if signed.centre_id is None:
        raise StayNotFound("There is no such stay, or not in this centre.")
    return signed.centre_id


def the_centre(signed: SignedIn) -> UUID:
    """The centre of somebody who cares for children there. Raises StayNotFound."""
    centre_id = own_centre(signed, "stays.care")
    if centre_id is None:
        raise StayNotFound("There is no such stay, or not in this centre.")
    return centre_id


async def opened(session: AsyncSession, signed: SignedIn, stay_id: UUID) -> Stay:
    """A stay whose file somebody opens, on record.

    Its centre opens it while something may be written of it: until a week after the child has
    left, and as long as an incident in care is owed an end. Raises StayNotFound.
    """
    stay = await _seen(session, signed, stay_id)
    own = scope_of(signed.role, "stays.see_care") != "all"
    if own and not written_of(stay) and not await care_incidents.owed(session, stay.id):
        raise StayNotFound("The child has left this centre: supervisors read what was written.")
    return stay


async def _seen(session: AsyncSession, signed: SignedIn, stay_id: UUID) -> Stay:
    centre_id = own_centre(signed, "stays.see_care")
    stay = await session.get(Stay, stay_id)
    if stay is None or centre_id not in (None, stay.centre_id):
        raise StayNotFound("There is no such stay, or not in this centre.")
    if centre_id is None:
        await access.by_person(session, signed, stay.incident_id, "all", reason="care in a centre")
    else:
        await access.record_share(session, stay.incident_id, signed.id, stay.id, "care")
    return stay


async def _file(session: AsyncSession, signed: SignedIn, stay_id: UUID) -> Row:
    return await care_of(session, await _seen(session, signed, stay_id))


@router.get("/stays/{stay_id}/care", response_model=CareFile)
async def see(session: SessionDep, signed: Sees, stay_id: UUID) -> Row:
    """All that is written of a stay. The opening is recorded."""
    return await care_of(session, await opened(session, signed, stay_id))


@router.post("/stays/{stay_id}/kit", response_model=CareFile, status_code=201)
async def give(session: SessionDep, signed: Cares, stay_id: UUID, body: GivenThing) -> Row:
    """The child was given something."""
    await care.give(
        session,
        the_centre(signed),
        stay_id,
        item=body.item,
        count=body.count,
        on=body.given_on,
        by=signed.id,
        id=body.id,
    )
    return await _file(session, signed, stay_id)


@router.post("/stays/{stay_id}/kit/{issue_id}/undo", response_model=CareFile)
async def undo_give(session: SessionDep, signed: Cares, stay_id: UUID, issue_id: UUID) -> Row:
    """That was written down by mistake; the row stays, marked."""
    await care.undo_give(session, the_centre(signed), stay_id, issue_id, signed.id)
    return await _file(session, signed, stay_id)


@router.post("/stays/{stay_id}/tracks", response_model=CareFile, status_code=201)
async def begin_track(session: SessionDep, signed: Cares, stay_id: UUID, body: NewTrack) -> Row:
    """The child goes to school, learns here, or learns a trade from a day on."""
    await care.begin_track(
        session,
        the_centre(signed),
        stay_id,
        kind=body.kind,
        words=body.words,
        on=body.begun_on,
        by=signed.id,
    )
    return await _file(session, signed, stay_id)


@router.post("/stays/{stay_id}/tracks/{track_id}/end", response_model=CareFile)
async def end_track(
    session: SessionDep, signed: Cares, stay_id: UUID, track_id: UUID, body: TrackOver
) -> Row:
    """That is over."""
    await care.end_track(
        session,
        the_centre(signed),
        stay_id,
        track_id,
        ending=body.ending,
        on=body.ended_on,
        by=signed.id,
    )
    return await _file(session, signed, stay_id)


@router.post("/stays/{stay_id}/talks", response_model=CareFile, status_code=201)
async def hold_talk(session: SessionDep, signed: Cares, stay_id: UUID, body: NewTalk) -> Row:
    """A psychosocial session was held."""
    await care.hold_talk(
        session,
        the_centre(signed),
        stay_id,
        kind=body.kind,
        on=body.held_on,
        minutes=body.minutes,
        next_on=body.next_on,
        words=body.words,
        by=signed.id,
        id=body.id,
    )
    return await _file(session, signed, stay_id)


@router.post("/stays/{stay_id}/life-skills", response_model=CareFile, status_code=201)
async def note_skill(session: SessionDep, signed: Cares, stay_id: UUID, body: SkillSeen) -> Row:
    """How far the child is with a life skill."""
    await care.note_skill(
        session,
        the_centre(signed),
        stay_id,
        skill=body.skill,
        step=body.step,
        on=body.seen_on,
        words=body.words,
        by=signed.id,
        id=body.id,
    )
    return await _file(session, signed, stay_id)


@router.post("/stays/{stay_id}/incidents", response_model=CareFile, status_code=201)
async def tell_incident(
    session: SessionDep, signed: Cares, stay_id: UUID, body: NewCareIncident
) -> Row:
    """Something happened to the child in care; a grave one is told to supervisors at once."""
    await care_incidents.tell_incident(
        session,
        the_centre(signed),
        stay_id,
        what=body.what,
        severity=body.severity,
        happened_at=body.happened_at,
        words=body.words,
        told_to=body.told,
        by=signed.id,
        id=body.id,
    )
    return await _file(session, signed, stay_id)


@router.post("/care-incidents/{care_incident_id}/follow-up", response_model=CareFile)
async def follow_up(
    session: SessionDep, signed: FollowsUp, care_incident_id: UUID, body: NewFollowUp
) -> Row:
    """Something was done about an incident in care."""
    one = await care_incidents.follow_up(
        session,
        own_centre(signed, "stays.follow_up"),
        care_incident_id,
        words=body.words,
        told_to=body.told,
        closed=body.closed,
        by=signed.id,
        id=body.id,
    )
    return await _file(session, signed, one.stay_id)


@router.post("/care-incidents/{care_incident_id}/see", response_model=CareFile)
async def see_incident(session: SessionDep, signed: Oversees, care_incident_id: UUID) -> Row:
    """A supervisor has seen an incident in care."""
    one = await care_incidents.see(session, care_incident_id, signed.id)
    return await _file(session, signed, one.stay_id)


@router.post("/care-incidents/{care_incident_id}/open-ticket", response_model=CareFile)
async def open_ticket(session: SessionDep, signed: FollowsUp, care_incident_id: UUID) -> Row:
    """A ticket of its own for what happened in care; a grave one is urgent."""
    one = await care_incidents.open_ticket(
        session,
        own_centre(signed, "stays.follow_up"),
        care_incident_id,
        signed.id,
        answers=scope_of(signed.role, "incidents.open") is not None,
    )
    return await _file(session, signed, one.stay_id)


@router.post("/stays/{stay_id}/extend", response_model=CareFile, status_code=201)
async def extend(session: SessionDep, signed: Cares, stay_id: UUID, body: Longer) -> Row:
    """Ask that the child may stay longer than six months; a supervisor answers."""
    await extensions.ask(
        session,
        the_centre(signed),
        stay_id,
        months=body.months,
        reason=body.reason,
        words=body.words,
        by=signed.id,
    )
    return await _file(session, signed, stay_id)


@router.get("/stay-extensions", response_model=WaitingExtensions)
async def waiting(session: SessionDep, _: Oversees) -> Row:
    """Requests for a longer stay that wait for a supervisor, without a word about any child."""
    return {"items": await waiting_extensions(session)}


@router.post("/stay-extensions/{extension_id}/approve", response_model=CareFile)
async def approve(
    session: SessionDep, signed: Oversees, extension_id: UUID, body: AnswerToLonger
) -> Row:
    """The child may stay longer; its clock ends later."""
    return await _answered(session, signed, extension_id, "approve", body)


@router.post("/stay-extensions/{extension_id}/refuse", response_model=CareFile)
async def refuse(
    session: SessionDep, signed: Oversees, extension_id: UUID, body: AnswerToLonger
) -> Row:
    """The child may not; its clock runs on."""
    return await _answered(session, signed, extension_id, "refuse", body)


async def _answered(
    session: AsyncSession, signed: SignedIn, extension_id: UUID, verb: str, body: AnswerToLonger
) -> Row:
    one = await extensions.answer(session, None, extension_id, verb, words=body.words, by=signed.id)
    return await _file(session, signed, one.stay_id)


@router.post("/stay-extensions/{extension_id}/withdraw", response_model=CareFile)
async def withdraw(session: SessionDep, signed: Cares, extension_id: UUID) -> Row:
    """The centre asks for it no more."""
    centre_id = the_centre(signed)
    one = await extensions.answer(
        session, centre_id, extension_id, "withdraw", words=None, by=signed.id
    )
    return await _file(session, signed, one.stay_id)
