"""HTTP of outreach: checks the permission, calls one verb, shows the row."""

from datetime import timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AfterValidator, AwareDatetime
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.schemas import CodeText
from app.core.db import SessionDep
from app.core.errors import InputIsInvalid
from app.core.schemas import in_years
from app.geo.lookup import gazetteer
from app.programmes.outreach import queries, service
from app.programmes.outreach.schemas import (
    NewOutreach,
    Outreaches,
    OutreachRow,
    WhoWasReached,
    WhyNoOutreach,
)
from app.programmes.outreach.states import ReachedWho
from app.staff.auth import SignedIn, allow

router = APIRouter(tags=["outreach"])
Row = dict[str, Any]

Sees = Annotated[SignedIn, allow("outreach.see")]
Keeps = Annotated[SignedIn, allow("outreach.keep")]
LONGEST: Final = timedelta(days=400)


@router.get("/outreach", response_model=Outreaches)
async def find(
    session: SessionDep,
    _: Sees,
    starts_at: Annotated[AwareDatetime, AfterValidator(in_years), Query()],
    ends_at: Annotated[AwareDatetime, AfterValidator(in_years), Query()],
    place: Annotated[CodeText | None, Query()] = None,
) -> Row:
    """Events of a span of at most 400 days, in a place and all that lies in it."""
    if not timedelta(0) < ends_at - starts_at <= LONGEST:
        raise InputIsInvalid("Between a moment and 400 days after the beginning.", field="ends_at")
    if place is not None and gazetteer().get(place) is None:
        raise InputIsInvalid("There is no such place in the gazetteer.", field="place")
    places = None if place is None else [place, *gazetteer().inside(place)]
    rows = await queries.event_rows(
        session, after=starts_at, before=ends_at, places=places, most=queries.MOST + 1
    )
    return {"items": rows[-queries.MOST :], "more": len(rows) > queries.MOST}


@router.post("/outreach", response_model=OutreachRow, status_code=201)
async def plan(session: SessionDep, signed: Keeps, body: NewOutreach) -> Row:
    """An event is to be, or was and is written down afterwards."""
    said = body.model_dump(exclude={"audience"})
    made = await service.plan(session, signed.id, audience=body.audience, **said)
    return await _row(session, made.id)


@router.post("/outreach/{outreach_id}/hold", response_model=OutreachRow)
async def hold(session: SessionDep, signed: Keeps, outreach_id: UUID, body: WhoWasReached) -> Row:
    """It was held, and reached so many."""
    await service.hold(session, outreach_id, _counts(body), signed.id)
    return await _row(session, outreach_id)


@router.post("/outreach/{outreach_id}/count", response_model=OutreachRow)
async def count(session: SessionDep, signed: Keeps, outreach_id: UUID, body: WhoWasReached) -> Row:
    """It is said anew how many were reached."""
    await service.count(session, outreach_id, _counts(body), signed.id)
    return await _row(session, outreach_id)


@router.post("/outreach/{outreach_id}/call-off", response_model=OutreachRow)
async def call_off(
    session: SessionDep, signed: Keeps, outreach_id: UUID, body: WhyNoOutreach
) -> Row:
    """It is not held."""
    await service.call_off(session, outreach_id, body.reason, signed.id)
    return await _row(session, outreach_id)


def _counts(body: WhoWasReached) -> dict[ReachedWho, int | None]:
    counts = {one.who: one.people for one in body.reached}
    if len(counts) != len(body.reached):
        raise InputIsInvalid("Each kind of people once.", field="reached")
    return counts


async def _row(session: AsyncSession, event_id: UUID) -> Row:
    return (await queries.event_rows(session, ids=[event_id]))[0]
