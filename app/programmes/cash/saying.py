"""What the verbs of this room have in common: reasons, words that are sealed, and telling."""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_sealed
from app.cases.case_models import Case
from app.cases.case_timeline import of, tell
from app.core.errors import InputIsInvalid
from app.programmes.cash.events import OfCash
from app.programmes.cash.models import CashEnrolment
from app.programmes.cash.states import REASONS

LONGEST_WORDS: Final = 4000
OTHER: Final = "other"


def about(case: Case, row: CashEnrolment) -> dict[str, Any]:
    """What every event about an enrolment of a locked case begins with."""
    return {**of(case), "enrolment_id": row.id, "number": row.number}


async def told(
    session: AsyncSession, case: Case, event: OfCash, by: UUID | None, also: Collection[UUID] = ()
) -> None:
    """Append it to the timeline of the case, whose parties hear of it, and `also` these."""
    await tell(session, case, event, by, also)


def checked_words(words: str | None, field: str = "words", *, needed: bool = False) -> str | None:
    """What somebody wrote, or None. Raises InputIsInvalid."""
    said = (words or "").strip()
    if len(said) > LONGEST_WORDS or (needed and not said):
        raise InputIsInvalid(f"From 1 to {LONGEST_WORDS} characters fit here.", field=field)
    return said or None


def must_be_reason(verb: str, reason: str, words: str | None) -> str | None:
    """The words beside a reason; `other` needs some. Raises InputIsInvalid."""
    must_be_of(REASONS[verb], reason, "reason")
    return checked_words(words, needed=reason == OTHER)


def must_be_of(known: Collection[str], code: str, field: str) -> None:
    """Raises InputIsInvalid."""
    if code not in known:
        raise InputIsInvalid(f"Choose one of: {', '.join(known)}.", field=field)


async def sealed(
    session: AsyncSession, case: Case, said: Any, table: str, row_id: UUID
) -> bytes | None:
    """What was said, sealed under the key of the case's child; nothing of nothing.

    Raises DataIsErased.
    """
    if said is None:
        return None
    return case_sealed.seal(await case_sealed.key_of(session, case.id), said, table, row_id)
