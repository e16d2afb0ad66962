"""HTTP of residence: checks the permission, calls one verb, shows the row."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import access
from app.core.db import SessionDep
from app.directory.centre_rows import centre_rows
from app.directory.centre_schemas import CentreChange, CentreRow
from app.directory.centres import CentreNotFound
from app.residence import building, houses, stays
from app.residence.boards import board_rows, stay_rows
from app.residence.building import HouseNotFound
from app.residence.houses import BedNotFound
from app.residence.schemas import (
    BedBoardRow,
    HouseChange,
    MoreBeds,
    NewHouse,
    NightTold,
    OtherBed,
    OtherLabel,
    StayBoard,
    StayDetails,
    Stays,
    WhyLeft,
    WhyMore,
    WhyOut,
)
from app.residence.sight import open_stay, stays_of
from app.residence.states import OutOfUse
from app.residence.stays import StayNotFound
from app.staff.auth import SignedIn, allow
from app.staff.permissions import require

router = APIRouter(tags=["residence"])

Viewer = Annotated[SignedIn, allow("beds.see")]
Keeper = Annotated[SignedIn, allow("beds.keep")]
Builder = Annotated[SignedIn, allow("houses.add")]
Manages = Annotated[SignedIn, allow("directory.manage")]
Opener = Annotated[SignedIn, allow("stays.open")]
Reader = Annotated[SignedIn, allow("stays.read")]
Mover = Annotated[SignedIn, allow("stays.move")]
Allower = Annotated[SignedIn, allow("beds.allow_more")]

Row = dict[str, Any]


@router.get("/centres/{centre_id}/beds", response_model=StayBoard)
async def see(session: SessionDep, signed: Viewer, centre_id: UUID) -> Row:
    """The bed board of a centre and who stays there, without a word about any child."""
    await _must_be_its_own(session, signed, centre_id, "beds.see")
    rows = await stay_rows(session, centre_id)
    return {"board": await _board(session, centre_id), "stays": list(rows.values())}


@router.post("/centres/{centre_id}/houses", response_model=BedBoardRow, status_code=201)
async def add_house(session: SessionDep, signed: Builder, centre_id: UUID, body: NewHouse) -> Row:
    """A house with named beds stands on the bed board from now on."""
    await _must_be_its_own(session, signed, centre_id, "houses.add")
    await building.add_house(
        session,
        centre_id,
        name_bn=body.name_bn,
        name_en=body.name_en,
        takes=body.takes,
        labels=body.beds,
        age_from=body.age_from,
        age_to=body.age_to,
    )
    return await _board(session, centre_id)


@router.patch("/houses/{house_id}", response_model=BedBoardRow)
async def change_house(
    session: SessionDep, signed: Builder, house_id: UUID, body: HouseChange
) -> Row:
    """The house has another name, or is for others."""
    centre_id = await _of_house(session, signed, house_id)
    await building.change_house(session, house_id, body.model_dump(exclude_unset=True))
    return await _board(session, centre_id)


@router.post("/houses/{house_id}/beds", response_model=BedBoardRow, status_code=201)
async def add_beds(session: SessionDep, signed: Builder, house_id: UUID, body: MoreBeds) -> Row:
    """More beds stand in the house."""
    centre_id = await _of_house(session, signed, house_id)
    await building.add_beds(session, house_id, body.beds)
    return await _board(session, centre_id)


@router.patch("/beds/{bed_id}", response_model=BedBoardRow)
async def rename_bed(session: SessionDep, signed: Builder, bed_id: UUID, body: OtherLabel) -> Row:
    """The bed has another label."""
    centre_id = await _of_bed(session, signed, bed_id, "houses.add")
    await building.rename_bed(session, bed_id, body.label)
    return await _board(session, centre_id)


@router.post("/beds/{bed_id}/remove", response_model=BedBoardRow)
async def remove_bed(session: SessionDep, signed: Builder, bed_id: UUID) -> Row:
    """The bed stands there no more."""
    centre_id = await _of_bed(session, signed, bed_id, "houses.add")
    await building.remove_bed(session, bed_id)
    return await _board(session, centre_id)


@router.patch("/centres/{centre_id}", response_model=CentreRow)
async def change_centre(
    session: SessionDep, _: Manages, centre_id: UUID, body: CentreChange
) -> Row:
    """Say what a centre is: whom it takes in, when it is open, how many seats it has."""
    await houses.change_centre(session, centre_id, body.model_dump(exclude_unset=True))
    return (await centre_rows(session, centre_id))[0]


@router.post("/beds/{bed_id}/take-out", response_model=BedBoardRow)
async def take_out(session: SessionDep, signed: Keeper, bed_id: UUID, body: WhyOut) -> Row:
    """Nobody can sleep in this bed for now."""
    centre_id = await _of_bed(session, signed, bed_id, "beds.keep")
    await houses.take_out(session, bed_id, OutOfUse(body.reason))
    return await _board(session, centre_id)


@router.post("/beds/{bed_id}/put-back", response_model=BedBoardRow)
async def put_back(session: SessionDep, signed: Keeper, bed_id: UUID) -> Row:
    """The bed is in use again."""
    centre_id = await _of_bed(session, signed, bed_id, "beds.keep")
    await houses.put_back(session, bed_id)
    return await _board(session, centre_id)


@router.post("/centres/{centre_id}/count-night", response_model=BedBoardRow)
async def count_night(session: SessionDep, signed: Keeper, centre_id: UUID, body: NightTold) -> Row:
    """So many children sleep here tonight."""
    await _must_be_its_own(session, signed, centre_id, "beds.keep")
    await houses.count_night(session, centre_id, body.children, signed.id)
    return await _board(session, centre_id)


@router.post("/centres/{centre_id}/allow-more", response_model=BedBoardRow)
async def allow_more(session: SessionDep, signed: Allower, centre_id: UUID, body: WhyMore) -> Row:
    """A supervisor lets a centre take in more children than it has seats for."""
    await houses.allow_more(
        session,
        centre_id,
        extra=body.extra,
        reason=body.reason,
        hours=body.hours,
        by=signed.id,
    )
    return await _board(session, centre_id)


@router.post("/centres/{centre_id}/withdraw-more", response_model=BedBoardRow)
async def withdraw_more(session: SessionDep, signed: Allower, centre_id: UUID) -> Row:
    """Nothing beyond the seats any more."""
    await houses.withdraw_more(session, centre_id)
    return await _board(session, centre_id)


@router.get("/stays/{stay_id}", response_model=StayDetails)
async def see_stay(session: SessionDep, signed: Opener, stay_id: UUID) -> Row:
    """What is known of a child who stays here; that you looked is recorded."""
    return await open_stay(session, _own(signed), stay_id, signed.id)


@router.get("/incidents/{incident_id}/stays", response_model=Stays)
async def of_incident(session: SessionDep, signed: Reader, incident_id: UUID) -> Row:
    """Where the child of an incident stayed, and what was written down of it."""
    scope = require(signed, "stays.read")
    incident = await access.by_person(session, signed, incident_id, scope, reason="stays")
    return {"items": await stays_of(session, incident.id)}


@router.post("/stays/{stay_id}/move", response_model=StayBoard)
async def move(session: SessionDep, signed: Mover, stay_id: UUID, body: OtherBed) -> Row:
    """The child sleeps in another bed from now on."""
    centre_id = _own(signed)
    await stays.move(session, centre_id, stay_id, body.bed, signed.id)
    return await see(session, signed, centre_id)


@router.post("/stays/{stay_id}/leave", response_model=StayBoard)
async def leave(session: SessionDep, signed: Mover, stay_id: UUID, body: WhyLeft) -> Row:
    """The child has left; the bed is free."""
    centre_id = _own(signed)
    await stays.leave(session, centre_id, stay_id, body.reason, body.to, signed.id)
    return await see(session, signed, centre_id)


def _own(signed: SignedIn) -> UUID:
    """The centre of somebody who answers for one. Raises StayNotFound."""
    if signed.centre_id is None:
        raise StayNotFound("There is no such stay, or not in this centre.")
    return signed.centre_id


async def _must_be_its_own(
    session: AsyncSession, signed: SignedIn, centre_id: UUID, action: str
) -> None:
    """Raises CentreNotFound, the same for absent and foreign."""
    if not _may(signed, action, centre_id):
        raise CentreNotFound("There is no such centre, or it is not yours.")
    await houses.must_exist(session, centre_id)


async def _of_bed(session: AsyncSession, signed: SignedIn, bed_id: UUID, action: str) -> UUID:
    centre_id = await houses.centre_of_bed(session, bed_id)
    if centre_id is None or not _may(signed, action, centre_id):
        raise BedNotFound("There is no such bed, or not in this centre.")
    return centre_id


async def _of_house(session: AsyncSession, signed: SignedIn, house_id: UUID) -> UUID:
    centre_id = await building.centre_of_house(session, house_id)
    if centre_id is None or not _may(signed, "houses.add", centre_id):
        raise HouseNotFound("There is no such house, or not in this centre.")
    return centre_id


def _may(signed: SignedIn, action: str, centre_id: UUID) -> bool:
    return require(signed, action) == "all" or signed.centre_id == centre_id


async def _board(session: AsyncSession, centre_id: UUID) -> Row:
    return (await board_rows(session, [centre_id]))[centre_id]
