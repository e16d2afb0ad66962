"""Which numbers an incident was called or written from, and which screens show one; opens none.

Asked by cases/safety.py, which knows numbers by their blind index alone.
"""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.models import Call, Offer
from app.calls.states import OfferState
from app.cases.safety import use_book
from app.cases.timeline import channels_of_parties
from app.core.audience import about
from app.core.db import fetch

_NUMBERS = """
SELECT incident_id, number_index FROM call
WHERE incident_id = ANY($1) AND number_index IS NOT NULL
UNION
SELECT incident_id, number_index FROM text_in
WHERE incident_id = ANY($1) AND number_index IS NOT NULL
"""
_OF_NUMBERS = """
SELECT incident_id FROM call WHERE number_index = ANY($1)
UNION
SELECT incident_id FROM text_in WHERE number_index = ANY($1)
"""


async def numbers(session: AsyncSession, incident_ids: Collection[UUID]) -> dict[UUID, list[bytes]]:
    """The indexes of the numbers that called or wrote, by incident; withheld ones have none."""
    known: dict[UUID, list[bytes]] = defaultdict(list)
    for incident_id, index in await fetch(session, _NUMBERS, list(incident_ids)):
        known[incident_id].append(index)
    return known


async def circle(session: AsyncSession, indexes: Collection[bytes]) -> list[str]:
    """The channels that show a row of one of these numbers: incidents, parties, who is rung."""
    calls = select(Call.id).where(col(Call.number_index).in_(indexes))
    concerned: list[str] = []
    for (incident_id,) in await fetch(session, _OF_NUMBERS, list(indexes)):
        concerned.append(about("incident", incident_id))
        concerned += await channels_of_parties(session, incident_id)
    ringing = await session.exec(
        select(Offer.staff_id).where(
            Offer.state == OfferState.OFFERED, col(Offer.call_id).in_(calls)
        )
    )
    return concerned + [about("staff", staff_id) for staff_id in ringing]


use_book(numbers, circle)
