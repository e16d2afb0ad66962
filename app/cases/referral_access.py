"""The door of an organisation to what it was asked: a referral, and never the file of the case.

Whoever answers for the service may open it; what is told then is a table (referral_told.py). Each
opening is recorded beside those of the file. The same words for what is absent and what is foreign.
"""

from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_access import SystemWhy, for_system
from app.cases.case_models import Case, CaseOpening
from app.cases.referral_models import CaseReferral
from app.core import clock
from app.core.errors import NotFound
from app.directory import offered
from app.staff.auth import SignedIn

REFERRAL: Final = "referral"
"""Stands as the reason of an opening by the organisation that was asked."""


class ReferralNotFound(NotFound):
    """No such referral, or none this person answers for."""

    code = "referral_not_found"


def not_found() -> ReferralNotFound:
    """The same words for what is absent and what is not this person's."""
    return ReferralNotFound("There is no such referral, or it is not yours to answer.")


async def by_party(
    session: AsyncSession, signed: SignedIn, referral_id: UUID
) -> tuple[Case, CaseReferral]:
    """A referral for a verb of the organisation, and its case, which is locked first.

    Raises ReferralNotFound.
    """
    row = await _of_party(session, signed, referral_id)
    case = await for_system(session, row.case_id, SystemWhy.REFERRAL, lock=True)
    return case, await locked(session, case, referral_id)


async def opened_by_party(
    session: AsyncSession, signed: SignedIn, referral_id: UUID
) -> CaseReferral:
    """The same for its eyes: the opening is recorded. Raises ReferralNotFound."""
    row = await _of_party(session, signed, referral_id)
    session.add(
        CaseOpening(case_id=row.case_id, at=clock.now(), staff_id=signed.id, reason=REFERRAL)
    )
    await session.flush()
    return row


async def _of_party(session: AsyncSession, signed: SignedIn, referral_id: UUID) -> CaseReferral:
    row = await session.get(CaseReferral, referral_id)
    if row is None:
        raise not_found()
    mine = await offered.answers_for(session, signed.worker_id, signed.centre_id)
    if row.offered_id not in mine:
        raise not_found()
    return row


async def locked(session: AsyncSession, case: Case, referral_id: UUID) -> CaseReferral:
    """A referral of a locked case, as it stands now. Raises ReferralNotFound."""
    row = await session.get(CaseReferral, referral_id, populate_existing=True)
    if row is None or row.case_id != case.id:
        raise not_found()
    return row
