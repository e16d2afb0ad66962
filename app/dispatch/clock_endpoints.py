"""HTTP of the clock and of weddings: checks the permission, calls one verb, shows the row."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import access
from app.cases.models import Incident
from app.core.db import SessionDep
from app.core.settings import Settings
from app.dispatch import marriage, pauses, targets
from app.dispatch.clock_rows import journey_row, marriage_row
from app.dispatch.clock_schemas import (
    ClockToday,
    HowItWent,
    JourneyRow,
    MarriageRow,
    NewTarget,
    StepTaken,
    TargetRow,
    Targets,
    WhenMarried,
    WhyClockPaused,
)
from app.dispatch.clock_today import today_row
from app.staff.auth import SignedIn, allow, settings_of
from app.staff.permissions import require

router = APIRouter(tags=["clock"])

Pauses = Annotated[SignedIn, allow("clock.pause")]
Watches = Annotated[SignedIn, allow("board.watch")]
SeesTargets = Annotated[SignedIn, allow("clock.see_targets")]
SetsTargets = Annotated[SignedIn, allow("clock.set_targets")]
Writes = Annotated[SignedIn, allow("marriage.write")]
SettingsDep = Annotated[Settings, Depends(settings_of)]

Row = dict[str, Any]


async def _locked(
    session: AsyncSession, signed: SignedIn, action: str, incident_id: UUID
) -> Incident:
    scope = require(signed, action)
    return await access.by_person(session, signed, incident_id, scope, lock=True, record=False)


@router.post("/incidents/{incident_id}/clock/pause", response_model=JourneyRow)
async def pause(
    session: SessionDep, signed: Pauses, incident_id: UUID, body: WhyClockPaused
) -> Row:
    """Let the clock stand still; for P1 only a supervisor may. Alerts go on all the same."""
    found = await _locked(session, signed, "clock.pause", incident_id)
    await pauses.pause(session, signed, found, body.reason)
    return await journey_row(session, incident_id)


@router.post("/incidents/{incident_id}/clock/resume", response_model=JourneyRow)
async def resume(session: SessionDep, signed: Pauses, incident_id: UUID) -> Row:
    """Let the clock run again."""
    found = await _locked(session, signed, "clock.pause", incident_id)
    await pauses.resume(session, signed, found)
    return await journey_row(session, incident_id)


@router.get("/clock/targets", response_model=Targets)
async def see_targets(session: SessionDep, _: SeesTargets) -> Row:
    """How soon each stop should be done, by urgency and place, with the history."""
    rows = await targets.target_rows(session)
    defaults = [
        {"urgency": urgency, "stop": stop.value, "seconds": seconds}
        for urgency in ("P1", "P2", "P3")
        for stop, seconds in targets.defaults_of(urgency).items()
    ]
    return {"items": list(rows.values()), "defaults": defaults}


@router.post("/clock/targets", response_model=TargetRow, status_code=201)
async def set_target(session: SessionDep, signed: SetsTargets, body: NewTarget) -> Row:
    """Set a target for what rings from now on; nobody becomes late by it afterwards."""
    made = await targets.set_target(
        session, signed, body.urgency, body.stop, body.place, body.seconds
    )
    return (await targets.target_rows(session, [made.id]))[made.id]


@router.get("/clock/today", response_model=ClockToday)
async def see_today(session: SessionDep, _: Watches) -> Row:
    """How many are within their time, near it or late, by stop and upazila; for the board."""
    return await today_row(session)


@router.post("/incidents/{incident_id}/marriage", response_model=MarriageRow)
async def say_date(
    session: SessionDep, signed: Writes, settings: SettingsDep, incident_id: UUID, body: WhenMarried
) -> Row | None:
    """Say when the wedding is, or that nobody knows. Within a day of it the incident is P1."""
    found = await _locked(session, signed, "marriage.write", incident_id)
    await marriage.say_date(session, signed, found, settings, body.day, body.hour)
    return await marriage_row(session, incident_id)


@router.post("/incidents/{incident_id}/marriage/steps", response_model=MarriageRow)
async def take_step(
    session: SessionDep, signed: Writes, settings: SettingsDep, incident_id: UUID, body: StepTaken
) -> Row | None:
    """Record a step of practice: UNO, court, undertaking, visit."""
    found = await _locked(session, signed, "marriage.write", incident_id)
    done = marriage.Done(body.kind, body.word, body.at, body.note, body.id)
    await marriage.step(session, signed, found, settings, done)
    return await marriage_row(session, incident_id)


@router.post("/incidents/{incident_id}/marriage/end", response_model=MarriageRow)
async def end(
    session: SessionDep, signed: Writes, incident_id: UUID, body: HowItWent
) -> Row | None:
    """Nothing more is done against it: she was married, or it was not so."""
    found = await _locked(session, signed, "marriage.write", incident_id)
    await marriage.end(session, signed, found, body.reason)
    return await marriage_row(session, incident_id)
