"""What the clock, weddings and papers keep of a ticket follows it when it is linked to another."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.linking import follows
from app.cases.models import Incident
from app.cases.timeline import Actor
from app.core import clock
from app.dispatch import pauses
from app.dispatch.clock_models import Marriage, MarriageStep, Paper
from app.dispatch.lateness import CLOCK_DUE
from app.dispatch.marriage import MARRIAGE_DUE, steps_of
from app.dispatch.undertaking import is_stopped
from app.jobs.deadlines import cancel_deadline, look_now


async def follow(session: AsyncSession, linked: Incident, kept: Incident, actor: Actor) -> None:
    """Steps and papers move; of two dates the earlier one counts; the linked clock ends."""
    await pauses.end_for_link(session, linked, actor)
    await cancel_deadline(session, CLOCK_DUE, linked.id, ending="linked")
    for kind in (MarriageStep, Paper):
        await session.exec(
            update(kind).where(col(kind.incident_id) == linked.id).values(incident_id=kept.id)
        )
    await _move_marriage(session, linked.id, kept.id)


async def _move_marriage(session: AsyncSession, linked_id: UUID, kept_id: UUID) -> None:
    """Two reports may tell two days: the earlier one, and a known one before an unknown one."""
    found = await session.exec(
        select(Marriage)
        .where(col(Marriage.incident_id).in_((linked_id, kept_id)))
        .execution_options(populate_existing=True)
    )
    known = {one.incident_id: one for one in found}
    moved = known.get(linked_id)
    if moved is None or moved.ended_at is not None:
        return
    kept = known.get(kept_id)
    if kept is not None and kept.ended_at is None:
        _take_earlier(moved, kept, await steps_of(session, kept_id))
    else:
        kept = _take_all(moved, kept, kept_id)
    session.add(kept)
    moved.ended_at, moved.end_reason = clock.now(), "linked"
    session.add(moved)
    await session.flush()
    await cancel_deadline(session, MARRIAGE_DUE, linked_id, ending="linked")
    await look_now(session, MARRIAGE_DUE, [kept_id])


def _take_all(moved: Marriage, over: Marriage | None, kept_id: UUID) -> Marriage:
    """What was known is over, or nothing was: a wedding to come is never lost by a link."""
    facts = moved.model_dump(exclude={"incident_id"})
    if over is None:
        return Marriage(incident_id=kept_id, **facts)
    for name, fact in facts.items():
        setattr(over, name, fact)
    return over


def _take_earlier(moved: Marriage, kept: Marriage, steps: list[MarriageStep]) -> None:
    """A day told after the wedding was stopped counts before one that the stop has overtaken."""
    taken = min((kept, moved), key=lambda one: (is_stopped(steps, one), *_known_first(one)))
    if taken is moved:
        kept.on_at, kept.hour_known, kept.passed_at = moved.on_at, moved.hour_known, None
        kept.said_at, kept.said_by = moved.said_at, moved.said_by
    visits = [at for at in (moved.visit_due_at, kept.visit_due_at) if at is not None]
    kept.visit_due_at = min(visits, default=None)


def _known_first(marriage: Marriage) -> tuple[bool, datetime]:
    return marriage.on_at is None, marriage.on_at or marriage.said_at


follows("dispatch_clock", follow)
