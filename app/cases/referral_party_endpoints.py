"""HTTP of referrals on the side of an organisation: its inbox, one opened, accept, reject, done."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter

from app.cases import referral_access, referrals
from app.cases.case_access import SystemWhy, for_system
from app.cases.case_models import Case
from app.cases.referral_models import CaseReferral
from app.cases.referral_queries import inbox_rows, told_row
from app.cases.referral_schemas import (
    HowReferralEnded,
    Inbox,
    PartyReferral,
    ReferralState,
    WhyReject,
)
from app.cases.referral_states import HandOver
from app.core.db import SessionDep
from app.directory import offered
from app.staff.auth import SignedIn, allow
from app.staff.permissions import require

router = APIRouter(tags=["referrals"])
Row = dict[str, Any]

Answers = Annotated[SignedIn, allow("referrals.answer")]


@router.get("/referrals", response_model=Inbox)
async def inbox(session: SessionDep, signed: Answers, state: ReferralState | None = None) -> Row:
    """What the services one answers for were asked for; it names no child."""
    mine = await offered.answers_for(session, signed.worker_id, signed.centre_id)
    return {"items": await inbox_rows(session, mine, state)}


async def _opened(session: SessionDep, case: Case, row: CaseReferral) -> Row:
    (shown,) = await inbox_rows(session, [row.offered_id], only=row.id)
    return {**shown, "told": await told_row(session, case, row)}


@router.get("/referrals/{referral_id}", response_model=PartyReferral)
async def read_referral(session: SessionDep, signed: Answers, referral_id: UUID) -> Row:
    """What the organisation is told of the child now, and no more. The opening is recorded."""
    row = await referral_access.opened_by_party(session, signed, referral_id)
    return await _opened(session, await for_system(session, row.case_id, SystemWhy.REFERRAL), row)


@router.post("/referrals/{referral_id}/accept", response_model=PartyReferral)
async def accept_referral(session: SessionDep, signed: Answers, referral_id: UUID) -> Row:
    """Give the service; of a transfer, own the case from now on."""
    case, row = await referral_access.by_party(session, signed, referral_id)
    if row.what is HandOver.TRANSFER:
        require(signed, "cases.write")
    await referrals.accept(session, case, row, signed.id)
    return await _opened(session, case, row)


@router.post("/referrals/{referral_id}/reject", response_model=PartyReferral)
async def reject_referral(
    session: SessionDep, signed: Answers, referral_id: UUID, body: WhyReject
) -> Row:
    """Say no, and why: the case worker looks for somebody else."""
    case, row = await referral_access.by_party(session, signed, referral_id)
    await referrals.end(session, case, row, "reject", body.reason, signed.id, words=body.words)
    return await _opened(session, case, row)


@router.post("/referrals/{referral_id}/done", response_model=PartyReferral)
async def finish_referral(
    session: SessionDep, signed: Answers, referral_id: UUID, body: HowReferralEnded
) -> Row:
    """The service was given: what came of it. From now on nothing is told any more."""
    case, row = await referral_access.by_party(session, signed, referral_id)
    await referrals.end(session, case, row, "done", body.outcome, signed.id, words=body.words)
    return await _opened(session, case, row)
