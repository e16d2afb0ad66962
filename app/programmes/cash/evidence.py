"""Evidence: who saw what on which day, with a document of the case or in words; only added to."""

from datetime import date
from typing import Final
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_documents
from app.cases.case_access import must_be_open
from app.cases.case_models import Case
from app.core import clock
from app.core.db import fetch_value
from app.core.errors import InputIsInvalid
from app.core.moves import IllegalMove
from app.programmes.cash import courses
from app.programmes.cash.enrolling import today
from app.programmes.cash.events import CashEvidenceNoted
from app.programmes.cash.models import CashEnrolment, CashEvidence
from app.programmes.cash.refusals import TrancheNotFound
from app.programmes.cash.saying import about as of_enrolment
from app.programmes.cash.saying import checked_words, must_be_of, sealed, told
from app.programmes.cash.states import UNDER_WAY, Answer, Witness

SAID: Final = "cash_evidence.said"
OLDEST: Final = date(2010, 1, 1)
"""Before any scheme of the programme; a day before it has been mistyped."""
_NEXT: Final = "SELECT coalesce(max(no), 0) + 1 FROM cash_evidence WHERE enrolment_id = $1"


async def note(
    session: AsyncSession,
    case: Case,
    row: CashEnrolment,
    about: str,
    tranche: int | None,
    answer: Answer,
    witness: Witness,
    seen_on: date,
    by: UUID,
    *,
    words: str | None = None,
    document_id: UUID | None = None,
) -> CashEvidence:
    """Somebody's word on a criterion (no tranche) or on a condition of a tranche.

    A refusal to answer is noted as one, and what nobody knows as unknown. Raises IllegalMove,
    TrancheNotFound, DocumentNotFound, InputIsInvalid, CaseIsClosed.
    """
    must_be_open(case)
    if row.state not in UNDER_WAY:
        raise IllegalMove(
            f"The enrolment is {row.state.value}: there is nothing to evidence.",
            state=row.state.value,
            legal=[],
        )
    scheme = await courses.scheme_of(session, row)
    codes = scheme.criterion_codes() if tranche is None else scheme.condition_codes()
    must_be_of(codes, about, "about")
    if tranche is not None and tranche not in scheme.numbers():
        raise TrancheNotFound("There is no such tranche.")
    if not OLDEST <= seen_on <= today():
        raise InputIsInvalid("This day has not come yet, or is long gone.", field="seen_on")
    said = checked_words(words)
    if said is None and document_id is None:
        raise InputIsInvalid("Add a document, or say what was seen.", field="words")
    if document_id is not None:
        await case_documents.must_be_of(session, case, document_id)
    made = CashEvidence(
        id=uuid4(),
        enrolment_id=row.id,
        no=await fetch_value(session, _NEXT, row.id),
        about=about,
        tranche=tranche,
        answer=answer,
        seen_on=seen_on,
        witness=witness,
        document_id=document_id,
        noted_at=clock.now(),
        noted_by=by,
    )
    made.said = await sealed(session, case, said, SAID, made.id)
    session.add(made)
    await session.flush()
    event = CashEvidenceNoted(
        **of_enrolment(case, row),
        evidence_id=made.id,
        about=about,
        answer=answer.value,
        tranche=tranche,
    )
    await told(session, case, event, by)
    return made
