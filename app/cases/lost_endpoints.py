"""HTTP of lost and found children: checks the permission, calls one verb."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter

from app.cases import access, lost, lost_matching, people_access
from app.cases.lost_models import Missing
from app.cases.lost_queries import match_file, match_row, match_rows, matches_in, reports_of
from app.cases.lost_queries import report_row as one_row
from app.cases.lost_schemas import (
    ChangedLostReport,
    HowReunited,
    LostMatches,
    LostMatchFile,
    LostMatchRow,
    LostReportRow,
    LostReports,
    MatchWord,
    NewLostReport,
    WhyLostEnded,
)
from app.cases.models import Incident
from app.core.db import SessionDep
from app.core.errors import InputIsInvalid
from app.staff.auth import SignedIn, allow
from app.staff.permissions import scope_of

router = APIRouter(tags=["lost"])

Reporter = Annotated[SignedIn, allow("lost.report")]
Matcher = Annotated[SignedIn, allow("lost.match")]
Row = dict[str, Any]
WHY = "lost and found"


def _scope(signed: SignedIn) -> str:
    return scope_of(signed.role, "lost.report") or "own"


async def _ticket(session: SessionDep, signed: SignedIn, incident_id: UUID) -> Incident:
    return await access.by_person(
        session, signed, incident_id, _scope(signed), lock=True, record=False
    )


async def _ticket_of(session: SessionDep, signed: SignedIn, report_id: UUID) -> Incident:
    """The locked ticket of a report. Raises LostReportNotFound, also for a foreign one."""
    found = await lost.find(session, report_id)
    try:
        return await _ticket(session, signed, found.incident_id)
    except access.IncidentNotFound:
        raise lost.LostReportNotFound(
            "There is no such report, or it is not yours to open."
        ) from None


@router.post("/incidents/{incident_id}/lost", response_model=LostReportRow, status_code=201)
async def report(
    session: SessionDep, signed: Reporter, incident_id: UUID, body: NewLostReport
) -> Row:
    """A child is missed, or was found, by what this ticket says."""
    ticket = await _ticket(session, signed, incident_id)
    if body.child_id is not None:
        there = await people_access.children_of(session, incident_id)
        if body.child_id not in there:
            raise InputIsInvalid("This child is not of this ticket.", field="child_id")
    made = await lost.report(
        session, ticket, Missing(body.kind), _told(body.said), body.child_id, signed.id
    )
    return await one_row(session, made)


def _told(said: Any) -> Row:
    """What a client told, as the rules take it: days and ages in their written form."""
    told: Row = said.model_dump(mode="json")
    age = told["age"]
    if age is not None:
        low = age["from_years"]
        high = age["to_years"] if age["to_years"] is not None else low
        told["age"] = {"from": low, "to": high, "certainty": age["certainty"]}
        if age["on"] is not None:
            told["age"]["on"] = age["on"]
    return told


@router.get("/incidents/{incident_id}/lost", response_model=LostReports)
async def reports(session: SessionDep, signed: Reporter, incident_id: UUID) -> Row:
    """What a ticket reports of lost or found children. The opening is recorded."""
    await access.by_person(session, signed, incident_id, _scope(signed), reason=WHY)
    return {"items": await reports_of(session, incident_id)}


@router.put("/lost/{report_id}", response_model=LostReportRow)
async def change(
    session: SessionDep, signed: Reporter, report_id: UUID, body: ChangedLostReport
) -> Row:
    """Something else is told of the child now."""
    ticket = await _ticket_of(session, signed, report_id)
    made = await lost.change(
        session, ticket, report_id, _told(body.said), rev=body.rev, by=signed.id
    )
    return await one_row(session, made)


@router.post("/lost/{report_id}/end", response_model=LostReportRow)
async def end(session: SessionDep, signed: Reporter, report_id: UUID, body: WhyLostEnded) -> Row:
    """Nobody looks by this report any more."""
    ticket = await _ticket_of(session, signed, report_id)
    return await one_row(
        session, await lost.end(session, ticket, report_id, body.reason, signed.id)
    )


@router.get("/lost-matches", response_model=LostMatches)
async def matches(session: SessionDep, _: Matcher, state: MatchWord | None = None) -> Row:
    """Pairs that wait for a person or the family, or those of one state; no word of them."""
    if state is not None:
        return {"items": await matches_in(session, state)}
    return {"items": list((await match_rows(session)).values())}


@router.get("/lost-matches/{match_id}", response_model=LostMatchFile)
async def show(session: SessionDep, signed: Matcher, match_id: UUID) -> Row:
    """What both reports of a pair tell. The opening of both tickets is recorded."""
    pair = await lost_matching.find_match(session, match_id)
    for report_id in (pair.lost_id, pair.found_id):
        found = await lost.find(session, report_id)
        await access.by_person(session, signed, found.incident_id, "all", reason=WHY)
    return await match_file(session, pair)


@router.post("/lost-matches/{match_id}/confirm", response_model=LostMatchRow)
async def confirm(session: SessionDep, signed: Matcher, match_id: UUID) -> Row:
    """The lost and the found child are one."""
    await lost_matching.decide(session, match_id, "confirm", signed.id)
    return await match_row(session, match_id)


@router.post("/lost-matches/{match_id}/refuse", response_model=LostMatchRow)
async def refuse(session: SessionDep, signed: Matcher, match_id: UUID) -> Row:
    """They are two children; not suggested again unless something new speaks for it."""
    await lost_matching.decide(session, match_id, "refuse", signed.id)
    return await match_row(session, match_id)


@router.post("/lost-matches/{match_id}/reunite", response_model=LostMatchRow)
async def reunite(session: SessionDep, signed: Matcher, match_id: UUID, body: HowReunited) -> Row:
    """The child is with its family again; both reports end."""
    await lost_matching.decide(session, match_id, "reunite", signed.id, body.checked)
    return await match_row(session, match_id)
