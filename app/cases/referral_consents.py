"""Consent to telling an organisation of a child: who said what, for what, and when it ended.

A word is written down and never changed; withdrawn, it counts no more. What was sent on the
strength of it is revoked by referrals.py.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_sealed
from app.cases.case_access import must_be_open
from app.cases.case_deadlines import moved
from app.cases.case_models import Case
from app.cases.case_timeline import of
from app.cases.referral_events import CaseConsentNoted, CaseConsentWithdrawn
from app.cases.referral_models import CaseConsent
from app.cases.referral_states import Consent, Said, consent_of
from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.directory.models import Organisation
from app.directory.states import CentreService

TABLE: Final = "case_consent.said"


class ConsentNotFound(NotFound):
    """No such consent in this case."""

    code = "consent_not_found"


class ConsentIsWithdrawn(HelplineError):
    """It was withdrawn already."""

    code = "consent_is_withdrawn"


async def note(
    session: AsyncSession,
    case: Case,
    organisation_id: UUID,
    service: str,
    giver: str,
    answer: str,
    by: UUID,
    *,
    child_assents: bool | None = None,
    withheld: Sequence[str] = (),
    words: str | None = None,
) -> CaseConsent:
    """Write down what somebody said. Raises InputIsInvalid, CaseIsClosed."""
    must_be_open(case)
    if await session.get(Organisation, organisation_id) is None:
        raise InputIsInvalid("There is no such organisation.", field="organisation")
    made = CaseConsent(
        id=uuid4(),
        case_id=case.id,
        episode=case.episode,
        organisation_id=organisation_id,
        service=CentreService(service),
        giver=giver,
        answer=answer,
        child_assents=child_assents if giver != "child" else answer == "given",
        withheld=sorted(set(withheld)),
        taken_at=clock.now(),
        taken_by=by,
    )
    said = (words or "").strip()
    if said:
        key = await case_sealed.key_of(session, case.id)
        made.said = case_sealed.seal(key, said, TABLE, made.id)
    session.add(made)
    await session.flush()
    told = CaseConsentNoted(
        **of(case),
        consent_id=made.id,
        organisation_id=organisation_id,
        service=service,
        giver=giver,
        answer=answer,
    )
    await moved(session, case, told, by)
    return made


async def withdraw(session: AsyncSession, case: Case, consent_id: UUID, by: UUID) -> CaseConsent:
    """The word counts no more. Raises ConsentNotFound, ConsentIsWithdrawn, CaseIsClosed."""
    must_be_open(case)
    row = await session.get(CaseConsent, consent_id)
    if row is None or row.case_id != case.id:
        raise ConsentNotFound("There is no such consent in this case.")
    if row.withdrawn_at is not None:
        raise ConsentIsWithdrawn("It was withdrawn already.")
    row.withdrawn_at, row.withdrawn_by = clock.now(), by
    session.add(row)
    await session.flush()
    told = CaseConsentWithdrawn(
        **of(case),
        consent_id=row.id,
        organisation_id=row.organisation_id,
        service=row.service.value,
    )
    await moved(session, case, told, by)
    return row


async def standing(
    session: AsyncSession, case: Case, organisation_id: UUID, service: CentreService
) -> tuple[Consent, frozenset[str]]:
    """What all words for this organisation and service come to, in the present episode."""
    found = await session.exec(
        select(CaseConsent).where(
            CaseConsent.case_id == case.id,
            CaseConsent.episode == case.episode,
            CaseConsent.organisation_id == organisation_id,
            CaseConsent.service == service,
        )
    )
    return consent_of([word for row in found for word in _words(row)])


def _words(row: CaseConsent) -> list[Said]:
    """A row holds the giver's word, and the child's own where it was asked beside another one.

    Whoever takes back a word takes back no refusal of the child's: only the child says otherwise.
    """
    withdrawn = row.withdrawn_at is not None
    words = [Said(row.giver, row.answer, row.taken_at, withdrawn, tuple(row.withheld))]
    if row.giver != "child" and row.child_assents is not None:
        answer = "given" if row.child_assents else "refused"
        words.append(Said("child", answer, row.taken_at, withdrawn and row.child_assents))
    return words
