"""HTTP of the street-child network: checks the permission, calls one verb, shows the row."""

from collections.abc import Awaitable
from datetime import date, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_access
from app.cases.case_queries import case_rows
from app.cases.case_row_schemas import CaseRow
from app.cases.case_states import Risk
from app.core import clock
from app.core.db import SessionDep
from app.core.errors import InputIsInvalid
from app.core.schemas import in_years
from app.residence import street_asks, street_nights, street_rules, street_service, street_sites
from app.residence.street_asks import Wanted
from app.residence.street_crowds import figures_of
from app.residence.street_marks import Note
from app.residence.street_queries import network_rows, places_seen, roll, site_rows
from app.residence.street_rules import Figures
from app.residence.street_schemas import (
    AskForCase,
    CorrectedHere,
    CountedHere,
    MetHere,
    NewSite,
    PeriodFigures,
    PlacesSeen,
    RollRow,
    SeenHere,
    SiteRow,
    StreetNetwork,
    TakenUp,
    WhyNoCase,
    WhyOver,
)
from app.residence.street_service import Times
from app.residence.street_sites import KINDS, Site, SiteNotFound
from app.staff.auth import SignedIn, allow
from app.staff.permissions import require

router = APIRouter(tags=["street"])

Viewer = Annotated[SignedIn, allow("street.see")]
Caller = Annotated[SignedIn, allow("street.call_roll")]
Namer = Annotated[SignedIn, allow("street.name")]
Explainer = Annotated[SignedIn, allow("street.explain")]
Asker = Annotated[SignedIn, allow("street.ask_case")]
Answerer = Annotated[SignedIn, allow("street.answer")]
CaseOpener = Annotated[SignedIn, allow("cases.open")]

Row = dict[str, Any]
MONTH: Final = timedelta(days=30)
LONGEST: Final = timedelta(days=366)


@router.get("/street/network", response_model=StreetNetwork)
async def network(session: SessionDep, signed: Viewer) -> Row:
    """How many places of each kind are counted, and those that have a name; a site its own."""
    only = None if require(signed, "street.see") == "all" else signed.centre_id or signed.id
    return await network_rows(session, only)


@router.post("/street/sites", response_model=SiteRow, status_code=201)
async def name_site(session: SessionDep, signed: Namer, body: NewSite) -> Row:
    """One of the places that were only counted has a name; where it is may stay unknown."""
    said = body.model_dump(include={"capacity", "intake_gender", "place", "organisation"})
    more = {name: value for name, value in said.items() if value is not None}
    made = await street_sites.name_site(
        session,
        body.kind,
        name_bn=body.name_bn,
        name_en=body.name_en,
        more=more,
        by=signed.id,
    )
    return await _row(session, made.id)


@router.get("/street/sites/{centre_id}/roll", response_model=RollRow)
async def read_roll(
    session: SessionDep, signed: Caller, centre_id: UUID, day: date | None = None
) -> Row:
    """Who came lately and who is here, to be called; that you read it is recorded."""
    site = await _site(session, signed, "street.call_roll", centre_id)
    today = street_rules.day_of(clock.now(), sleeps=site.sleeps)
    wanted = today if day is None else day
    first, last = street_rules.days_allowed(clock.now(), sleeps=site.sleeps)
    if not first <= wanted <= last:
        raise InputIsInvalid("There is no roll of that day.", field="day")
    return await roll(session, site, wanted, signed.id)


@router.post("/street/sites/{centre_id}/see", response_model=SiteRow)
async def see(session: SessionDep, signed: Caller, centre_id: UUID, body: SeenHere) -> Row:
    """A child was here on that day. The same note once more changes nothing."""
    site = await _site(session, signed, "street.call_roll", centre_id)
    times = Times(body.came_at, body.left_at)
    note = _note(signed, body.id, body.day)
    return await _done(
        session,
        site,
        street_service.see(session, site, note, body.child_id, times, moved=body.moved),
    )


@router.post("/street/sites/{centre_id}/meet", response_model=SiteRow)
async def meet(session: SessionDep, signed: Caller, centre_id: UUID, body: MetHere) -> Row:
    """Somebody new is here, known by a nickname: a record of the child is made."""
    site = await _site(session, signed, "street.call_roll", centre_id)
    times = Times(body.came_at, body.left_at)
    note = _note(signed, body.id, body.day)
    met = street_service.meet(session, site, note, body.child_id, body.nickname, body.sex, times)
    return await _done(session, site, met)


@router.post("/street/sites/{centre_id}/correct", response_model=SiteRow)
async def correct(session: SessionDep, signed: Caller, centre_id: UUID, body: CorrectedHere) -> Row:
    """What was noted of a visit does not hold; what was noted before is kept."""
    site = await _site(session, signed, "street.call_roll", centre_id)
    times = Times(body.came_at, body.left_at)
    note = _note(signed, body.id, body.day)
    return await _done(
        session,
        site,
        street_service.correct(
            session, site, note, body.child_id, body.reason, seen=body.seen, times=times
        ),
    )


@router.post("/street/sites/{centre_id}/count", response_model=SiteRow)
async def count(session: SessionDep, signed: Caller, centre_id: UUID, body: CountedHere) -> Row:
    """So many children more were here whom nobody named; the last word of each person counts."""
    site = await _site(session, signed, "street.call_roll", centre_id)
    note = _note(signed, body.id, body.day)
    counted = street_service.count(session, site, note, body.unnamed, body.of, body.reason)
    return await _done(session, site, counted)


@router.post("/street/sites/{centre_id}/explain", response_model=SiteRow)
async def explain(session: SessionDep, signed: Explainer, centre_id: UUID, body: WhyOver) -> Row:
    """Say why more children slept there than it has places for."""
    site = await _site(session, signed, "street.explain", centre_id)
    return await _done(
        session, site, street_nights.explain(session, site, body.day, body.reason, signed.id)
    )


@router.post("/street/sites/{centre_id}/ask-case", response_model=SiteRow)
async def ask_case(session: SessionDep, signed: Asker, centre_id: UUID, body: AskForCase) -> Row:
    """Ask the helpline for a case of a child who comes here; supervisors see it."""
    site = await _site(session, signed, "street.ask_case", centre_id)
    await street_asks.ask(
        session,
        site,
        body.child_id,
        body.why,
        signed.id,
        anywhere=require(signed, "street.ask_case") == "all",
    )
    return await _row(session, site.id)


@router.post("/street/asks/{ask_id}/take-up", response_model=CaseRow, status_code=201)
async def take_up(session: SessionDep, signed: Answerer, ask_id: UUID, body: TakenUp) -> Row:
    """Open a case for the child, or tell the open one; the row of the case is the answer."""
    wanted = Wanted(
        body.assign_to,
        body.supervisor,
        Risk(body.risk) if body.risk else None,
        body.basis,
        body.why,
    )
    case = await street_asks.take_up(session, ask_id, wanted, signed.id)
    return (await case_rows(session, [case.id]))[case.id]


@router.post("/street/asks/{ask_id}/decline", status_code=204)
async def decline(session: SessionDep, signed: Answerer, ask_id: UUID, body: WhyNoCase) -> None:
    """No case is opened now, and why; the site may ask again."""
    await street_asks.decline(session, ask_id, body.reason, signed.id)


@router.get("/street/figures", response_model=PeriodFigures)
async def figures(
    session: SessionDep, signed: Viewer, first: date | None = None, last: date | None = None
) -> Row:
    """Children and visits of a period, a year at most; without one, of the last thirty days."""
    to = last or clock.now().astimezone(clock.DHAKA).date()
    since = first or max(date.min + MONTH, to) - MONTH
    for field, day in (("first", since), ("last", to)):
        _must_be_of_our_time(day, field)
    if not since <= to <= since + LONGEST:
        raise InputIsInvalid("The period ends after it begins, within a year.", field="last")
    only = None if require(signed, "street.see") == "all" else signed.centre_id or signed.id
    found = await figures_of(session, since, to, KINDS, only)
    return {
        "first": since.isoformat(),
        "last": to.isoformat(),
        "all": _figures(found.get((None, None), Figures())),
        "kinds": [
            {"kind": kind, **_figures(one)}
            for (kind, site), one in sorted(found.items(), key=str)
            if kind is not None and site is None
        ],
        "sites": [
            {"kind": kind, "site_id": str(site), **_figures(one)}
            for (kind, site), one in sorted(found.items(), key=str)
            if site is not None
        ],
    }


@router.get("/cases/{case_id}/places-seen", response_model=PlacesSeen)
async def places(session: SessionDep, signed: CaseOpener, case_id: UUID) -> Row:
    """At which sites the child of a case was seen. The opening of the case is recorded."""
    case = await case_access.by_person(session, signed, case_id, require(signed, "cases.open"))
    return await places_seen(session, case.child_id)


def _must_be_of_our_time(day: date, field: str) -> None:
    try:
        in_years(day)
    except ValueError as error:
        raise InputIsInvalid(f"This day can't be used: {error}.", field=field) from error


def _figures(found: Figures) -> Row:
    return {name: getattr(found, name) for name in Figures.__slots__}


def _note(signed: SignedIn, id_: UUID, day: date) -> Note:
    anywhere = require(signed, "street.call_roll") == "all"
    return Note(id_, day, signed.id, clock.now(), anywhere)


async def _site(session: AsyncSession, signed: SignedIn, action: str, centre_id: UUID) -> Site:
    """Raises SiteNotFound, the same for absent and foreign."""
    if require(signed, action) != "all" and signed.centre_id != centre_id:
        raise SiteNotFound("There is no such site, or it is not yours.")
    return await street_sites.site_of(session, centre_id)


async def _done(session: AsyncSession, site: Site, verb: Awaitable[bool]) -> Row:
    await verb
    return await _row(session, site.id)


async def _row(session: AsyncSession, centre_id: UUID) -> Row:
    return (await site_rows(session, [centre_id]))[centre_id]
