"""HTTP of services of organisations: look them up, enter, change and end them, who does what."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import SessionDep
from app.core.errors import InputIsInvalid
from app.directory import offered
from app.directory.offered_queries import MOST, district_rows, service_rows
from app.directory.offered_schemas import (
    NewService,
    ServiceChange,
    ServiceRow,
    Services,
    WhoDoesWhat,
)
from app.directory.states import CentreService
from app.staff.auth import SignedIn, allow

router = APIRouter(tags=["directory"])

Sees = Annotated[SignedIn, allow("services.see")]
Manages = Annotated[SignedIn, allow("directory.manage")]
Row = dict[str, Any]


async def _row(session: AsyncSession, offered_id: UUID) -> Row:
    return (await service_rows(session, ids=[offered_id], ended=True))[0]


@router.get("/services", response_model=Services)
async def look_up_services(
    session: SessionDep,
    _: Sees,
    kind: CentreService | None = None,
    place: Annotated[str | None, Query(max_length=80)] = None,
    organisation: Annotated[str | None, Query(max_length=40)] = None,
    ended: bool = False,
) -> Row:
    """Services that organisations give, by kind, place and organisation."""
    if organisation is not None and "\x00" in organisation:
        raise InputIsInvalid("There is no organisation of that code.", field="organisation")
    rows = await service_rows(
        session,
        kind=kind.value if kind else None,
        place=place,
        organisation=organisation,
        ended=ended,
    )
    return {"items": rows[:MOST], "more": len(rows) > MOST}


@router.get("/services/who-does-what", response_model=WhoDoesWhat)
async def who_does_what(
    session: SessionDep, _: Sees, place: Annotated[str | None, Query(max_length=80)] = None
) -> Row:
    """Who gives which service in which upazila of a district, and where nobody does.

    Without a place, the district where most services are given.
    """
    return await district_rows(session, place)


@router.post("/services", response_model=ServiceRow, status_code=201)
async def offer_service(session: SessionDep, signed: Manages, body: NewService) -> Row:
    """Enter a service of an organisation."""
    made = await offered.offer(session, body.model_dump(exclude_unset=True), signed.id)
    return await _row(session, made.id)


@router.put("/services/{offered_id}", response_model=ServiceRow)
async def change_service(
    session: SessionDep, signed: Manages, offered_id: UUID, body: ServiceChange
) -> Row:
    """Change whom a service is for, where and when."""
    await offered.change(session, offered_id, body.model_dump(exclude_unset=True), signed.id)
    return await _row(session, offered_id)


@router.post("/services/{offered_id}/end", response_model=ServiceRow)
async def end_service(session: SessionDep, signed: Manages, offered_id: UUID) -> Row:
    """The service is not given any more; referrals that are out stay as they are."""
    await offered.end(session, offered_id, signed.id)
    return await _row(session, offered_id)
