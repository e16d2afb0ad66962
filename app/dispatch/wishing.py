"""A counsellor wishes that somebody goes: asked, or told to supervisors when nobody can be.

A refusal is given back, not raised, so that what supervisors are told of is kept with it. The verbs
change nothing before they refuse; what follows stands alone in their transaction.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason, for_system
from app.core.errors import HelplineError
from app.core.settings import Settings
from app.dispatch import handing_off, service, unmet
from app.dispatch.agencies import Agency
from app.dispatch.candidates import NobodyCanGo
from app.dispatch.handing_off import AgencyCannotBeAsked, Wanted
from app.dispatch.ladder import Responder, thawed
from app.dispatch.models import Dispatch
from app.dispatch.states import OVER
from app.dispatch.unmet_models import Unmet
from app.staff.auth import SignedIn


class AskedMeanwhile(HelplineError):
    """Another one was asked since the screen showed that nobody could be: see `dispatch_id`."""

    code = "asked_meanwhile"


async def request(
    session: AsyncSession,
    signed: SignedIn,
    incident_id: UUID,
    chosen: Responder | None,
    settings: Settings,
    known: UUID | None = None,
) -> tuple[Dispatch | None, HelplineError | None]:
    """As `service.request`; without anybody to ask, the refusal after supervisors were told.

    `known` is the unmet request that the screen shows: one met in the same moment is not asked for
    twice. Raises AskedMeanwhile where another one was asked for it than the one chosen.
    """
    asked = await _asked_meanwhile(session, incident_id, known) if known else None
    if asked is not None:
        if chosen not in (None, thawed(asked.ladder)[0].responder):
            raise AskedMeanwhile(
                "Somebody has just been asked for this; look, and choose again for one more.",
                dispatch_id=str(asked.id),
            )
        return asked, None
    try:
        return await service.request(session, signed, incident_id, chosen, settings), None
    except NobodyCanGo as refused:
        why = refused.facts["reasons"]
        row = await _note(session, signed, incident_id, None, why, settings)
        return None, NobodyCanGo(_said(row), reasons=why, supervisors=_known(row))


async def hand_off(
    session: AsyncSession,
    signed: SignedIn,
    incident_id: UUID,
    wanted: Sequence[Wanted],
    settings: Settings,
) -> tuple[list[Dispatch], HelplineError | None]:
    """As `handing_off.hand_off`; an agency of which nobody can be asked is told to supervisors.

    One of which only the person named can't be asked is not: others of it can.
    """
    try:
        return await handing_off.hand_off(session, signed, incident_id, wanted, settings), None
    except AgencyCannotBeAsked as refused:
        incident = await for_system(session, incident_id, SystemReason.DISPATCH_MOVED_ON)
        empty = await handing_off.nobody_of(session, incident, wanted)
        for agency, why in empty.items():
            await _note(session, signed, incident_id, agency, why, settings)
        return [], refused


async def _asked_meanwhile(
    session: AsyncSession, incident_id: UUID, unmet_id: UUID
) -> Dispatch | None:
    """The dispatch that has met this request of the incident, unless it is over already."""
    await for_system(session, incident_id, SystemReason.DISPATCH_MOVED_ON, lock=True)
    found = await session.exec(
        select(Dispatch)
        .join(Unmet, col(Unmet.dispatch_id) == col(Dispatch.id))
        .where(
            Unmet.id == unmet_id,
            Dispatch.incident_id == incident_id,
            col(Dispatch.agency).is_(None),
            col(Dispatch.state).not_in(OVER),
        )
    )
    return found.first()


async def _note(
    session: AsyncSession,
    signed: SignedIn,
    incident_id: UUID,
    agency: Agency | None,
    why: Sequence[dict[str, Any]],
    settings: Settings,
) -> Unmet | None:
    incident = await for_system(session, incident_id, SystemReason.DISPATCH_MOVED_ON, lock=True)
    return await unmet.note(session, incident, agency, why, signed.id, settings)


def _said(row: Unmet | None) -> str:
    if row is None:
        return "Nobody else can be asked; an earlier request is open, and ends with a supervisor."
    if row.in_charge is not None:
        return "Nobody on the list can be asked; a supervisor takes care that somebody goes."
    return "Nobody on the list can be asked; supervisors have been told."


def _known(row: Unmet | None) -> dict[str, Any] | None:
    """What supervisors know of it; None while somebody else is being asked."""
    if row is None:
        return None
    return {"id": str(row.id), "told_at": row.told_at.isoformat(), "people": row.people}
