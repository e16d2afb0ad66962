"""HTTP of referrals on the side of the case: consents, what to know before, send, revoke, note."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter

from app.cases import (
    case_access,
    referral_access,
    referral_consents,
    referral_doubts,
    referral_services,
    referrals,
)
from app.cases.case_endpoints import locked
from app.cases.referral_queries import consent_rows, received_rows, referral_row, referral_rows
from app.cases.referral_schemas import (
    HandOver,
    NewConsent,
    NewReceived,
    NewReferral,
    ReferralAnswer,
    ReferralCheck,
    ReferralRow,
    Referrals,
    WhyRevoke,
)
from app.cases.referral_states import HandOver as What
from app.cases.referral_states import ReferralState
from app.cases.referral_told import told
from app.core.db import SessionDep
from app.core.errors import InputIsInvalid
from app.directory import offered
from app.directory.offered_models import OfferedService
from app.staff.auth import SignedIn, allow
from app.staff.permissions import require

router = APIRouter(tags=["cases"])
Row = dict[str, Any]

Opener = Annotated[SignedIn, allow("cases.open")]
Refers = Annotated[SignedIn, allow("cases.refer")]


@router.get("/cases/{case_id}/referrals", response_model=Referrals)
async def all_referrals(session: SessionDep, signed: Opener, case_id: UUID) -> Row:
    """Referrals, consents and services of a case. The opening is recorded, as of the whole file."""
    await case_access.by_person(session, signed, case_id, require(signed, "cases.open"))
    return await _all(session, case_id)


async def _all(session: SessionDep, case_id: UUID) -> Row:
    return {
        "items": await referral_rows(session, case_id),
        "consents": await consent_rows(session, case_id),
        "received": await received_rows(session, case_id),
    }


@router.get("/cases/{case_id}/services/{offered_id}/check", response_model=ReferralCheck)
async def check_referral(
    session: SessionDep,
    signed: Refers,
    case_id: UUID,
    offered_id: UUID,
    what: HandOver = "referral",
) -> Row:
    """What to know before the child is referred: consent, fit, services it has, what is told."""
    scope = require(signed, "cases.refer")
    case = await case_access.by_person(session, signed, case_id, scope)
    row = await offered.get(session, offered_id)
    consent, withheld = await referral_consents.standing(
        session, case, row.organisation_id, row.kind
    )
    unfit, has_already = await referral_doubts.found(session, case, row)
    kind = row.kind.value
    return {
        "consent": consent.value,
        "withheld": sorted(withheld),
        "misfits": [one.value for one in unfit],
        "duplicates": await referral_doubts.warned_rows(session, has_already),
        "told_first": list(told(What(what), kind, ReferralState.SENT, withheld)),
        "told_then": list(told(What(what), kind, ReferralState.ACCEPTED, withheld)),
        "receivers": len(await offered.people_of(session, row)),
    }


async def _service(session: SessionDep, service_id: UUID) -> OfferedService:
    try:
        return await offered.get(session, service_id)
    except offered.ServiceNotFound as error:
        raise InputIsInvalid("There is no such service.", field="service") from error


@router.post("/cases/{case_id}/consents", response_model=Referrals, status_code=201)
async def note_consent(session: SessionDep, signed: Refers, case_id: UUID, body: NewConsent) -> Row:
    """Write down who said yes or no, for which organisation and service."""
    case = await locked(session, signed, "cases.refer", case_id)
    made = await referral_consents.note(
        session,
        case,
        body.organisation,
        body.service.value,
        body.giver,
        body.answer,
        signed.id,
        child_assents=body.child_assents,
        withheld=body.withheld,
        words=body.words,
    )
    await referrals.follow_consent(session, case, made.organisation_id, made.service, signed.id)
    return await _all(session, case_id)


@router.post("/cases/{case_id}/consents/{consent_id}/withdraw", response_model=Referrals)
async def withdraw_consent(
    session: SessionDep, signed: Refers, case_id: UUID, consent_id: UUID
) -> Row:
    """It does not stand any more; what rests on it and is unanswered is revoked at once."""
    case = await locked(session, signed, "cases.refer", case_id)
    row = await referral_consents.withdraw(session, case, consent_id, signed.id)
    await referrals.follow_consent(session, case, row.organisation_id, row.service, signed.id)
    return await _all(session, case_id)


@router.post("/cases/{case_id}/referrals", response_model=ReferralRow, status_code=201)
async def refer(session: SessionDep, signed: Refers, case_id: UUID, body: NewReferral) -> Row:
    """Ask an organisation for a service, or to take the case on."""
    case = await locked(session, signed, "cases.refer", case_id)
    made = await referrals.send(
        session,
        case,
        await _service(session, body.service),
        What(body.what),
        body.needs,
        signed.id,
        law=body.law,
        why=body.why,
        despite=body.despite,
    )
    return await referral_row(session, made)


@router.post("/cases/{case_id}/referrals/{referral_id}/revoke", response_model=ReferralRow)
async def revoke_referral(
    session: SessionDep, signed: Refers, case_id: UUID, referral_id: UUID, body: WhyRevoke
) -> Row:
    """Call a referral off: the organisation is told nothing of the child any more."""
    case = await locked(session, signed, "cases.refer", case_id)
    row = await referral_access.locked(session, case, referral_id)
    await referrals.end(session, case, row, "revoke", body.reason, signed.id, words=body.words)
    return await referral_row(session, row)


@router.post("/cases/{case_id}/referrals/{referral_id}/answer", response_model=ReferralRow)
async def record_referral_answer(
    session: SessionDep, signed: Refers, case_id: UUID, referral_id: UUID, body: ReferralAnswer
) -> Row:
    """Write down what an organisation without an account said; a transfer is never so accepted."""
    case = await locked(session, signed, "cases.refer", case_id)
    row = await referral_access.locked(session, case, referral_id)
    if body.verb == "accept":
        await referrals.accept(session, case, row, signed.id, by_word=True)
    else:
        await referrals.end(
            session,
            case,
            row,
            body.verb,
            body.reason or "",
            signed.id,
            words=body.words,
            by_word=True,
        )
    return await referral_row(session, row)


@router.post("/cases/{case_id}/services", response_model=Referrals, status_code=201)
async def note_received(
    session: SessionDep, signed: Refers, case_id: UUID, body: NewReceived
) -> Row:
    """Write down a service that the child has without a referral of ours."""
    case = await locked(session, signed, "cases.refer", case_id)
    await referral_services.note(
        session, case, body.service.value, body.organisation, body.since, signed.id
    )
    return await _all(session, case_id)


@router.post("/cases/{case_id}/services/{received_id}/end", response_model=Referrals)
async def end_received(
    session: SessionDep, signed: Refers, case_id: UUID, received_id: UUID
) -> Row:
    """The child does not have it any more."""
    case = await locked(session, signed, "cases.refer", case_id)
    await referral_services.end(session, case, received_id, signed.id)
    return await _all(session, case_id)
