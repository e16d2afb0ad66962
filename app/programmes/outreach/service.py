"""Verbs of outreach events: planned, held with whom they reached, called off; they flush only."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock, outbox
from app.core.audience import BOARD
from app.core.errors import InputIsInvalid, NotFound
from app.core.moves import advance
from app.directory.models import Organisation
from app.geo.lookup import gazetteer
from app.programmes.outreach.events import OutreachMoved
from app.programmes.outreach.models import OutreachCount, OutreachEvent
from app.programmes.outreach.states import (
    MOVES,
    WHY_CALLED_OFF,
    OutreachFor,
    OutreachKind,
    ReachedWho,
    reached,
)

LONGEST: Final = timedelta(days=92)
Counts = Mapping[ReachedWho, int | None]


class OutreachNotFound(NotFound):
    """No such event."""

    code = "outreach_not_found"


async def plan(
    session: AsyncSession,
    by: UUID,
    *,
    kind: OutreachKind,
    name_bn: str,
    name_en: str,
    starts_at: datetime,
    ends_at: datetime,
    audience: Collection[OutreachFor],
    place: str | None = None,
    organisation: str | None = None,
    expected: int | None = None,
    note: str | None = None,
) -> OutreachEvent:
    """An event is to be; one that was may be entered afterwards. Raises InputIsInvalid."""
    if not timedelta(0) < ends_at - starts_at <= LONGEST:
        text = f"It ends after it begins, within {LONGEST.days} days."
        raise InputIsInvalid(text, field="ends_at")
    if place is not None and gazetteer().get(place) is None:
        raise InputIsInvalid("There is no such place in the gazetteer.", field="place")
    made = OutreachEvent(
        kind=kind,
        name_bn=name_bn,
        name_en=name_en,
        place=place,
        audience=sorted({one.value for one in audience}),
        organisation_id=await _organisation(session, organisation),
        starts_at=starts_at,
        ends_at=ends_at,
        expected=expected,
        note=note,
        made_at=clock.now(),
        made_by=by,
    )
    session.add(made)
    await session.flush()
    await _tell(session, made, "planned")
    return made


async def _organisation(session: AsyncSession, code: str | None) -> UUID | None:
    if code is None:
        return None
    found = await session.exec(select(Organisation.id).where(Organisation.code == code))
    if (id_ := found.first()) is None:
        raise InputIsInvalid("There is no such organisation.", field="organisation")
    return id_


async def hold(session: AsyncSession, event_id: UUID, counts: Counts, by: UUID) -> OutreachEvent:
    """It was held, and reached so many. Raises OutreachNotFound, IllegalMove, InputIsInvalid."""
    event = await _locked(session, event_id)
    event.state = advance(MOVES, event.state, "hold", "event")
    if event.starts_at > clock.now():
        raise InputIsInvalid("It has not begun yet.", field="reached")
    return await _count(session, event, counts, "held", by)


async def count(session: AsyncSession, event_id: UUID, counts: Counts, by: UUID) -> OutreachEvent:
    """It is said anew how many were reached. Raises OutreachNotFound, IllegalMove."""
    event = await _locked(session, event_id)
    advance(MOVES, event.state, "count", "event")
    return await _count(session, event, counts, "counted", by)


async def _count(
    session: AsyncSession, event: OutreachEvent, counts: Counts, move: str, by: UUID
) -> OutreachEvent:
    found = await session.exec(select(OutreachCount).where(OutreachCount.event_id == event.id))
    for one in found:
        await session.delete(one)
    await session.flush()
    for who, people in counts.items():
        session.add(OutreachCount(event_id=event.id, who=who, people=people))
    event.told_at, event.told_by = clock.now(), by
    event.version += 1
    session.add(event)
    await session.flush()
    told = reached({who.value: people for who, people in counts.items()})
    await _tell(session, event, move, reached=told)
    return event


async def call_off(session: AsyncSession, event_id: UUID, reason: str, by: UUID) -> OutreachEvent:
    """It is not held. Raises OutreachNotFound, IllegalMove, InputIsInvalid."""
    event = await _locked(session, event_id)
    state = advance(MOVES, event.state, "call_off", "event")
    if reason not in WHY_CALLED_OFF:
        raise InputIsInvalid(f"Choose one of: {', '.join(WHY_CALLED_OFF)}.", field="reason")
    event.state, event.reason = state, reason
    event.told_at, event.told_by = clock.now(), by
    event.version += 1
    session.add(event)
    await session.flush()
    await _tell(session, event, "called_off")
    return event


async def _locked(session: AsyncSession, event_id: UUID) -> OutreachEvent:
    found = await session.get(OutreachEvent, event_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise OutreachNotFound("There is no such event.")
    return found


async def _tell(
    session: AsyncSession, event: OutreachEvent, move: str, *, reached: int | None = None
) -> None:
    told = OutreachMoved(
        entity_id=event.id,
        version=event.version,
        kind=event.kind.value,
        move=move,
        place=event.place,
        reached=reached,
    )
    await outbox.record(session, told, [BOARD])
