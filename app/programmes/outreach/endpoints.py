"""HTTP of outreach: checks the permission, calls one verb, shows the row."""

from collections.abc import Collection
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
    LoggedOutreach,
    NewOutreach,
    Outreaches,
    WhoWasReached,
    WhyNoOutreach,
)
from app.programmes.outreach.states import ReachedWho
from app.staff.auth import SignedIn, allow
from app.staff.permissions import NotAllowed, scope_of

router = APIRouter(tags=["outreach"])
Row = dict[str, Any]

KEEPS: Final = "outreach.keep"
Sees = Annotated[SignedIn, allow("outreach.see")]
Keeps = Annotated[SignedIn, allow(KEEPS)]
LONGEST: Final = timedelta(days=400)


@router.get("/outreach", response_model=Outreaches)
async def find(
    session: SessionDep,
    signed: Sees,
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
    shown = await _marked(session, signed, rows[-queries.MOST :])
    return {"items": shown, "more": len(rows) > queries.MOST}


@router.post("/outreach", response_model=LoggedOutreach, status_code=201)
async def plan(session: SessionDep, signed: Keeps, body: NewOutreach) -> Row:
    """An event is to be, or was and is written down afterwards."""
    said = body.model_dump(exclude={"audience"})
    made = await service.plan(session, signed.id, audience=body.audience, **said)
    return await _row(session, signed, made.id)


@router.post("/outreach/{outreach_id}/hold", response_model=LoggedOutreach)
async def hold(session: SessionDep, signed: Keeps, outreach_id: UUID, body: WhoWasReached) -> Row:
    """It was held, and reached so many."""
    await _must_keep(session, signed, outreach_id)
    await service.hold(session, outreach_id, _counts(body), signed.id)
    return await _row(session, signed, outreach_id)


@router.post("/outreach/{outreach_id}/count", response_model=LoggedOutreach)
async def count(session: SessionDep, signed: Keeps, outreach_id: UUID, body: WhoWasReached) -> Row:
    """It is said anew how many were reached."""
    await _must_keep(session, signed, outreach_id)
    await service.count(session, outreach_id, _counts(body), signed.id)
    return await _row(session, signed, outreach_id)


@router.post("/outreach/{outreach_id}/call-off", response_model=LoggedOutreach)
async def call_off(
    session: SessionDep, signed: Keeps, outreach_id: UUID, body: WhyNoOutreach
) -> Row:
    """It is not held."""
    await _must_keep(session, signed, outreach_id)
    await service.call_off(session, outreach_id, body.reason, signed.id)
    return await _row(session, signed, outreach_id)


def _counts(body: WhoWasReached) -> dict[ReachedWho, int | None]:
    counts = {one.who: one.people for one in body.reached}
    if len(counts) != len(body.reached):
        raise InputIsInvalid("Each kind of people once.", field="reached")
    return counts


async def _row(session: AsyncSession, signed: SignedIn, event_id: UUID) -> Row:
    rows = await queries.event_rows(session, ids=[event_id])
    return (await _marked(session, signed, rows))[0]


async def _marked(session: AsyncSession, signed: SignedIn, rows: list[Row]) -> list[Row]:
    """Each with whether this person may say more of it."""
    kept = await _kept_of(session, signed, [UUID(row["id"]) for row in rows])
    return [{**row, "keeps": UUID(row["id"]) in kept} for row in rows]


async def _kept_of(session: AsyncSession, signed: SignedIn, ids: Collection[UUID]) -> set[UUID]:
    """Those of these events of which this person may say how they went: of a house its own."""
    scope = scope_of(signed.role, KEEPS)
    if scope == "all":
        return set(ids)
    if scope is None:
        return set()
    return await queries.of_house(session, ids, signed.id, signed.centre_id)


async def _must_keep(session: AsyncSession, signed: SignedIn, event_id: UUID) -> None:
    """Raises OutreachNotFound, NotAllowed."""
    if event_id in await _kept_of(session, signed, [event_id]):
        return
    if not await queries.event_rows(session, ids=[event_id]):
        raise service.OutreachNotFound("There is no such event.")
    raise NotAllowed("Whoever wrote this event down, or a supervisor, says how it went.")
