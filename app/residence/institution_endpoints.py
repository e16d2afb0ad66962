"""HTTP of a centre as an institution: admission at the desk, meals, register, improvements."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AfterValidator
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import access, aliases
from app.cases.models import Incident
from app.core import clock
from app.core.db import SessionDep
from app.core.errors import InputIsInvalid
from app.core.schemas import in_years
from app.directory.centres import CentreNotFound
from app.residence import admissions, rolls, standards
from app.residence.boards import board_rows, stay_rows
from app.residence.care_rows import improvement_rows, owners_for, register_of
from app.residence.care_schemas import NewStay
from app.residence.care_states import WhoIsIt
from app.residence.houses import must_exist, must_have_nights
from app.residence.institution_schemas import (
    HowImproved,
    Improvements,
    MealRoll,
    MealsOfDay,
    NewImprovement,
    Register,
)
from app.residence.schemas import StayBoard
from app.staff.auth import SignedIn, allow
from app.staff.permissions import require

router = APIRouter(tags=["institutions"])

Viewer = Annotated[SignedIn, allow("beds.see")]
Cares = Annotated[SignedIn, allow("stays.care")]
Improves = Annotated[SignedIn, allow("standards.write")]
Reads = Annotated[SignedIn, allow("standards.see")]
DayAsked = Annotated[date | None, AfterValidator(in_years), Query()]

Row = dict[str, Any]
LONGEST_REGISTER = 366
"""Days of one register."""


async def _must_be_its_own(
    session: AsyncSession, signed: SignedIn, action: str, centre_id: UUID
) -> None:
    """Raises CentreNotFound, the same for absent and foreign."""
    if require(signed, action) != "all" and signed.centre_id != centre_id:
        raise CentreNotFound("There is no such centre, or it is not yours.")
    await must_exist(session, centre_id)


@router.post("/centres/{centre_id}/stays", response_model=StayBoard, status_code=201)
async def admit(session: SessionDep, signed: Cares, centre_id: UUID, body: NewStay) -> Row:
    """A child is admitted at the desk, without anybody having been asked to bring it."""
    await _must_be_its_own(session, signed, "stays.care", centre_id)
    await must_have_nights(session, centre_id)
    incident = await _known(session, signed, body.ticket) if body.ticket else None
    another = body.who is WhoIsIt.ANOTHER
    if incident is not None and body.child is not None and not another:
        raise InputIsInvalid("The ticket tells of the child.", field="child")
    notes = body.model_dump(
        mode="json", include={"condition", "brought_by", "items"}, exclude_none=True
    )
    said = admissions.Arriving(
        came_by=body.came_by,
        child=body.child.as_told() if body.child else {},
        adult_reason=body.child.adult_reason if body.child else None,
        bed=body.bed,
        over_reason=body.over_reason,
        notes=notes,
        arrived_at=body.arrived_at,
        who=body.who,
        id=body.id,
    )
    await admissions.admit(session, centre_id, said, signed.id, incident)
    board = (await board_rows(session, [centre_id]))[centre_id]
    return {"board": board, "stays": list((await stay_rows(session, centre_id)).values())}


async def _known(session: AsyncSession, signed: SignedIn, number: str) -> Incident:
    """The ticket of a child who was in this centre before, locked. Raises IncidentNotFound."""
    found = await aliases.find(session, number)
    if found is None or not await access.may_open(session, signed, found, "own"):
        raise access.IncidentNotFound("No child of that ticket was here.", field="ticket")
    kept = await aliases.kept_of(session, found)
    return await access.by_person(session, signed, kept, "own", lock=True, record=False)


@router.get("/centres/{centre_id}/meals", response_model=MealsOfDay)
async def meals(session: SessionDep, signed: Viewer, centre_id: UUID, day: DayAsked = None) -> Row:
    """The roll of a day, today's if none is named; it names no child."""
    await _must_be_its_own(session, signed, "beds.see", centre_id)
    return await rolls.roll_of(session, centre_id, day or _today())


@router.put("/centres/{centre_id}/meals", response_model=MealsOfDay)
async def mark_meals(session: SessionDep, signed: Cares, centre_id: UUID, body: MealRoll) -> Row:
    """Mark a meal for several children at once; sent again, nothing changes."""
    await _must_be_its_own(session, signed, "stays.care", centre_id)
    marks = {one.stay: one.ate for one in body.marks}
    if len(marks) < len(body.marks):
        raise InputIsInvalid("Each child once.", field="marks")
    await rolls.mark(session, centre_id, body.day, body.meal, marks, why=body.why, by=signed.id)
    return await rolls.roll_of(session, centre_id, body.day)


@router.get("/centres/{centre_id}/register", response_model=Register)
async def register(
    session: SessionDep,
    signed: Viewer,
    centre_id: UUID,
    first: DayAsked = None,
    last: DayAsked = None,
) -> Row:
    """Who was resident between two days, today if none is named; by ticket, no child is named."""
    await _must_be_its_own(session, signed, "beds.see", centre_id)
    until = last or _today()
    since = first or until
    if not 0 <= (until - since).days < LONGEST_REGISTER:
        raise InputIsInvalid("From a day to a later one, a year at most.", field="first")
    return await register_of(session, centre_id, since, until)


@router.get("/centres/{centre_id}/improvements", response_model=Improvements)
async def improvements(session: SessionDep, signed: Reads, centre_id: UUID) -> Row:
    """What a centre is to improve, and what was done."""
    await _must_be_its_own(session, signed, "standards.see", centre_id)
    return await _improvements(session, centre_id)


@router.post("/centres/{centre_id}/improvements", response_model=Improvements, status_code=201)
async def improve(
    session: SessionDep, signed: Improves, centre_id: UUID, body: NewImprovement
) -> Row:
    """Something is to be improved, by whom and until when."""
    await _must_be_its_own(session, signed, "standards.write", centre_id)
    await standards.add(
        session,
        centre_id,
        what=body.what,
        owner_id=body.owner,
        due_on=body.due_on,
        answer_id=body.answer,
        by=signed.id,
    )
    return await _improvements(session, centre_id)


@router.post("/improvements/{improvement_id}/finish", response_model=Improvements)
async def finish(
    session: SessionDep, signed: Improves, improvement_id: UUID, body: HowImproved
) -> Row:
    """It is improved."""
    return await _moved_on(session, signed, improvement_id, "finish", body.how)


@router.post("/improvements/{improvement_id}/drop", response_model=Improvements)
async def drop(
    session: SessionDep, signed: Improves, improvement_id: UUID, body: HowImproved
) -> Row:
    """It is not to be improved after all, with words that say why."""
    return await _moved_on(session, signed, improvement_id, "drop", body.how)


@router.post("/improvements/{improvement_id}/reopen", response_model=Improvements)
async def reopen(session: SessionDep, signed: Improves, improvement_id: UUID) -> Row:
    """It was not done after all."""
    return await _moved_on(session, signed, improvement_id, "reopen", None)


async def _moved_on(
    session: AsyncSession, signed: SignedIn, improvement_id: UUID, verb: str, how: str | None
) -> Row:
    everywhere = require(signed, "standards.write") == "all"
    if not everywhere and signed.centre_id is None:
        raise standards.ImprovementNotFound("There is no such improvement, or not in this centre.")
    own = None if everywhere else signed.centre_id
    one = await standards.move_on(session, own, improvement_id, verb, how, signed.id)
    return await _improvements(session, one.centre_id)


async def _improvements(session: AsyncSession, centre_id: UUID) -> Row:
    return {
        "items": await improvement_rows(session, centre_id),
        "owners": await owners_for(session, centre_id),
    }


def _today() -> date:
    return clock.now().astimezone(clock.DHAKA).date()
