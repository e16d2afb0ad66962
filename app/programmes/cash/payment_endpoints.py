"""HTTP of payments: whoever pays sees a sum, a payee and an account; others say what came of it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter

from app.core.db import SessionDep
from app.programmes.cash import access, payments
from app.programmes.cash.endpoints import Approver, Writer, shown
from app.programmes.cash.files import slip_of
from app.programmes.cash.list_schemas import CashPaid, CashPayables, CashSlip, CashTotals
from app.programmes.cash.lists import payable_rows
from app.programmes.cash.models import CashPayment
from app.programmes.cash.row_schemas import CashFile
from app.programmes.cash.schemas import (
    CashArrival,
    CashFailure,
    CashReturn,
    CashUndoing,
    NewCashPayment,
)
from app.programmes.cash.totals import totals
from app.staff.auth import SignedIn, allow

router = APIRouter(tags=["cash"])
Row = dict[str, Any]

Payer = Annotated[SignedIn, allow("cash.pay")]
Counter = Annotated[SignedIn, allow("cash.see_totals")]


@router.get("/cash/payables", response_model=CashPayables)
async def payables(session: SessionDep, _: Payer) -> Row:
    """What may be sent now, and what was sent and nobody has confirmed; no child, no account."""
    return await payable_rows(session)


@router.post("/cash/enrolments/{enrolment_id}/slip", response_model=CashSlip)
async def slip(session: SessionDep, signed: Payer, enrolment_id: UUID) -> Row:
    """To whom the money of an enrolment goes, and how. Each look is recorded in its case."""
    case, row = await access.for_payment(session, signed, enrolment_id)
    return await slip_of(session, case, row)


def _paid(made: CashPayment) -> Row:
    return {
        "payment": str(made.id),
        "state": made.state.value,
        "months": made.months,
        "poisha": made.poisha,
    }


@router.post(
    "/cash/enrolments/{enrolment_id}/tranches/{no}/send",
    response_model=CashPaid,
    status_code=201,
)
async def send(
    session: SessionDep, signed: Payer, enrolment_id: UUID, no: int, body: NewCashPayment
) -> Row:
    """Money of a released tranche was sent to the payee whose slip was read."""
    case, row = await access.for_payment(session, signed, enrolment_id, lock=True)
    made = await payments.send(
        session,
        case,
        row,
        no,
        body.payee,
        body.months,
        body.reference,
        signed.id,
        id_=body.id,
    )
    return _paid(made)


@router.post("/cash/enrolments/{enrolment_id}/payments/{payment_id}/fail", response_model=CashPaid)
async def fail(
    session: SessionDep,
    signed: Payer,
    enrolment_id: UUID,
    payment_id: UUID,
    body: CashFailure,
) -> Row:
    """Money never arrived, and may be sent once more."""
    case, row = await access.for_payment(session, signed, enrolment_id, lock=True)
    made = await payments.move(
        session, case, row, payment_id, "fail", body.reason, body.words, signed.id
    )
    return _paid(made)


@router.post(
    "/cash/enrolments/{enrolment_id}/payments/{payment_id}/return", response_model=CashPaid
)
async def give_back(
    session: SessionDep,
    signed: Payer,
    enrolment_id: UUID,
    payment_id: UUID,
    body: CashReturn,
) -> Row:
    """Money came back; of a transfer that has ended it is the fund's."""
    case, row = await access.for_payment(session, signed, enrolment_id, lock=True)
    made = await payments.move(
        session, case, row, payment_id, "return", body.reason, body.words, signed.id
    )
    return _paid(made)


@router.post(
    "/cash/enrolments/{enrolment_id}/payments/{payment_id}/confirm", response_model=CashFile
)
async def confirm(
    session: SessionDep,
    signed: Writer,
    enrolment_id: UUID,
    payment_id: UUID,
    body: CashArrival,
) -> Row:
    """The payee has the money; said by another person than who sent it."""
    case, row = await access.by_person(session, signed, enrolment_id, "cash.write", lock=True)
    await payments.confirm(session, case, row, payment_id, body.how, signed.id)
    return await shown(session, signed, case, row)


@router.post("/cash/enrolments/{enrolment_id}/payments/{payment_id}/undo", response_model=CashFile)
async def undo(
    session: SessionDep,
    signed: Approver,
    enrolment_id: UUID,
    payment_id: UUID,
    body: CashUndoing,
) -> Row:
    """The last word on a payment was wrong: its mirror is posted."""
    case, row = await access.by_person(session, signed, enrolment_id, "cash.approve", lock=True)
    await payments.move(session, case, row, payment_id, "undo", body.reason, body.words, signed.id)
    return await shown(session, signed, case, row)


@router.get("/cash/totals", response_model=CashTotals)
async def all_totals(session: SessionDep, _: Counter) -> Row:
    """Children, sums and grievances by district and group; unknown is never added to known."""
    return await totals(session)
