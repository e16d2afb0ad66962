"""Whether a number may be called back or texted (I12), and the only maker of permits for it.

Unknown counts as unsafe. It rings and texts nobody: whatever does takes a permit from here and
shows it to `check`, which trusts nothing about it. Numbers are known by their blind index alone.
"""

import hmac
import secrets
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

import structlog
from prometheus_client import Counter
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.events import ContactRefused
from app.cases.models import ContactWord, Incident, Said
from app.cases.timeline import Actor, tell
from app.core import clock, security
from app.core.db import fetch
from app.core.errors import HelplineError

PERMIT_FOR: Final = timedelta(seconds=20)
"""A permit is asked for in the moment in which it is used."""

REFUSED = Counter(
    "helpline_contact_refused_total", "Calls and texts to callers refused", ["purpose", "why"]
)
log = structlog.get_logger()


class Safety(StrEnum):
    """What is known of a number."""

    UNKNOWN = "unknown"
    SAFE = "safe"
    UNSAFE = "unsafe"


class Purpose(StrEnum):
    """What a permit is for."""

    CALL_BACK = "call_back"
    TEXT = "text"


class Contact(NamedTuple):
    """What is known at this moment, and until when it is safe; None unless it is."""

    safety: Safety = Safety.UNKNOWN
    until: datetime | None = None

    def row(self) -> dict[str, Any]:
        """The two fields of every row that tells of it; screens compare `until` themselves."""
        until = self.until.isoformat() if self.until else None
        return {"contact_safety": self.safety.value, "contact_safe_until": until}


class ContactNotSafe(HelplineError):
    """Nobody has said that this number may be called, or somebody said that it must not be."""

    code = "contact_not_safe"


class PermitRefused(Exception):
    """A port was shown a permit that does not hold; it says why by a code alone."""


_Numbers = Callable[[AsyncSession, Collection[UUID]], Awaitable[dict[UUID, list[bytes]]]]
_Circle = Callable[[AsyncSession, Collection[bytes]], Awaitable[list[str]]]


async def _no_numbers(_: AsyncSession, __: Collection[UUID]) -> dict[UUID, list[bytes]]:
    return {}


async def _no_circle(_: AsyncSession, __: Collection[bytes]) -> list[str]:
    return []


@dataclass
class Book:
    """Who knows which numbers an incident has, and which live channels show a number."""

    numbers: _Numbers = _no_numbers
    circle: _Circle = _no_circle


book = Book()


def use_book(numbers: _Numbers, circle: _Circle) -> None:
    """From now on these answer; called once by the room that keeps the numbers, as it is loaded."""
    book.numbers, book.circle = numbers, circle


class _Word(NamedTuple):
    incident_id: UUID
    number_index: bytes
    said: str
    said_at: datetime
    until: datetime | None


_WORDS = """
SELECT incident_id, number_index, said, said_at, until FROM contact_word
WHERE number_index = ANY($1) ORDER BY said_at
"""


async def contact_safety(
    session: AsyncSession, asked: Collection[tuple[UUID, bytes]]
) -> dict[tuple[UUID, bytes], Contact]:
    """What is known of each number, for each incident, in one question.

    A key press counts for the number wherever it rings from, and so does a supervisor's no, which
    does not run out. A supervisor's yes counts for its incident alone, wins over an earlier no and
    runs out.
    """
    indexes = {index for _, index in asked}
    if not indexes:
        return {}
    words = [_Word(*row) for row in await fetch(session, _WORDS, list(indexes))]
    now = clock.now()
    return {
        (incident_id, index): _known(
            [word for word in words if word.number_index == index], incident_id, now
        )
        for incident_id, index in asked
    }


def _known(words: Iterable[ContactWord | _Word], incident_id: UUID, now: datetime) -> Contact:
    last_no: datetime | None = None
    yes: list[ContactWord | _Word] = []
    for word in words:
        if word.said == Said.FORBIDDEN:
            last_no = word.said_at
        elif word.said == Said.PRESSED or word.incident_id == incident_id:
            yes.append(word)
    counting = [word.until for word in yes if word.until and word.until > now]
    if last_no is not None:
        counting = [
            word.until
            for word in yes
            if word.said == Said.ALLOWED
            and word.said_at > last_no
            and word.until
            and word.until > now
        ]
    if counting:
        return Contact(Safety.SAFE, max(counting))
    return Contact(Safety.UNKNOWN if last_no is None else Safety.UNSAFE)


def event_of(incident: Incident) -> dict[str, Any]:
    """What every event about the numbers of a locked incident carries."""
    return {
        "entity_id": incident.id,
        "version": incident.version + 1,
        "incident_id": incident.id,
    }


async def of_incidents(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Contact]:
    """What is known of whole incidents: of several numbers, the worst."""
    numbers = await book.numbers(session, ids)
    asked = [(id_, index) for id_, indexes in numbers.items() for index in indexes]
    known = await contact_safety(session, asked)
    whole: dict[UUID, Contact] = dict.fromkeys(ids, Contact())
    for id_, indexes in numbers.items():
        if indexes:
            whole[id_] = min((known[id_, index] for index in indexes), key=_from_worst)
    return whole


_WORST = (Safety.UNSAFE, Safety.UNKNOWN, Safety.SAFE)


def _from_worst(contact: Contact) -> tuple[int, float]:
    until = contact.until.timestamp() if contact.until else 0.0
    return _WORST.index(contact.safety), until


_SEALER: Final = secrets.token_bytes(32)
"""Of this process alone: a permit is never stored, sent or remembered elsewhere."""


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to call or text one number for one incident and purpose, for some seconds."""

    incident_id: UUID
    purpose: Purpose
    number_index: bytes = field(repr=False)
    until: datetime
    seal: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not hmac.compare_digest(self.seal, _seal_of(self)):
            raise TypeError("only app.cases.safety.permit makes permits")


def _seal_of(permit: Permit) -> bytes:
    return _seal(permit.incident_id, permit.purpose, permit.number_index, permit.until)


def _seal(incident_id: UUID, purpose: Purpose, index: bytes, until: datetime) -> bytes:
    told = f"{incident_id}|{purpose}|{index.hex()}|{until.isoformat()}"
    return hmac.digest(_SEALER, told.encode(), "sha256")


async def permit(
    session: AsyncSession,
    incident: Incident,
    index: bytes | None,
    purpose: Purpose,
    by: UUID | None = None,
) -> Permit:
    """Leave to use the number of a locked incident now.

    Raises ContactNotSafe for a number that is not known to be safe or is none of this incident's.
    The refusal is recorded in the caller's transaction, which must be committed all the same.
    """
    numbers = (await book.numbers(session, [incident.id])).get(incident.id, [])
    contact = Contact()
    if index is not None and index in numbers:
        contact = (await contact_safety(session, [(incident.id, index)]))[incident.id, index]
    now = clock.now()
    if index is None or contact.safety is not Safety.SAFE or contact.until is None:
        await _refuse(session, incident, purpose, contact.safety, by)
        raise ContactNotSafe(
            "It is not known to be safe to call this number.", safety=contact.safety.value
        )
    until = min(now + PERMIT_FOR, contact.until)
    return Permit(incident.id, purpose, index, until, _seal(incident.id, purpose, index, until))


async def _refuse(
    session: AsyncSession, incident: Incident, purpose: Purpose, safety: Safety, by: UUID | None
) -> None:
    REFUSED.labels(purpose.value, safety.value).inc()
    log.warning(
        "contact_refused",
        incident_id=str(incident.id),
        staff_id=str(by) if by else None,
        purpose=purpose.value,
        safety=safety.value,
    )
    told = ContactRefused(**event_of(incident), purpose=purpose.value, safety=safety.value)
    await tell(session, incident, told, Actor("staff", by) if by else Actor())


def check(shown: object, number: str, purpose: Purpose) -> None:
    """What every port asks before it rings or texts `number`. Raises PermitRefused.

    Whatever is shown may be forged: its kind, seal, purpose, time and number are looked at anew.
    """
    why = _what_is_wrong(shown, number, purpose)
    if why is None:
        return
    REFUSED.labels(purpose.value, why).inc()
    incident_id = str(shown.incident_id) if type(shown) is Permit and why != "forged" else None
    log.error("permit_refused", purpose=purpose.value, why=why, incident_id=incident_id)
    raise PermitRefused(why)


def _what_is_wrong(shown: object, number: str, purpose: Purpose) -> str | None:
    if type(shown) is not Permit:
        return "no_permit"
    try:
        genuine = hmac.compare_digest(shown.seal, _seal_of(shown))
    except (AttributeError, TypeError):
        genuine = False
    if not genuine:
        return "forged"
    if shown.purpose != purpose:
        return "other_purpose"
    if clock.now() >= shown.until:
        return "expired"
    index = security.vault().blind_index(number)
    return None if hmac.compare_digest(shown.number_index, index) else "other_number"
