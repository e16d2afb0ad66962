"""HTTP of committees and their decisions: checks the permission, calls one verb, shows the row."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AfterValidator
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_access
from app.cases.board_case import counted_in, district_of
from app.cases.board_told import BodyKind as Kind
from app.cases.schemas import CodeText
from app.core.db import SessionDep
from app.core.errors import InputIsInvalid
from app.core.schemas import in_years
from app.geo.lookup import gazetteer
from app.programmes.boards import decisions, queries, reporting, service
from app.programmes.boards.log import CommitteeNotFound
from app.programmes.boards.owners import Offices, offices_of
from app.programmes.boards.report_schemas import CommitteeReport
from app.programmes.boards.schemas import (
    CommitteeChange,
    CommitteeFile,
    CommitteeRow,
    Committees,
    DecisionRow,
    Decisions,
    HowDone,
    LaidRows,
    NewCommittee,
    NewSeat,
    SeatTerm,
    WhyDropped,
)
from app.programmes.boards.states import DecisionState
from app.staff.auth import SignedIn, allow
from app.staff.permissions import require, scope_of

router = APIRouter(tags=["committees"])
Row = dict[str, Any]

Sees = Annotated[SignedIn, allow("committees.see")]
Founds = Annotated[SignedIn, allow("committees.found")]
Holds = Annotated[SignedIn, allow("committees.hold")]
Reports = Annotated[SignedIn, allow("committees.report")]
Hears = Annotated[SignedIn, allow("decisions.see")]
Answers = Annotated[SignedIn, allow("decisions.answer")]
OpensCase = Annotated[SignedIn, allow("cases.open")]


async def committee_row(session: AsyncSession, committee_id: UUID) -> Row:
    """A committee as screens get it. Raises CommitteeNotFound."""
    rows = await queries.committee_rows(session, [committee_id])
    if committee_id not in rows:
        raise CommitteeNotFound("There is no such committee, or it is not yours to see.")
    return rows[committee_id]


@router.get("/committees", response_model=Committees)
async def find(
    session: SessionDep,
    _: Sees,
    place: Annotated[CodeText | None, Query()] = None,
    body: Kind | None = None,
) -> Row:
    """Committees of the district of a place, or of the country; those with late decisions first."""
    if place is not None and gazetteer().get(place) is None:
        raise InputIsInvalid("There is no such place in the gazetteer.", field="place")
    district = district_of(place)
    if place is not None and district is None:
        raise InputIsInvalid("Name a district, or a place in one.", field="place")
    rows = await queries.committee_rows(
        session, district=district, body=body.value if body else None
    )
    items = list(rows.values())
    return {"items": items[: queries.MOST], "more": len(items) > queries.MOST}


@router.post("/committees", response_model=CommitteeRow, status_code=201)
async def found(session: SessionDep, signed: Founds, body: NewCommittee) -> Row:
    """A board, network committee or exchange meeting stands for an area from now on."""
    made = await service.found(session, signed.id, **body.model_dump())
    return await committee_row(session, made.id)


@router.get("/committees/{committee_id}", response_model=CommitteeFile)
async def see(session: SessionDep, _: Sees, committee_id: UUID) -> Row:
    """The dashboard of a committee: its seats, meetings, decisions, log, and cases counted."""
    row = await committee_row(session, committee_id)
    place = row["place"]["code"] if row["place"] else None
    return {
        "committee": row,
        "cases": await counted_in(session, place) if place else None,
        "seats": await queries.seat_rows(session, committee_id),
        "meetings": await queries.meeting_rows(session, committee_id),
        "decisions": await queries.decision_rows(session, committee_id),
        "log": await queries.log_rows(session, committee_id),
    }


@router.patch("/committees/{committee_id}", response_model=CommitteeRow)
async def change(
    session: SessionDep, signed: Founds, committee_id: UUID, body: CommitteeChange
) -> Row:
    """Another name, or another quorum."""
    said = body.model_dump(exclude_unset=True)
    await service.change(session, committee_id, said, signed.id)
    return await committee_row(session, committee_id)


@router.post("/committees/{committee_id}/end", response_model=CommitteeRow)
async def end(session: SessionDep, signed: Founds, committee_id: UUID) -> Row:
    """It is there no more; what it did stays."""
    await service.end(session, committee_id, signed.id)
    return await committee_row(session, committee_id)


@router.post("/committees/{committee_id}/seats", response_model=CommitteeFile, status_code=201)
async def add_seat(session: SessionDep, signed: Founds, committee_id: UUID, body: NewSeat) -> Row:
    """A seat for whoever holds a post."""
    said = body.model_dump(exclude={"post"})
    await service.add_seat(session, committee_id, signed.id, post_id=body.post, **said)
    return await see(session, signed, committee_id)


@router.put("/committee-seats/{seat_id}/term", response_model=CommitteeFile)
async def set_term(session: SessionDep, signed: Founds, seat_id: UUID, body: SeatTerm) -> Row:
    """The last day of a seat's term, and its first."""
    seat = await service.set_term(session, seat_id, body.until, signed.id, body.since)
    return await see(session, signed, seat.committee_id)


@router.post("/committee-seats/{seat_id}/end", response_model=CommitteeFile)
async def end_seat(session: SessionDep, signed: Founds, seat_id: UUID) -> Row:
    """The seat is there no more."""
    seat = await service.end_seat(session, seat_id, signed.id)
    return await see(session, signed, seat.committee_id)


@router.get("/committee-report", response_model=CommitteeReport)
async def report(
    session: SessionDep,
    _: Reports,
    first: Annotated[date, AfterValidator(in_years), Query()],
    last: Annotated[date, AfterValidator(in_years), Query()],
    body: Kind | None = None,
) -> Row:
    """What committees met on, decided, did and did late, by district and for the country."""
    if last < first:
        raise InputIsInvalid("A period can't end before it begins.", field="last")
    return await reporting.report(session, first, last, body=body.value if body else None)


@router.get("/decisions", response_model=Decisions)
async def find_decisions(
    session: SessionDep,
    signed: Hears,
    state: DecisionState | None = None,
    late: bool = False,
) -> Row:
    """Decisions: those one answers for by post or centre, as chair the late ones; else all."""
    rows = await queries.decision_rows(
        session,
        state=state.value if state else None,
        late=late,
        of=await _offices(session, signed, "decisions.see"),
    )
    answers = scope_of(signed.role, "decisions.answer") is not None
    return {"items": [{**row, "may_answer": row["may_answer"] and answers} for row in rows]}


@router.post("/decisions/{decision_id}/done", response_model=DecisionRow)
async def done(session: SessionDep, signed: Answers, decision_id: UUID, body: HowDone) -> Row:
    """It was done; by whoever it is of by post or centre, or written down by a supervisor."""
    await _must_be_own(session, signed, decision_id)
    await decisions.done(session, decision_id, body.done_on, body.words, signed.id)
    return (await queries.decision_rows(session, ids=[decision_id]))[0]


@router.post("/decisions/{decision_id}/drop", response_model=DecisionRow)
async def drop(session: SessionDep, signed: Holds, decision_id: UUID, body: WhyDropped) -> Row:
    """Nobody sees to it any more."""
    await decisions.drop(session, decision_id, body.reason, body.words, signed.id)
    return (await queries.decision_rows(session, ids=[decision_id]))[0]


@router.get("/cases/{case_id}/laid-before", response_model=LaidRows)
async def laid_before(session: SessionDep, signed: OpensCase, case_id: UUID) -> Row:
    """The boards a case was laid before, what they were told, and what they decided."""
    scope = require(signed, "cases.open")
    case = await case_access.by_person(session, signed, case_id, scope, record=False)
    return {"items": await queries.case_rows(session, case.id)}


async def _offices(session: AsyncSession, signed: SignedIn, action: str) -> Offices | None:
    """What somebody answers for; None: everything."""
    if require(signed, action) == "all":
        return None
    return await offices_of(session, signed.worker_id, signed.centre_id)


async def _must_be_own(session: AsyncSession, signed: SignedIn, decision_id: UUID) -> None:
    """Raises DecisionNotFound, the same for absent and foreign."""
    offices = await _offices(session, signed, "decisions.answer")
    found = await queries.decision_rows(session, ids=[decision_id], of=offices)
    if not any(row["may_answer"] for row in found):
        raise decisions.DecisionNotFound("There is no such decision, or it is not yours to see.")
