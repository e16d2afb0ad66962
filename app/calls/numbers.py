"""Which numbers an incident was called from, and which screens show a number; it opens none.

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
SELECT DISTINCT incident_id, number_index FROM call
WHERE incident_id = ANY($1) AND number_index IS NOT NULL
"""


async def numbers(session: AsyncSession, incident_ids: Collection[UUID]) -> dict[UUID, list[bytes]]:
    """The indexes of the numbers that called, by incident; withheld ones have none."""
    known: dict[UUID, list[bytes]] = defaultdict(list)
    for incident_id, index in await fetch(session, _NUMBERS, list(incident_ids)):
        known[incident_id].append(index)
    return known


async def circle(session: AsyncSession, indexes: Collection[bytes]) -> list[str]:
    """The channels that show a row of one of these numbers: incidents, parties, who is rung."""
    calls = select(Call.id).where(col(Call.number_index).in_(indexes))
    incidents = await session.exec(
        select(Call.incident_id).where(col(Call.number_index).in_(indexes)).distinct()
    )
    concerned: list[str] = []
    for incident_id in incidents:
        concerned.append(about("incident", incident_id))
        concerned += await channels_of_parties(session, incident_id)
    ringing = await session.exec(
        select(Offer.staff_id).where(
            Offer.state == OfferState.OFFERED, col(Offer.call_id).in_(calls)
        )
    )
    return concerned + [about("staff", staff_id) for staff_id in ringing]


use_book(numbers, circle)
