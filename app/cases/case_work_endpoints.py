"""HTTP of what is written in a case: checks the permission, calls one verb, shows the file."""

import asyncio
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import (
    case_access,
    case_approvals,
    case_checks,
    case_closure,
    case_documents,
    case_plan,
    case_service,
    case_told,
)
from app.cases.case_endpoints import Opener, Writer, locked, row_of
from app.cases.case_file_queries import part_rows
from app.cases.case_row_schemas import CaseRow, CheckRow, DocumentRow, NoteRow, SheetRow
from app.cases.case_schemas import (
    Assessment,
    Closing,
    Decision,
    HowActionEnded,
    NewCheck,
    NewDocument,
    NewNote,
    Plan,
    Sheet,
    WhichRevision,
)
from app.cases.case_states import Check
from app.cases.case_states import Sheet as SheetOf
from app.core import clock
from app.core.db import SessionDep
from app.staff.auth import SignedIn, allow
from app.staff.permissions import require

router = APIRouter(tags=["cases"])
Row = dict[str, Any]

Approver = Annotated[SignedIn, allow("cases.approve")]
LARGEST_BODY: Final = 8 * 1024 * 1024
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Content-Disposition": "attachment",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
DOCUMENT: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {kind: {} for kind in case_documents.KINDS.values()},
        "description": "the document",
    }
}


async def _one(session: AsyncSession, case_id: UUID, part: str, id_: UUID) -> Row:
    rows = await part_rows(session, case_id, part)
    return next(row for row in rows if row["id"] == str(id_))


@router.post("/cases/{case_id}/notes", response_model=NoteRow, status_code=201)
async def add_note(session: SessionDep, signed: Writer, case_id: UUID, body: NewNote) -> Row:
    """Append a note, or the correction of one."""
    case = await locked(session, signed, "cases.write", case_id)
    made = await case_service.note(session, case, body.words, body.corrects, signed.id)
    return await _one(session, case_id, "notes", made.id)


@router.post(
    "/cases/{case_id}/documents",
    response_model=DocumentRow,
    status_code=201,
    max_body_size=LARGEST_BODY,
)
async def add_document(
    session: SessionDep, signed: Writer, case_id: UUID, body: NewDocument
) -> Row:
    """Put a file into the case; what it is, its bytes say."""
    case = await locked(session, signed, "cases.write", case_id)
    content = await asyncio.to_thread(case_documents.decoded, body.data)
    made = await case_documents.add(session, case, body.name, content, signed.id)
    return await _one(session, case_id, "documents", made)


@router.get("/cases/{case_id}/documents/{document_id}", response_class=Response, responses=DOCUMENT)
async def document(
    session: SessionDep, signed: Opener, case_id: UUID, document_id: UUID
) -> Response:
    """One file. Who opens it is recorded each time; no cache keeps it."""
    scope = require(signed, "cases.open")
    case = await case_access.by_person(session, signed, case_id, scope, record=False)
    found = await case_documents.open_document(session, case, document_id)
    await case_access.opened_document(session, signed, case_id, document_id)
    return Response(found.content, media_type=found.kind, headers=HEADERS)


@router.post("/cases/{case_id}/checks", response_model=CheckRow, status_code=201)
async def add_check(session: SessionDep, signed: Writer, case_id: UUID, body: NewCheck) -> Row:
    """The child was seen or followed up, or, by a supervisor, the case was reviewed."""
    if body.kind == Check.REVIEW.value:
        require(signed, "cases.approve")
    case = await locked(session, signed, "cases.write", case_id)
    made = await case_checks.check(
        session,
        case,
        Check(body.kind),
        body.when(clock.now()),
        body.words,
        body.next_on,
        signed.id,
    )
    return await _one(session, case_id, "checks", made.id)


async def _write(
    session: AsyncSession, signed: SignedIn, case_id: UUID, sheet: SheetOf, body: Assessment | Plan
) -> Row:
    case = await locked(session, signed, "cases.write", case_id)
    said = body.model_dump(mode="json", exclude={"base_revision"})
    made = await case_approvals.write(session, case, sheet, said, body.base_revision, signed.id)
    return await _one(session, case_id, "sheets", made.id)


@router.put("/cases/{case_id}/assessment", response_model=SheetRow)
async def write_assessment(
    session: SessionDep, signed: Writer, case_id: UUID, body: Assessment
) -> Row:
    """Write the next revision of the assessment."""
    return await _write(session, signed, case_id, SheetOf.ASSESSMENT, body)


@router.put("/cases/{case_id}/plan", response_model=SheetRow)
async def write_plan(session: SessionDep, signed: Writer, case_id: UUID, body: Plan) -> Row:
    """Write the next revision of the plan; its actions are worked on once it is approved."""
    return await _write(session, signed, case_id, SheetOf.PLAN, body)


@router.post("/cases/{case_id}/close", response_model=CaseRow)
async def request_closure(session: SessionDep, signed: Writer, case_id: UUID, body: Closing) -> Row:
    """Ask a supervisor to close the case; 409 `case_is_held` names what holds it open."""
    case = await locked(session, signed, "cases.write", case_id)
    await case_closure.request(session, case, body.model_dump(mode="json"), signed.id)
    return await row_of(session, case)


@router.post("/cases/{case_id}/sheets/{sheet}/request", response_model=CaseRow)
async def request_approval(
    session: SessionDep, signed: Writer, case_id: UUID, sheet: Sheet, body: WhichRevision
) -> Row:
    """Ask a supervisor to approve the newest revision."""
    case = await locked(session, signed, "cases.write", case_id)
    await case_approvals.request(session, case, SheetOf(sheet), body.revision, signed.id)
    return await row_of(session, case)


async def _decide(
    session: AsyncSession,
    signed: SignedIn,
    case_id: UUID,
    sheet: Sheet,
    body: Decision,
    verb: Literal["approve", "reject"],
) -> Row:
    closes = sheet == SheetOf.CLOSURE.value and verb == "approve"
    if closes:  # its twin hears of it: every open case of the child is locked in one order
        scope = require(signed, "cases.approve")
        known = await case_access.by_person(session, signed, case_id, scope, record=False)
        await case_told.lock_cases(session, known.child_id)
    case = await locked(session, signed, "cases.approve", case_id)
    revision, comment, by = body.revision, body.comment, signed.id
    if closes:
        await case_closure.approve(session, case, revision, comment, by)
    else:
        await case_approvals.decide(
            session, case, SheetOf(sheet), revision, by, verb=verb, comment=comment
        )
    return await row_of(session, case)


@router.post("/cases/{case_id}/sheets/{sheet}/approve", response_model=CaseRow)
async def approve(
    session: SessionDep, signed: Approver, case_id: UUID, sheet: Sheet, body: Decision
) -> Row:
    """Approve a revision somebody else wrote; of a closure, this closes the case."""
    return await _decide(session, signed, case_id, sheet, body, "approve")


@router.post("/cases/{case_id}/sheets/{sheet}/reject", response_model=CaseRow)
async def reject(
    session: SessionDep, signed: Approver, case_id: UUID, sheet: Sheet, body: Decision
) -> Row:
    """Reject a revision, and say why."""
    return await _decide(session, signed, case_id, sheet, body, "reject")


@router.post("/cases/{case_id}/actions/{action_id}/end", response_model=CaseRow)
async def end_action(
    session: SessionDep, signed: Writer, case_id: UUID, action_id: UUID, body: HowActionEnded
) -> Row:
    """An action is done, or dropped, and what shows it."""
    case = await locked(session, signed, "cases.write", case_id)
    await case_plan.end_action(
        session, case, action_id, body.how, body.words, body.document, signed.id
    )
    return await row_of(session, case)
