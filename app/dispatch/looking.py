"""Looks again whether somebody can be asked by now for whom nobody could; then asks by itself.

It ranks nobody and knows no rule of its own: whoever matching gives is asked by the ordinary verb,
under the lock of the incident, which also a counsellor who asks by hand at that moment must hold.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.models import Incident
from app.cases.states import IncidentState
from app.cases.timeline import SYSTEM
from app.core import clock
from app.core.settings import Settings
from app.dispatch import service, supervisors, unmet
from app.dispatch.candidates import NobodyCanGo, PlaceIsUnknown, choose
from app.dispatch.ladder import Rung
from app.dispatch.unmet_events import UnmetLooked
from app.dispatch.unmet_models import Unmet, UnmetEnd
from app.jobs.deadlines import set_deadline


async def look(session: AsyncSession, unmet_id: UUID, settings: Settings) -> None:
    """Ask whoever can be asked by now, once; else look again later. Late, or twice, it is the same.

    Whoever wished for it answers for the dispatch. Supervisors hear of it wherever they heard that
    nobody could be asked: one of them may be telephoning for somebody.
    """
    try:
        incident, row = await unmet.lock_open(session, unmet_id)
    except (unmet.UnmetNotFound, unmet.UnmetIsOver):
        return
    if row.look_at is None:
        return
    if clock.now() < row.look_at:
        await set_deadline(session, unmet.UNMET_LOOK, row.id, row.look_at)
        return
    rungs = await _whom(session, incident, row, settings)
    if rungs:
        await _ask(session, incident, row, rungs, settings)
    else:
        await unmet.look_later(session, row, settings)


async def _whom(
    session: AsyncSession, incident: Incident, row: Unmet, settings: Settings
) -> Sequence[Rung]:
    """Whom matching ranks by now; nobody while none is needed, or others are being asked.

    To a child known to be safe nobody is woken by itself; a person may still ask. Nor for a ticket
    that is linked: what is left behind there, the auditor brings along (unmet_audit.py).
    """
    if incident.state is not IncidentState.OPEN or incident.safe_at is not None:
        return ()
    if await unmet.others_are_asked(session, incident.id):
        return ()
    try:
        return await choose(session, incident, None, settings)
    except NobodyCanGo as nobody:
        await _renew(session, incident, row, nobody.facts["reasons"])
    except PlaceIsUnknown:  # taken back since; nobody can be ranked until it is known
        pass
    return ()


async def _renew(
    session: AsyncSession, incident: Incident, row: Unmet, reasons: Sequence[Mapping[str, Any]]
) -> None:
    """Screens show why nobody can be asked now; the timeline keeps why it was so then."""
    now = [dict(reason) for reason in reasons]
    if now != row.reasons:
        row.reasons = now
        await unmet.refresh(session, incident, row, UnmetLooked, why=unmet.why_of(row))


async def _ask(
    session: AsyncSession,
    incident: Incident,
    row: Unmet,
    rungs: Sequence[Rung],
    settings: Settings,
) -> None:
    await unmet.end(session, incident, row, UnmetEnd.MET)
    made = await service.ask(
        session, incident, list(rungs), row.wished_by, SYSTEM, settings, by_itself=True
    )
    row.dispatch_id = made.id
    session.add(row)
    await session.flush()
    await supervisors.tell_supervisors(session, incident.id, supervisors.ASKED_AFTER_ALL)
