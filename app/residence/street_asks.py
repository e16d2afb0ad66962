"""From a roll to a case: the people of a site ask for one, a supervisor takes it up or does not.

A child with an open case gets no second one: that case hears of the site's wish. Locks in the order
ticket, child or case, site (design §4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_access, case_assignments, case_service, people_service, service
from app.cases.case_access import SystemWhy
from app.cases.case_deadlines import moved
from app.cases.case_models import Case
from app.cases.case_states import Risk
from app.cases.case_timeline import of
from app.cases.models import Channel, Incident
from app.cases.people_access import Opened, members_of
from app.cases.timeline import Actor
from app.core import clock
from app.core.errors import NotFound
from app.core.moves import advance
from app.residence.street_events import (
    CaseAskedForBySite,
    SiteAskDeclined,
    SiteAskTakenUp,
    SiteCaseAsked,
)
from app.residence.street_models import StreetAsk
from app.residence.street_service import must_come_here, whole
from app.residence.street_sites import Site, announce, lock_sites, sites_of
from app.residence.street_states import ASK_MOVES, AskState, WhyAsked, WhyNotTakenUp


class AskNotFound(NotFound):
    """No site has asked for that case."""

    code = "ask_not_found"


async def ask(
    session: AsyncSession,
    site: Site,
    child_id: UUID,
    why: WhyAsked,
    by: UUID,
    *,
    anywhere: bool = False,
) -> StreetAsk:
    """Ask for a case of a child who comes here; while it waits the same again changes nothing.

    Raises ChildNotFound.
    """
    opened = await whole(session, child_id)
    await must_come_here(session, site, opened, anywhere)
    waiting = select(StreetAsk).where(
        col(StreetAsk.child_id).in_([one.id for one in opened.members]),
        StreetAsk.state == AskState.ASKED,
    )
    known = (await session.exec(waiting.order_by(col(StreetAsk.asked_at)))).first()
    if known is not None:
        return known
    await lock_sites(session, {site.id})
    made = StreetAsk(
        centre_id=site.id, child_id=child_id, why=why, asked_at=clock.now(), asked_by=by
    )
    session.add(made)
    await session.flush()
    facts = {"ask_id": made.id, "child_id": child_id, "why": why.value}
    await announce(session, site.id, SiteCaseAsked, **facts)
    return made


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a case is opened with; None and nothing are what nobody has said."""

    assign_to: UUID | None = None
    supervisor_id: UUID | None = None
    risk: Risk | None = None
    basis: Sequence[str] = ()
    why: str | None = None


async def take_up(session: AsyncSession, ask_id: UUID, wanted: Wanted, by: UUID) -> Case:
    """Open a case for the child, or tell the open one of the site's wish; `by` owns a new one.

    `wanted` is for a new one. Raises AskNotFound, IllegalMove, InputIsInvalid, ChildHasACase.
    """
    row = await _locked(session, ask_id)
    after = advance(ASK_MOVES, row.state, "take_up", "ask")
    known = await case_access.open_case_among(session, await members_of(session, row.child_id))
    if known is not None:
        case = await case_access.for_system(session, known, SystemWhy.SITE, lock=True)
        case_access.must_be_open(case)
    else:
        case = await _opened(session, row, wanted, by)
    told = CaseAskedForBySite(**of(case), centre_id=row.centre_id, ask_id=row.id, why=row.why.value)
    await moved(session, case, told, by)
    row.state, row.case_id = after, case.id
    await _answered(session, row, by)
    await announce(session, row.centre_id, SiteAskTakenUp, ask_id=row.id)
    return case


async def decline(session: AsyncSession, ask_id: UUID, reason: WhyNotTakenUp, by: UUID) -> None:
    """No case is opened now. Raises AskNotFound, IllegalMove."""
    row = await _locked(session, ask_id)
    row.state = advance(ASK_MOVES, row.state, "decline", "ask")
    row.declined_for = reason
    await _answered(session, row, by)
    facts = {"ask_id": row.id, "reason": reason.value}
    await announce(session, row.centre_id, SiteAskDeclined, **facts)


async def _locked(session: AsyncSession, ask_id: UUID) -> StreetAsk:
    """Of two who answer at once one waits, and finds it answered."""
    row = await session.get(StreetAsk, ask_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise AskNotFound("No site has asked for that.")
    return row


async def _answered(session: AsyncSession, row: StreetAsk, by: UUID) -> None:
    row.answered_at, row.answered_by = clock.now(), by
    session.add(row)
    await session.flush()


async def _opened(session: AsyncSession, row: StreetAsk, wanted: Wanted, by: UUID) -> Case:
    opened = await whole(session, row.child_id)
    ticket = await _ticket(session, row, opened, by)
    made = await case_service.open_case(
        session,
        ticket,
        by,
        by,
        child=opened.child,
        supervisor_id=wanted.supervisor_id,
        risk=wanted.risk,
        basis=wanted.basis,
        why=wanted.why,
    )
    if wanted.assign_to is not None and wanted.assign_to != by:
        await case_assignments.assign(session, made, wanted.assign_to, by)
    return made


async def _ticket(session: AsyncSession, row: StreetAsk, opened: Opened, by: UUID) -> Incident:
    """The ticket of the child, or a new one: it was met where it lives, and nobody called."""
    of_child = opened.tickets.get(opened.child.id)
    known = of_child or next(iter(opened.tickets.values()), None)
    if known is not None:
        return known
    made = await service.open_incident(session, Channel.OUTREACH, Actor("staff", by))
    await service.add_party(session, made, "counsellor", by)
    site = (await sites_of(session, [row.centre_id])).get(row.centre_id)
    if site is not None and site.place is not None:
        await service.locate(session, made, site.place, "said", by)
    await people_service.take_ticket(session, opened, made)
    return made
