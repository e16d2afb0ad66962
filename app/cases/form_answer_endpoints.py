"""HTTP of forms about an incident: opens it by its door, calls one verb, tells the timeline."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import access, forms
from app.cases.form_events import FormCompleted, FormCorrected, FormFilled, OfFilled
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
from app.cases.sealed import key_of
from app.cases.service import must_be_open
from app.cases.timeline import Actor, tell
from app.core.db import SessionDep
from app.staff.auth import SignedIn, allow
from app.staff.permissions import require

router = APIRouter(tags=["forms"])

Filler = Annotated[SignedIn, allow("forms.fill")]

Row = dict[str, Any]
WHY = "filled forms"


async def _seen(session: AsyncSession, signed: SignedIn, incident_id: UUID) -> Subject:
    scope = require(signed, "forms.fill")
    return _about(await access.by_person(session, signed, incident_id, scope, reason=WHY))


async def _locked(session: AsyncSession, signed: SignedIn, incident_id: UUID) -> Incident:
    scope = require(signed, "forms.fill")
    found = await access.by_person(session, signed, incident_id, scope, lock=True, record=False)
    must_be_open(found)
    return found


def _about(incident: Incident) -> Subject:
    return Subject("incident", incident.id, key_of(incident))


async def _told(
    session: AsyncSession,
    signed: SignedIn,
    incident: Incident,
    kind: type[OfFilled],
    one: Filled,
    **more: Any,
) -> None:
    event = kind(
        entity_id=incident.id,
        version=incident.version + 1,
        answer_id=one.answer.id,
        form=one.form.code,
        **more,
    )
    await tell(session, incident, event, Actor("staff", signed.id))


@router.get("/incidents/{incident_id}/forms", response_model=FilledRows)
async def filled_forms(session: SessionDep, signed: Filler, incident_id: UUID) -> Row:
    """The forms filled about an incident, without what they say. The opening is recorded."""
    subject = await _seen(session, signed, incident_id)
    return {"items": await outline_rows(session, await forms.answers_of(session, subject))}


@router.post("/incidents/{incident_id}/forms", response_model=FilledRow, status_code=201)
async def fill(session: SessionDep, signed: Filler, incident_id: UUID, body: NewAnswers) -> Row:
    """Begin to fill a form. The same `id` sent again makes nothing twice."""
    incident = await _locked(session, signed, incident_id)
    version = await forms.version_of(session, body.version_id)
    known = body.id is not None and await forms.is_begun(session, body.id)
    made = await forms.fill(
        session, version, _about(incident), body.answers, by=signed.id, answer_id=body.id
    )
    if not known:
        await _told(session, signed, incident, FormFilled, made)
    return await filled_row(session, made)


@router.get("/incidents/{incident_id}/forms/{answer_id}", response_model=FilledRow)
async def filled_form(
    session: SessionDep,
    signed: Filler,
    incident_id: UUID,
    answer_id: UUID,
    revision: int | None = None,
) -> Row:
    """A filled form as it is, or as it was at a revision. The opening is recorded."""
    subject = await _seen(session, signed, incident_id)
    return await filled_row(session, await forms.read(session, answer_id, subject, revision))


@router.put("/incidents/{incident_id}/forms/{answer_id}", response_model=FilledRow)
async def save(
    session: SessionDep, signed: Filler, incident_id: UUID, answer_id: UUID, body: AnswersSaved
) -> Row:
    """Save a draft, whole or not."""
    incident = await _locked(session, signed, incident_id)
    made = await forms.change(
        session,
        answer_id,
        _about(incident),
        body.answers,
        known_version=body.version,
        by=signed.id,
    )
    return await filled_row(session, made)


@router.post("/incidents/{incident_id}/forms/{answer_id}/complete", response_model=FilledRow)
async def complete(
    session: SessionDep, signed: Filler, incident_id: UUID, answer_id: UUID, body: VersionSeen
) -> Row:
    """The draft is whole; from now on it changes by corrections only."""
    incident = await _locked(session, signed, incident_id)
    made = await forms.complete(
        session, answer_id, _about(incident), known_version=body.version, by=signed.id
    )
    await _told(session, signed, incident, FormCompleted, made)
    return await filled_row(session, made)


@router.post("/incidents/{incident_id}/forms/{answer_id}/correct", response_model=FilledRow)
async def correct(
    session: SessionDep, signed: Filler, incident_id: UUID, answer_id: UUID, body: Correction
) -> Row:
    """Put a completed form right; what it said before is kept."""
    incident = await _locked(session, signed, incident_id)
    made = await forms.correct(
        session,
        answer_id,
        _about(incident),
        body.answers,
        why=body.why,
        known_version=body.version,
        by=signed.id,
    )
    await _told(session, signed, incident, FormCorrected, made, revision=made.answer.revision)
    return await filled_row(session, made)
