"""The words on whether a number may be called: the caller's key, a supervisor's yes or no.

What follows from them is told in safety.py.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.events import ContactAllowed, ContactForbidden, ContactMarkedSafe
from app.cases.models import ContactWord, Incident, Said
from app.cases.safety import book, event_of
from app.cases.timeline import CALLER, Actor, tell
from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid

SAFE_FOR: Final = timedelta(hours=24)
"""So long a pressed key counts, and so long a supervisor's word for it (I12)."""

ALLOW_REASONS: Final = ("caller_asked", "known_safe", "danger_greater", "other")
BY_TEXT: Final = "caller_asked_not"
FORBID_REASONS: Final = (BY_TEXT, "somebody_listens", "not_the_childs_phone", "other")
"""Why a supervisor overrides what is known; codes, so that no words of a child stand in events."""


class NoNumber(HelplineError):
    """The caller withheld the number, or nobody called: there is nothing to allow or forbid."""

    status = HTTPStatus.CONFLICT
    code = "no_number_to_contact"


async def mark_safe_by_key(
    session: AsyncSession, incident: Incident, call_id: UUID, index: bytes
) -> bool:
    """The caller pressed the key, on a locked incident; False when that is known already.

    A second press, or a replayed one, makes nothing longer.
    """
    pressed = await session.exec(
        select(ContactWord.id).where(
            ContactWord.number_index == index,
            ContactWord.incident_id == incident.id,
            ContactWord.said == Said.PRESSED,
            col(ContactWord.until) > clock.now(),
        )
    )
    if pressed.first() is not None:
        return False
    until = clock.now() + SAFE_FOR
    _say(session, incident, [index], Said.PRESSED, until=until)
    told = ContactMarkedSafe(**event_of(incident), call_id=call_id, until=until)
    await tell(session, incident, told, CALLER, await book.circle(session, [index]))
    return True


async def allow(session: AsyncSession, incident: Incident, reason: str, by: UUID) -> None:
    """A supervisor's yes for a locked incident, for 24 h. Raises InputIsInvalid, NoNumber."""
    _must_be_one_of(reason, ALLOW_REASONS)
    indexes = await _numbers_of(session, incident)
    until = clock.now() + SAFE_FOR
    _say(session, incident, indexes, Said.ALLOWED, reason=reason, until=until, by=by)
    told = ContactAllowed(**event_of(incident), reason=reason, until=until)
    circle = await book.circle(session, indexes)
    await tell(session, incident, told, Actor("staff", by), circle)


async def forbid(session: AsyncSession, incident: Incident, reason: str, by: UUID) -> None:
    """A supervisor's no to the numbers of a locked incident, until a supervisor's later yes.

    Raises InputIsInvalid, NoNumber.
    """
    _must_be_one_of(reason, FORBID_REASONS)
    indexes = await _numbers_of(session, incident)
    _say(session, incident, indexes, Said.FORBIDDEN, reason=reason, by=by)
    told = ContactForbidden(**event_of(incident), reason=reason)
    circle = await book.circle(session, indexes)
    await tell(session, incident, told, Actor("staff", by), circle)


async def refuse_by_text(session: AsyncSession, incident: Incident, index: bytes) -> None:
    """Somebody with this number asked for no texts, on a locked incident: as a supervisor's no.

    It may be forged, and does no harm then but that a supervisor has to allow the number.
    """
    _say(session, incident, [index], Said.FORBIDDEN, reason=BY_TEXT)
    told = ContactForbidden(**event_of(incident), reason=BY_TEXT)
    await tell(session, incident, told, CALLER, await book.circle(session, [index]))


def _must_be_one_of(reason: str, reasons: tuple[str, ...]) -> None:
    if reason not in reasons:
        raise InputIsInvalid(f"Choose one of: {', '.join(reasons)}.", field="reason")


async def _numbers_of(session: AsyncSession, incident: Incident) -> list[bytes]:
    indexes = (await book.numbers(session, [incident.id])).get(incident.id, [])
    if not indexes:
        raise NoNumber(f"{incident.number} has no number that could be called.")
    return indexes


def _say(
    session: AsyncSession,
    incident: Incident,
    indexes: Iterable[bytes],
    said: Said,
    *,
    reason: str | None = None,
    until: datetime | None = None,
    by: UUID | None = None,
) -> None:
    now = clock.now()
    for index in indexes:
        session.add(
            ContactWord(
                incident_id=incident.id,
                number_index=index,
                said=said,
                reason=reason,
                said_at=now,
                until=until,
                staff_id=by,
            )
        )
