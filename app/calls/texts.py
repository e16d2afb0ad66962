"""Texts that somebody sends us: each opens a ticket and waits for a counsellor; nobody answers it.

It sends nothing, ever (I12), and it reads no code of a worker: the edge asks dispatch first.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.events import TextCame, TextMoved, TextTaken
from app.calls.models import TextIn
from app.cases.access import SystemReason, for_system
from app.cases.contact import refuse_by_text
from app.cases.linking import follows
from app.cases.models import Channel, Incident
from app.cases.queries import open_ones
from app.cases.sealed import key_of
from app.cases.service import add_party, must_be_open, open_incident, stamp
from app.cases.timeline import CALLER, Actor, tell
from app.core import clock, security
from app.core.audience import about
from app.core.db import fetch, fetch_value, take
from app.core.errors import HelplineError, NotFound
from app.core.rows import columns_of

NUMBER_PLACE, BODY_PLACE = "text_in.number_sealed:", "text_in.body_sealed:"

_KNOWN = "SELECT 1 FROM text_in WHERE provider_message_id = $1"
_HEARD = """
SELECT incident_id FROM (
    SELECT incident_id, arrived_at AS at FROM call WHERE number_index = $1
    UNION ALL SELECT incident_id, came_at FROM text_in WHERE number_index = $1
) AS heard ORDER BY at DESC LIMIT 20
"""
_TICKET_OF = "SELECT incident_id FROM text_in WHERE provider_message_id = $1"
_INCIDENT_OF = "SELECT incident_id FROM text_in WHERE id = $1"
_LOCK = f"SELECT {columns_of(TextIn)} FROM text_in WHERE id = $1 AND incident_id = $2 FOR UPDATE"


@dataclass(frozen=True)
class TextArrived:
    """A text as the phone network hands it over; `number` is E.164, or None when withheld."""

    provider_message_id: str
    number: str | None = field(repr=False)
    number_kind: str
    body: str = field(repr=False)
    media: int = 0


class TextNotFound(NotFound):
    """No such text."""

    code = "text_not_found"


class TextIsTaken(HelplineError):
    """A colleague has taken this text."""

    status = HTTPStatus.CONFLICT
    code = "text_is_taken"


async def came(session: AsyncSession, fact: TextArrived) -> bool:
    """A text is a ticket of its own, whoever sent it; False for one that we have already.

    One number is many people, so nothing is added to another ticket by the number alone.
    """
    if await fetch_value(session, _KNOWN, fact.provider_message_id):
        return False
    row = _row(fact)
    incident = await open_incident(session, Channel.SMS, CALLER, _told(row))
    _put_away(row, incident, fact)
    session.add(row)
    await session.flush()
    return True


async def opted_out(session: AsyncSession, fact: TextArrived) -> bool:
    """Somebody wants no texts: the number is not to be called or texted; False when known already.

    It may be a child's cry all the same, so without an open ticket of this number it opens one.
    With one, the words are kept there. Only a supervisor can allow the number again.
    """
    if await fetch_value(session, _KNOWN, fact.provider_message_id):
        return False
    index = security.vault().blind_index(fact.number) if fact.number else None
    known = await _open_ticket_of(session, index) if index else None
    if known is None:
        await came(session, fact)
        known = await fetch_value(session, _TICKET_OF, fact.provider_message_id)
        assert known is not None
        incident = await for_system(session, known, SystemReason.CALL_MOVED_ON, lock=True)
    else:
        incident = await for_system(session, known, SystemReason.CALL_MOVED_ON, lock=True)
        row = _row(fact)
        _put_away(row, incident, fact)
        row.taken_at = row.came_at  # nobody need look for it: it stands in an open ticket
        session.add(row)
        await session.flush()
    if index is not None:
        await refuse_by_text(session, incident, index)
    return True


async def _open_ticket_of(session: AsyncSession, index: bytes) -> UUID | None:
    """The last open ticket in which this number was heard."""
    heard = [row["incident_id"] for row in await fetch(session, _HEARD, index)]
    still = await open_ones(session, heard)
    return next((id_ for id_ in heard if id_ in still), None)


async def take_on(session: AsyncSession, text_id: UUID, staff_id: UUID) -> TextIn:
    """A counsellor takes the text: its ticket is his or her work from now on; again is fine.

    Raises TextNotFound, TextIsTaken, IncidentIsClosed, IncidentIsLinked.
    """
    incident, row = await _locked(session, text_id)
    if row.taken_at is not None:
        if row.taken_by != staff_id:
            raise TextIsTaken("A colleague has taken this text.")
        return row
    must_be_open(incident)
    row.taken_at, row.taken_by = clock.now(), staff_id
    row.version += 1
    session.add(row)
    await add_party(session, incident, "counsellor", staff_id)
    stamp(incident, "answered_at", row.taken_at)
    told = TextTaken(**facts_of(row), staff_id=staff_id)
    await tell(session, incident, told, Actor("staff", staff_id), [about("staff", staff_id)])
    return row


def facts_of(row: TextIn) -> dict[str, Any]:
    """What every event of this text carries."""
    return {"entity_id": row.id, "version": row.version, "incident_id": row.incident_id}


def came_with(row: TextIn) -> UUID:
    """The ticket whose key seals it."""
    return row.first_incident_id or row.incident_id


async def _locked(session: AsyncSession, text_id: UUID) -> tuple[Incident, TextIn]:
    """Its incident first, then the text; one that was linked away meanwhile is followed."""
    while True:
        incident_id = await fetch_value(session, _INCIDENT_OF, text_id)
        if incident_id is None:
            raise TextNotFound("There is no such text.")
        incident = await for_system(session, incident_id, SystemReason.CALL_MOVED_ON, lock=True)
        row = await take(session, TextIn, _LOCK, text_id, incident_id)
        if row is not None:
            return incident, row


def _row(fact: TextArrived) -> TextIn:
    return TextIn(
        id=uuid4(),
        incident_id=uuid4(),  # its own ticket's, once that is there
        provider_message_id=fact.provider_message_id,
        number_kind=fact.number_kind,
        media=fact.media,
        came_at=clock.now(),
    )


def _told(row: TextIn) -> Callable[[Incident], TextCame]:
    def told(incident: Incident) -> TextCame:
        row.incident_id = incident.id
        return TextCame(**facts_of(row), number=incident.number, channel=incident.channel.value)

    return told


def _put_away(row: TextIn, incident: Incident, fact: TextArrived) -> None:
    key, row.incident_id = key_of(incident), incident.id
    row.body_sealed = security.seal(key, fact.body, f"{BODY_PLACE}{row.id}")
    if fact.number is not None:
        row.number_sealed = security.seal(key, fact.number, f"{NUMBER_PLACE}{row.id}")
        row.number_index = security.vault().blind_index(fact.number)


async def follow(session: AsyncSession, linked: Incident, kept: Incident, actor: Actor) -> None:
    """Every text of a linked ticket belongs to the kept incident; both are locked.

    Its words stay sealed under the key of the ticket it came with, as a call's number does.
    """
    found = await session.exec(
        select(TextIn)
        .where(TextIn.incident_id == linked.id)
        .order_by(col(TextIn.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for row in list(found):
        row.first_incident_id = came_with(row)
        row.incident_id = kept.id
        row.version += 1
        session.add(row)
        await session.flush()
        await tell(session, kept, TextMoved(**facts_of(row)), actor, [about("incident", linked.id)])


follows("calls.texts", follow)
