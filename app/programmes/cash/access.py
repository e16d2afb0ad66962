"""The doors to an enrolment: by the case of its child, and the narrow one of whoever pays.

Whoever may open the case may open its transfer, with the same reason where one is needed, and each
opening is recorded beside those of the file. The same words for what is absent and what is foreign.
"""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_access
from app.cases.case_access import CaseNotFound, ReasonIsNeeded, SystemWhy
from app.cases.case_models import Case
from app.core.db import take
from app.core.errors import NotFound
from app.core.rows import columns_of
from app.core.words import latin_digits
from app.programmes.cash.models import CashEnrolment
from app.programmes.cash.states import EnrolmentState
from app.staff.auth import SignedIn
from app.staff.permissions import require

_ONE = f"SELECT {columns_of(CashEnrolment)} FROM cash_enrolment WHERE id = $1"
_NUMBERED = f"SELECT {columns_of(CashEnrolment)} FROM cash_enrolment WHERE number = $1"


class EnrolmentNotFound(NotFound):
    """No such enrolment, or not one this person may know of."""

    code = "enrolment_not_found"


def not_found() -> EnrolmentNotFound:
    """The same words for what is absent and what is not this person's."""
    return EnrolmentNotFound("There is no such enrolment, or it is not yours to open.")


async def by_person(
    session: AsyncSession,
    signed: SignedIn,
    enrolment_id: UUID,
    action: str,
    *,
    lock: bool = False,
) -> tuple[Case, CashEnrolment]:
    """An enrolment and its case for a person; a verb passes `lock`, and its event is the record.

    Raises EnrolmentNotFound, NotAllowed, and case_access.ReasonIsNeeded naming the case.
    """
    scope = require(signed, action)
    row = await take(session, CashEnrolment, _ONE, enrolment_id)
    if row is None:
        raise not_found()
    try:
        case = await case_access.by_person(
            session, signed, row.case_id, scope, lock=lock, record=not lock
        )
    except CaseNotFound as error:
        raise not_found() from error
    except ReasonIsNeeded as error:
        raise ReasonIsNeeded(error.detail, **error.facts, case=str(row.case_id)) from error
    return case, (await again(session, row.id) if lock else row)


async def for_payment(
    session: AsyncSession, signed: SignedIn, enrolment_id: UUID, *, lock: bool = False
) -> tuple[Case, CashEnrolment]:
    """The same for whoever pays, who sees no file. Each look at an account is recorded.

    There is something to pay only of what was once enrolled. Raises EnrolmentNotFound.
    """
    row = await take(session, CashEnrolment, _ONE, enrolment_id)
    if row is None or row.state in (EnrolmentState.APPLIED, EnrolmentState.REFUSED):
        raise not_found()
    if not lock:
        return await case_access.for_payment(session, signed, row.case_id), row
    case = await case_access.for_system(session, row.case_id, SystemWhy.CASH, lock=True)
    return case, await again(session, row.id)


async def for_system(session: AsyncSession, enrolment_id: UUID) -> tuple[Case, CashEnrolment]:
    """The same for the system itself, the case locked. Raises EnrolmentNotFound."""
    row = await take(session, CashEnrolment, _ONE, enrolment_id)
    if row is None:
        raise not_found()
    case = await case_access.for_system(session, row.case_id, SystemWhy.CASH, lock=True)
    return case, await again(session, row.id)


async def numbered(session: AsyncSession, number: str) -> CashEnrolment:
    """The enrolment of this number, as it stands on the family's card. Raises EnrolmentNotFound."""
    row = await take(session, CashEnrolment, _NUMBERED, as_kept(number))
    if row is None:
        raise not_found()
    return row


def as_kept(number: str) -> str:
    """A number as somebody types it, in either set of digits, as it is kept."""
    return latin_digits(number).replace("\x00", "").strip().upper()


async def again(session: AsyncSession, enrolment_id: UUID) -> CashEnrolment:
    """An enrolment as it stands now that its case is locked."""
    row = await take(session, CashEnrolment, _ONE, enrolment_id)
    assert row is not None
    return row
