"""HTTP of forms about a stay or a centre: the health check at admission, the minimum standards.

The filled form is one like every other (decision 0049); what it is about decides who may open it,
and what its being complete brings about here.
"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import forms
from app.cases.form_models import FormVersion, Purpose
from app.cases.form_queries import filled_row, outline_rows
from app.cases.form_schemas import (
    AnswersSaved,
    Correction,
    FilledRow,
    FilledRows,
    NewAnswers,
    VersionSeen,
)
from app.cases.forms import Filled, Subject
from app.cases.models import Incident
from app.core.db import SessionDep
from app.core.errors import InputIsInvalid
from app.directory.centres import CentreNotFound
from app.residence.care_endpoints import opened, the_centre
from app.residence.care_events import HealthChecked, StandardsChecked
from app.residence.houses import must_exist
from app.residence.models import Stay
from app.residence.service import announce, lock_beds
from app.residence.stay_clock import Due
from app.residence.stay_dues import met
from app.residence.stays import key_of, still_written, told
from app.staff.auth import SignedIn, allow
from app.staff.permissions import require

router = APIRouter(tags=["care"])

Sees = Annotated[SignedIn, allow("stays.see_care")]
Cares = Annotated[SignedIn, allow("stays.care")]
Checks = Annotated[SignedIn, allow("standards.write")]
Reads = Annotated[SignedIn, allow("standards.see")]

Row = dict[str, Any]


async def _subject(session: AsyncSession, stay: Stay) -> Subject:
    return Subject("stay", stay.id, await key_of(session, stay))


async def _locked(
    session: AsyncSession, signed: SignedIn, stay_id: UUID
) -> tuple[Stay, Incident, Subject]:
    stay, incident = await still_written(session, the_centre(signed), stay_id)
    if stay.sealed_by is None:  # of a time when nothing was written at the door
        stay.sealed_by = incident.id
        session.add(stay)
        await session.flush()
    return stay, incident, await _subject(session, stay)


async def _begun(session: AsyncSession, version_id: UUID, purpose: Purpose) -> FormVersion:
    """The version that is to be filled. Raises FormNotFound, InputIsInvalid for another purpose."""
    version = await forms.version_of(session, version_id)
    if not await forms.serves(session, version, purpose):
        raise InputIsInvalid("This form is for something else.", field="version_id")
    return version


async def checked(
    session: AsyncSession, signed: SignedIn, stay: Stay, incident: Incident, made: Filled
) -> None:
    """A complete health check ends what is due."""
    await met(session, stay, Due.HEALTH_CHECK)
    await told(session, stay, incident, HealthChecked, signed.id, answer_id=made.answer.id)


@router.get("/stays/{stay_id}/forms", response_model=FilledRows)
async def of_stay(session: SessionDep, signed: Sees, stay_id: UUID) -> Row:
    """The forms filled about a stay, without what they say. The opening is recorded."""
    stay = await opened(session, signed, stay_id)
    subject = Subject("stay", stay.id, None)
    return {"items": await outline_rows(session, await forms.answers_of(session, subject))}


@router.post("/stays/{stay_id}/forms", response_model=FilledRow, status_code=201)
async def fill_of_stay(session: SessionDep, signed: Cares, stay_id: UUID, body: NewAnswers) -> Row:
    """Begin a health check. The same `id` sent again makes nothing twice."""
    _, _, subject = await _locked(session, signed, stay_id)
    version = await _begun(session, body.version_id, Purpose.ADMISSION)
    made = await forms.fill(
        session, version, subject, body.answers, by=signed.id, answer_id=body.id
    )
    return await filled_row(session, made)


@router.get("/stays/{stay_id}/forms/{answer_id}", response_model=FilledRow)
async def form_of_stay(
    session: SessionDep,
    signed: Sees,
    stay_id: UUID,
    answer_id: UUID,
    revision: int | None = None,
) -> Row:
    """A filled form as it is, or as it was at a revision. The opening is recorded."""
    stay = await opened(session, signed, stay_id)
    subject = await _subject(session, stay)
    return await filled_row(session, await forms.read(session, answer_id, subject, revision))


@router.put("/stays/{stay_id}/forms/{answer_id}", response_model=FilledRow)
async def save_of_stay(
    session: SessionDep, signed: Cares, stay_id: UUID, answer_id: UUID, body: AnswersSaved
) -> Row:
    """Save a draft, whole or not."""
    _, _, subject = await _locked(session, signed, stay_id)
    made = await forms.change(
        session, answer_id, subject, body.answers, known_version=body.version, by=signed.id
    )
    return await filled_row(session, made)


@router.post("/stays/{stay_id}/forms/{answer_id}/complete", response_model=FilledRow)
async def complete_of_stay(
    session: SessionDep, signed: Cares, stay_id: UUID, answer_id: UUID, body: VersionSeen
) -> Row:
    """The health check is complete; from now on it changes by corrections only."""
    stay, incident, subject = await _locked(session, signed, stay_id)
    made = await forms.complete(
        session, answer_id, subject, known_version=body.version, by=signed.id
    )
    await checked(session, signed, stay, incident, made)
    return await filled_row(session, made)


@router.post("/stays/{stay_id}/forms/{answer_id}/correct", response_model=FilledRow)
async def correct_of_stay(
    session: SessionDep, signed: Cares, stay_id: UUID, answer_id: UUID, body: Correction
) -> Row:
    """Put a completed form right; what it said before is kept."""
    stay, incident, subject = await _locked(session, signed, stay_id)
    made = await forms.correct(
        session,
        answer_id,
        subject,
        body.answers,
        why=body.why,
        known_version=body.version,
        by=signed.id,
    )
    await checked(session, signed, stay, incident, made)
    return await filled_row(session, made)


# -- minimum standards of a centre -----------------------------------------------------------


async def _centre(session: AsyncSession, signed: SignedIn, action: str, id_: UUID) -> Subject:
    """A centre has no key: each checklist gets one. Raises CentreNotFound."""
    if require(signed, action) != "all" and signed.centre_id != id_:
        raise CentreNotFound("There is no such centre, or it is not yours.")
    await must_exist(session, id_)
    return Subject("centre", id_, None)


async def standards_checked(session: AsyncSession, centre_id: UUID, made: Filled) -> None:
    """The centre and the supervisors hear that a checklist is complete."""
    await lock_beds(session, centre_id)
    await announce(session, centre_id, StandardsChecked, answer_id=made.answer.id)


@router.get("/centres/{centre_id}/standards", response_model=FilledRows)
async def standards(session: SessionDep, signed: Reads, centre_id: UUID) -> Row:
    """The checklists filled about a centre, the newest first."""
    subject = await _centre(session, signed, "standards.see", centre_id)
    return {"items": await outline_rows(session, await forms.answers_of(session, subject))}


@router.post("/centres/{centre_id}/standards", response_model=FilledRow, status_code=201)
async def fill_standards(
    session: SessionDep, signed: Checks, centre_id: UUID, body: NewAnswers
) -> Row:
    """Begin a checklist of minimum standards."""
    subject = await _centre(session, signed, "standards.write", centre_id)
    version = await _begun(session, body.version_id, Purpose.MINIMUM_STANDARD)
    made = await forms.fill(
        session, version, subject, body.answers, by=signed.id, answer_id=body.id
    )
    return await filled_row(session, made)


@router.get("/centres/{centre_id}/standards/{answer_id}", response_model=FilledRow)
async def see_standards(
    session: SessionDep,
    signed: Reads,
    centre_id: UUID,
    answer_id: UUID,
    revision: int | None = None,
) -> Row:
    """A checklist as it is, or as it was at a revision."""
    subject = await _centre(session, signed, "standards.see", centre_id)
    return await filled_row(session, await forms.read(session, answer_id, subject, revision))


@router.put("/centres/{centre_id}/standards/{answer_id}", response_model=FilledRow)
async def save_standards(
    session: SessionDep, signed: Checks, centre_id: UUID, answer_id: UUID, body: AnswersSaved
) -> Row:
    """Save a checklist, whole or not."""
    subject = await _centre(session, signed, "standards.write", centre_id)
    made = await forms.change(
        session, answer_id, subject, body.answers, known_version=body.version, by=signed.id
    )
    return await filled_row(session, made)


@router.post("/centres/{centre_id}/standards/{answer_id}/complete", response_model=FilledRow)
async def complete_standards(
    session: SessionDep, signed: Checks, centre_id: UUID, answer_id: UUID, body: VersionSeen
) -> Row:
    """The checklist is complete."""
    subject = await _centre(session, signed, "standards.write", centre_id)
    made = await forms.complete(
        session, answer_id, subject, known_version=body.version, by=signed.id
    )
    await standards_checked(session, centre_id, made)
    return await filled_row(session, made)


@router.post("/centres/{centre_id}/standards/{answer_id}/correct", response_model=FilledRow)
async def correct_standards(
    session: SessionDep, signed: Checks, centre_id: UUID, answer_id: UUID, body: Correction
) -> Row:
    """Put a completed checklist right; what it said before is kept."""
    subject = await _centre(session, signed, "standards.write", centre_id)
    made = await forms.correct(
        session,
        answer_id,
        subject,
        body.answers,
        why=body.why,
        known_version=body.version,
        by=signed.id,
    )
    await standards_checked(session, centre_id, made)
    return await filled_row(session, made)
