"""The verbs of money: send, confirm, fail, return, and take the last word back.

Whoever pays sees no file: a payee, an account and a sum. Who sends does not confirm, and money goes
to the payee that counts at that moment, named by whoever sends. What was seen broken stops it.
"""

from typing import Final, Literal
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_models import Case
from app.core import clock
from app.core.db import execute
from app.core.errors import InputIsInvalid
from app.programmes.cash import courses, payees
from app.programmes.cash.courses import Loaded
from app.programmes.cash.enrolling import must_be_only_one
from app.programmes.cash.events import CashEnded, CashPaymentMoved
from app.programmes.cash.models import CashEnrolment, CashPayment
from app.programmes.cash.payees import PayeeHasChanged
from app.programmes.cash.refusals import PaymentDiffers, PaymentNotFound
from app.programmes.cash.saying import about, must_be_of, must_be_reason, sealed, told
from app.programmes.cash.states import HOW_CONFIRMED, EnrolmentState, PaymentState

REFERENCE: Final = "cash_payment.reference"
SAID: Final = "cash_payment.said"
LONGEST_REFERENCE: Final = 80
_ONE_BY_ONE: Final = "SELECT pg_advisory_xact_lock(hashtextextended($1, 1098))"
"""The same id may be sent for two enrolments at once, whose cases are locked apart."""


async def send(
    session: AsyncSession,
    case: Case,
    row: CashEnrolment,
    no: int,
    payee_id: UUID,
    months: int | None,
    reference: str | None,
    by: UUID,
    *,
    id_: UUID | None = None,
) -> CashPayment:
    """Money for so many months of a released tranche goes to the payee; without a number all left.

    `id_` was made where the payment was written down: the same once more is the same payment.
    Raises PaymentDiffers, IllegalMove, TrancheNotFound, TrancheIsHeld, EvidenceIsMissing,
    NothingLeftToPay, NeedsAnotherPerson, PayeeIsMissing, PayeeHasChanged, PayeeIsAccused,
    PayeeMayBeAccused, PayeeIsNoGuardian, ChildIsEnrolled, ChildWasPaid.
    """
    said = (reference or "").strip() or None
    if said is not None and len(said) > LONGEST_REFERENCE:
        raise InputIsInvalid(f"At most {LONGEST_REFERENCE} characters fit here.", field="reference")
    if id_ is not None:
        await execute(session, _ONE_BY_ONE, str(id_))
        known = await session.get(CashPayment, id_)
        if known is not None:
            return _same(known, (row.id, no, payee_id, months or known.months, by))
    loaded = await courses.load(session, row)
    sent = loaded.course.send(no, months, by, id_ or uuid4(), loaded.lacks(no))
    left = loaded.course.scheme.total_poisha - loaded.course.out()
    group = await must_be_only_one(session, row.child_id, row.id, most_paid=left)
    payee = await payees.must_stand(session, case, row, group)
    if payee.id != payee_id:
        raise PayeeHasChanged("Another payee was confirmed since.", payee=str(payee.id))
    made = CashPayment(
        id=sent.id,
        enrolment_id=row.id,
        tranche=no,
        payee_id=payee.id,
        months=sent.months,
        poisha=loaded.course.poisha(sent),
        sent_at=clock.now(),
        sent_by=by,
    )
    made.reference = await sealed(session, case, said, REFERENCE, made.id)
    session.add(made)
    loaded.payments[made.id] = made
    await _moved(session, case, loaded, made, "send", by)
    return made


def _same(one: CashPayment, said: tuple[UUID, int, UUID, int, UUID]) -> CashPayment:
    """The payment of this id, if this was said of it. Raises PaymentDiffers."""
    if (one.enrolment_id, one.tranche, one.payee_id, one.months, one.sent_by) != said:
        raise PaymentDiffers("Another payment has this id.", field="id")
    return one


async def confirm(
    session: AsyncSession, case: Case, row: CashEnrolment, payment_id: UUID, how: str, by: UUID
) -> None:
    """The payee has the money, and by what that is known; said by another one than who sent it.

    Raises IllegalMove, PaymentNotFound, NeedsAnotherPerson, InputIsInvalid.
    """
    must_be_of(HOW_CONFIRMED, how, "how")
    loaded = await courses.load(session, row)
    was = loaded.course.state
    loaded.course.confirm(payment_id, by)
    made = _of(loaded, payment_id)
    made.reason, made.said = how, None
    await _moved(session, case, loaded, made, "confirm", by, how)
    await _followed(session, case, row, was, by)


async def move(
    session: AsyncSession,
    case: Case,
    row: CashEnrolment,
    payment_id: UUID,
    verb: Literal["fail", "return", "undo"],
    reason: str,
    words: str | None,
    by: UUID,
) -> CashPayment:
    """Money never arrived, came back, or the last word on it was wrong.

    Raises IllegalMove, PaymentNotFound, MoneyIsOut, InputIsInvalid.
    """
    said = must_be_reason(verb, reason, words)
    loaded = await courses.load(session, row)
    course = loaded.course
    was = course.state
    {"fail": course.fail, "return": course.give_back, "undo": course.undo}[verb](payment_id)
    made = _of(loaded, payment_id)
    made.reason, made.said = reason, await sealed(session, case, said, SAID, made.id)
    await _moved(session, case, loaded, made, verb, by, reason)
    await _followed(session, case, row, was, by)
    return made


async def _followed(
    session: AsyncSession, case: Case, row: CashEnrolment, was: EnrolmentState, by: UUID
) -> None:
    """A transfer is paid in full by its last payment, and goes on when some of it comes back."""
    if row.state is was:
        return
    done = row.state is EnrolmentState.COMPLETED
    row.ended_at, row.ended_by, row.reason = None, None, None
    if done:
        row.ended_at, row.ended_by = clock.now(), by
    session.add(row)
    await session.flush()
    if done:
        await told(session, case, CashEnded(**about(case, row), state=row.state.value), by)


def _of(loaded: Loaded, payment_id: UUID) -> CashPayment:
    found = loaded.payments.get(payment_id)
    if found is None:
        raise PaymentNotFound("There is no such payment of this enrolment.")
    return found


async def _moved(
    session: AsyncSession,
    case: Case,
    loaded: Loaded,
    made: CashPayment,
    how: str,
    by: UUID,
    reason: str | None = None,
) -> None:
    state = loaded.course.payments[made.id].state
    if how == "undo" and state is PaymentState.CONFIRMED:
        made.moved_by = None  # who takes back a return need not be another one than who sent it
    elif how != "send":
        made.moved_at, made.moved_by = clock.now(), by
    await courses.save(session, loaded, by)
    event = CashPaymentMoved(
        **about(case, loaded.row),
        payment_id=made.id,
        tranche=made.tranche,
        state=state.value,
        how=how,
        poisha=made.poisha,
        reason=reason,
    )
    await told(session, case, event, by)
