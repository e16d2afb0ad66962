"""Calls follow their ticket when it is linked to another one; a live call goes on undisturbed.

The number stays sealed under the key of the ticket it came with: linking opens nothing, and
whoever erases that report erases its number with it.
"""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.events import CallMoved
from app.calls.locking import facts_of, next_version, owner_channels
from app.calls.models import Call, Offer
from app.calls.states import OfferState
from app.cases.linking import follows
from app.cases.models import Incident
from app.cases.timeline import Actor, tell
from app.core.audience import about


def came_with(call: Call) -> UUID:
    """The ticket that was opened by this call: its number's key is that ticket's."""
    return call.first_incident_id or call.incident_id


async def follow(session: AsyncSession, linked: Incident, kept: Incident, actor: Actor) -> None:
    """Every call of a linked ticket belongs to the kept incident; both are locked."""
    found = await session.exec(
        select(Call)
        .where(Call.incident_id == linked.id)
        .order_by(col(Call.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for call in list(found):
        call.first_incident_id = came_with(call)
        call.incident_id = kept.id
        next_version(session, call)
        rung = await _still_rings(session, call)
        channels = [about("incident", linked.id), *owner_channels(call), *rung]
        await tell(session, kept, CallMoved(**facts_of(call)), actor, channels)


async def _still_rings(session: AsyncSession, call: Call) -> list[str]:
    """Whoever the call rings at sees the other ticket's number from now on."""
    found = await session.exec(
        select(Offer)
        .where(Offer.call_id == call.id, Offer.state == OfferState.OFFERED)
        .with_for_update()
    )
    offers = list(found)
    for offer in offers:
        offer.version += 1
        session.add(offer)
    return [about("staff", offer.staff_id) for offer in offers]


follows("calls", follow)
