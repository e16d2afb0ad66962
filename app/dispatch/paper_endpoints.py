"""HTTP of papers: made, given, acknowledged, and downloaded by whoever may open the incident."""

import asyncio
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import access
from app.cases.models import Incident
from app.core.db import SessionDep
from app.core.settings import Settings
from app.dispatch import (
    hand_over_paper,  # noqa: F401 - cases asks it for papers
    papers,
)
from app.dispatch.clock_models import Paper
from app.dispatch.clock_models import PaperKind as Kind
from app.dispatch.clock_rows import paper_rows
from app.dispatch.clock_schemas import HowGiven, PaperRow, PaperWanted, WhoConfirmed
from app.dispatch.paper_rules import Wanted
from app.dispatch.paper_sheet import draw
from app.staff.auth import SignedIn, allow, settings_of
from app.staff.permissions import require

router = APIRouter(tags=["papers"])

Makes = Annotated[SignedIn, allow("papers.make")]
Opens = Annotated[SignedIn, allow("papers.open")]
SettingsDep = Annotated[Settings, Depends(settings_of)]

Row = dict[str, Any]
PDF: Final = "application/pdf"
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
SHEET: dict[int | str, dict[str, Any]] = {200: {"content": {PDF: {}}, "description": "the sheet"}}


@router.post("/incidents/{incident_id}/papers", response_model=PaperRow, status_code=201)
async def make(
    session: SessionDep, signed: Makes, settings: SettingsDep, incident_id: UUID, body: PaperWanted
) -> Row:
    """Make a paper with the office's next memo number, or the correction of another one."""
    incident = await _locked(session, signed, incident_id)
    wanted = _wanted(body)
    paper = await papers.sent_before(session, incident, body.id, wanted, body.replaces)
    if paper is None and body.replaces is None:
        paper = await papers.make(session, signed, incident, settings, wanted, body.id)
    elif paper is None and body.replaces is not None:
        before = await _of(session, incident, body.replaces)
        paper = await papers.correct(session, signed, incident, before, wanted, body.id)
    assert paper is not None
    return await _row(session, paper)


@router.post("/incidents/{incident_id}/papers/{paper_id}/give", response_model=PaperRow)
async def give(
    session: SessionDep, signed: Makes, incident_id: UUID, paper_id: UUID, body: HowGiven
) -> Row:
    """A paper was given to one of those it is for; the probation officer is the first."""
    incident = await _locked(session, signed, incident_id)
    paper = await _of(session, incident, paper_id)
    await papers.give(session, signed, incident, paper, body.post, body.how)
    return await _row(session, paper)


@router.post("/incidents/{incident_id}/papers/{paper_id}/acknowledge", response_model=PaperRow)
async def acknowledge(
    session: SessionDep, signed: Makes, incident_id: UUID, paper_id: UUID, body: WhoConfirmed
) -> Row:
    """One who got it confirmed that it has come."""
    incident = await _locked(session, signed, incident_id)
    paper = await _of(session, incident, paper_id)
    await papers.acknowledge(session, signed, incident, paper, body.post)
    return await _row(session, paper)


@router.get("/papers/{paper_id}.pdf", response_class=Response, responses=SHEET)
async def download(session: SessionDep, signed: Opens, paper_id: UUID) -> Response:
    """The sheet as PDF. Who opens it is recorded; no cache keeps it."""
    paper = await papers.paper_by_id(session, paper_id)
    scope = require(signed, "papers.open")
    if not await access.may_open(session, signed, paper.incident_id, scope):
        raise papers.PaperNotFound("There is no such paper, or it is not yours to see.")
    await access.by_person(session, signed, paper.incident_id, scope, reason="paper")
    content = await papers.content_of(session, paper)
    memo = papers.memo_in_bangla(paper)
    sheet = await asyncio.to_thread(draw, paper.kind, memo, paper.version, content)
    name = f"{papers.memo_of(paper).replace('/', '-')}-{paper.version}.pdf"
    return Response(
        sheet,
        media_type=PDF,
        headers={**HEADERS, "Content-Disposition": f'inline; filename="{name}"'},
    )


async def _locked(session: AsyncSession, signed: SignedIn, incident_id: UUID) -> Incident:
    scope = require(signed, "papers.make")
    return await access.by_person(session, signed, incident_id, scope, lock=True, record=False)


async def _of(session: AsyncSession, incident: Incident, paper_id: UUID) -> Paper:
    """A paper of this incident, locked. Raises PaperNotFound for one of another."""
    paper = await papers.paper_by_id(session, paper_id, lock=True)
    if paper.incident_id != incident.id:
        raise papers.PaperNotFound("There is no such paper, or it is not yours to see.")
    return paper


def _wanted(body: PaperWanted) -> Wanted:
    said = body.model_dump(exclude={"id", "replaces", "kind", "to"})
    return Wanted(kind=Kind(body.kind), to=tuple(body.to), **said)


async def _row(session: AsyncSession, paper: Paper) -> Row:
    return (await paper_rows(session, paper.incident_id, [paper.id]))[paper.id]
