"""HTTP of enrolments, evidence, payees and tranches: checks the permission, calls one verb."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_access
from app.cases.case_endpoints import locked
from app.cases.case_models import Case
from app.cases.schemas import CodeText
from app.core.db import SessionDep
from app.programmes.cash import access, enrolling, evidence, payees, releases, versions
from app.programmes.cash.files import file_of
from app.programmes.cash.lists import approves, enrolment_rows
from app.programmes.cash.models import CashEnrolment
from app.programmes.cash.row_schemas import CashEnrolments, CashFile, CashVersions
from app.programmes.cash.schemas import (
    CashApplication,
    CashEnd,
    CashHolding,
    CashLifting,
    CashPayeeYes,
    CashProposal,
    CashRefusal,
    CashRejection,
    CashReversal,
    CashScheme,
    CashStart,
    EnrolmentState,
    NewCashEvidence,
    NewCashPayee,
    Waits,
)
from app.programmes.cash.states import Answer, Channel, Witness
from app.staff.auth import SignedIn, allow
from app.staff.permissions import require, scope_of

router = APIRouter(tags=["cash"])
Row = dict[str, Any]

Lister = Annotated[SignedIn, allow("cash.list")]
Opener = Annotated[SignedIn, allow("cash.open")]
Writer = Annotated[SignedIn, allow("cash.write")]
Approver = Annotated[SignedIn, allow("cash.approve")]
Ruler = Annotated[SignedIn, allow("cash.set_rules")]


@router.get("/cash/schemes", response_model=CashVersions)
async def schemes(session: SessionDep, _: Lister) -> Row:
    """All versions of the scheme; the first one counts for whoever applies now."""
    return {"items": await versions.version_rows(session)}


@router.post("/cash/schemes", response_model=CashVersions, status_code=201)
async def publish(session: SessionDep, signed: Ruler, body: CashScheme) -> Row:
    """Publish the next version; what has begun keeps its own."""
    await versions.publish(session, body.base, body.definition, body.note, signed.id)
    return {"items": await versions.version_rows(session)}


@router.get("/cash/enrolments", response_model=CashEnrolments)
async def find(
    session: SessionDep,
    signed: Lister,
    mine: bool = False,
    state: EnrolmentState | None = None,
    group: Annotated[CodeText | None, Query()] = None,
    waits: Waits | None = None,
    number: Annotated[str | None, Query(max_length=40)] = None,
) -> Row:
    """Enrolments of one's own cases; for those who oversee an area, all of it unless `mine`."""
    overseen = scope_of(signed.role, "cash.list") == "all" and not mine
    items = await enrolment_rows(
        session,
        signed.id,
        signed.role,
        overseen=overseen,
        state=state,
        group=group,
        waits=waits,
        number=access.as_kept(number) if number else None,
    )
    return {"items": items}


@router.get("/cases/{case_id}/cash", response_model=CashEnrolments)
async def of_case(session: SessionDep, signed: Opener, case_id: UUID) -> Row:
    """The enrolments of a case: codes and sums, no word, so that a look is not recorded."""
    scope = require(signed, "cash.open")
    case = await case_access.by_person(session, signed, case_id, scope, record=False)
    return {"items": await _listed(session, signed, case_id=case.id)}


async def _listed(session: AsyncSession, signed: SignedIn, **more: Any) -> list[Row]:
    """Rows of what a door has let this person see, whoever's the case is."""
    return await enrolment_rows(session, signed.id, signed.role, overseen=True, let_in=True, **more)


async def shown(session: AsyncSession, signed: SignedIn, case: Case, row: CashEnrolment) -> Row:
    """All of an enrolment as it is now."""
    listed = (await _listed(session, signed, only=row.id))[0]
    kept_for = signed.id if case.owner_id == signed.id or not approves(signed.role) else None
    return await file_of(session, case, row, listed, kept_for)


@router.post("/cases/{case_id}/cash", response_model=CashFile, status_code=201)
async def apply(session: SessionDep, signed: Writer, case_id: UUID, body: CashApplication) -> Row:
    """Apply for the child of a case, in a group of the newest scheme."""
    case = await locked(session, signed, "cash.write", case_id)
    made = await enrolling.apply(
        session, case, body.group, signed.id, adult_reason=body.adult_reason
    )
    return await shown(session, signed, case, made)


@router.get("/cash/enrolments/{enrolment_id}", response_model=CashFile)
async def read(session: SessionDep, signed: Opener, enrolment_id: UUID) -> Row:
    """All of one enrolment. The opening is recorded in its case, which may ask for a reason."""
    case, row = await access.by_person(session, signed, enrolment_id, "cash.open")
    return await shown(session, signed, case, row)


async def _for(
    session: AsyncSession, signed: SignedIn, enrolment_id: UUID, action: str
) -> tuple[Case, CashEnrolment]:
    return await access.by_person(session, signed, enrolment_id, action, lock=True)


@router.post("/cash/enrolments/{enrolment_id}/approve", response_model=CashFile)
async def approve(
    session: SessionDep, signed: Approver, enrolment_id: UUID, body: CashStart
) -> Row:
    """Enrol the child; 409 `evidence_is_missing` names the criteria that are not evidenced."""
    case, row = await _for(session, signed, enrolment_id, "cash.approve")
    await enrolling.approve(session, case, row, body.starts_on, signed.id)
    return await shown(session, signed, case, row)


@router.post("/cash/enrolments/{enrolment_id}/refuse", response_model=CashFile)
async def refuse(
    session: SessionDep, signed: Approver, enrolment_id: UUID, body: CashRefusal
) -> Row:
    """The child is not enrolled, and why."""
    case, row = await _for(session, signed, enrolment_id, "cash.approve")
    await enrolling.refuse(session, case, row, body.reason, body.words, signed.id)
    return await shown(session, signed, case, row)


@router.post("/cash/enrolments/{enrolment_id}/end", response_model=CashFile)
async def end(session: SessionDep, signed: Approver, enrolment_id: UUID, body: CashEnd) -> Row:
    """No more is paid; what was promised and not paid goes back to the fund."""
    case, row = await _for(session, signed, enrolment_id, "cash.approve")
    await enrolling.end(session, case, row, body.reason, body.words, signed.id)
    return await shown(session, signed, case, row)


@router.post("/cash/enrolments/{enrolment_id}/evidence", response_model=CashFile, status_code=201)
async def note_evidence(
    session: SessionDep, signed: Writer, enrolment_id: UUID, body: NewCashEvidence
) -> Row:
    """Write down who saw what, of a criterion or of a condition of a tranche."""
    case, row = await _for(session, signed, enrolment_id, "cash.write")
    await evidence.note(
        session,
        case,
        row,
        body.about,
        body.tranche,
        Answer(body.answer),
        Witness(body.witness),
        body.seen_on,
        signed.id,
        words=body.words,
        document_id=body.document,
    )
    return await shown(session, signed, case, row)


@router.post("/cash/enrolments/{enrolment_id}/payees", response_model=CashFile, status_code=201)
async def name_payee(
    session: SessionDep, signed: Writer, enrolment_id: UUID, body: NewCashPayee
) -> Row:
    """Name who gets the money for the child; another person confirms it."""
    case, row = await _for(session, signed, enrolment_id, "cash.write")
    await payees.name(
        session,
        case,
        row,
        body.person,
        Channel(body.channel),
        body.account,
        body.branch,
        signed.id,
    )
    return await shown(session, signed, case, row)


@router.post("/cash/enrolments/{enrolment_id}/payees/{payee_id}/confirm", response_model=CashFile)
async def confirm_payee(
    session: SessionDep,
    signed: Approver,
    enrolment_id: UUID,
    payee_id: UUID,
    body: CashPayeeYes | None = None,
) -> Row:
    """This one gets the money from now on; said by another person than who named the payee."""
    case, row = await _for(session, signed, enrolment_id, "cash.approve")
    apart = body.apart if body else None
    await payees.confirm(session, case, row, payee_id, signed.id, apart=apart)
    return await shown(session, signed, case, row)


@router.post("/cash/enrolments/{enrolment_id}/tranches/{no}/propose", response_model=CashFile)
async def propose(
    session: SessionDep, signed: Writer, enrolment_id: UUID, no: int, body: CashProposal
) -> Row:
    """Ask for a tranche's release; 409 says what is missing, not due, held or out of order."""
    case, row = await _for(session, signed, enrolment_id, "cash.write")
    await releases.propose(session, case, row, no, body.words, signed.id)
    return await shown(session, signed, case, row)


@router.post("/cash/enrolments/{enrolment_id}/tranches/{no}/release", response_model=CashFile)
async def release(session: SessionDep, signed: Approver, enrolment_id: UUID, no: int) -> Row:
    """The money may be sent; said by another person than who proposed it."""
    case, row = await _for(session, signed, enrolment_id, "cash.approve")
    await releases.release(session, case, row, no, signed.id)
    return await shown(session, signed, case, row)


@router.post("/cash/enrolments/{enrolment_id}/tranches/{no}/reject", response_model=CashFile)
async def reject(
    session: SessionDep, signed: Approver, enrolment_id: UUID, no: int, body: CashRejection
) -> Row:
    """A proposal is rejected, and why: evidence is gathered anew."""
    case, row = await _for(session, signed, enrolment_id, "cash.approve")
    await releases.step_back(
        session, case, row, no, "reject", signed.id, reason=body.reason, words=body.words
    )
    return await shown(session, signed, case, row)


@router.post("/cash/enrolments/{enrolment_id}/tranches/{no}/withdraw", response_model=CashFile)
async def withdraw(session: SessionDep, signed: Writer, enrolment_id: UUID, no: int) -> Row:
    """A proposal is taken back before it was decided."""
    case, row = await _for(session, signed, enrolment_id, "cash.write")
    await releases.step_back(session, case, row, no, "withdraw", signed.id)
    return await shown(session, signed, case, row)


@router.post("/cash/enrolments/{enrolment_id}/tranches/{no}/hold", response_model=CashFile)
async def hold(
    session: SessionDep, signed: Writer, enrolment_id: UUID, no: int, body: CashHolding
) -> Row:
    """Nothing of a tranche is released or sent until the hold is lifted."""
    case, row = await _for(session, signed, enrolment_id, "cash.write")
    await releases.hold(session, case, row, no, body.reason, body.words, signed.id)
    return await shown(session, signed, case, row)


@router.post("/cash/enrolments/{enrolment_id}/tranches/{no}/lift", response_model=CashFile)
async def lift(
    session: SessionDep, signed: Approver, enrolment_id: UUID, no: int, body: CashLifting
) -> Row:
    """The hold of a tranche is over, and why."""
    case, row = await _for(session, signed, enrolment_id, "cash.approve")
    await releases.lift(session, case, row, no, body.reason, body.words, signed.id)
    return await shown(session, signed, case, row)


@router.post("/cash/enrolments/{enrolment_id}/tranches/{no}/reverse", response_model=CashFile)
async def reverse(
    session: SessionDep, signed: Approver, enrolment_id: UUID, no: int, body: CashReversal
) -> Row:
    """A release was wrong and nothing of it is out: its mirror is posted."""
    case, row = await _for(session, signed, enrolment_id, "cash.approve")
    await releases.reverse(session, case, row, no, body.reason, body.words, signed.id)
    return await shown(session, signed, case, row)
