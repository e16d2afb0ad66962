"""Hands an incident to several agencies at once, each by a dispatch with a ladder of its own.

Nobody but who leads goes to the child and stops the clock. What happens to one part changes no
other; silence climbs that part's ladder up to the supervisors.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import service as cases
from app.cases.access import SystemReason, for_system, told_for_matching
from app.cases.models import Incident, Urgency
from app.cases.timeline import Actor
from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid
from app.core.settings import Settings
from app.directory.officers import Officer, holders_for
from app.directory.queries import on_duty_among, responder_names
from app.dispatch import asking, unmet
from app.dispatch.agencies import PARTS, Agency, urgency_for
from app.dispatch.candidates import PlaceIsUnknown, asked_already
from app.dispatch.events import AgencyAsked
from app.dispatch.ladder import Responder, Rung, Tier, thawed
from app.dispatch.models import Dispatch
from app.dispatch.scene import Scene, open_scene_of
from app.dispatch.service import stand_down_by
from app.dispatch.shortfall import counted
from app.dispatch.states import OVER, UNTAKEN
from app.staff.auth import SignedIn

Row = dict[str, Any]
NOT_NEEDED = "not_needed"
NO_POST = "no_post"


class AgencyCannotBeAsked(HelplineError):
    """Nobody of an agency can be asked; `agency` and `reasons` say of which, and why."""

    code = "agency_cannot_be_asked"


class AgencyHasItsPart(HelplineError):
    """The agency has its part already, through others than the one named; `agency` says which."""

    code = "agency_has_its_part"


@dataclass(frozen=True)
class Wanted:
    """An agency that is to have a part; `first` is asked before the others who answer for it."""

    agency: Agency
    first: Responder | None = None


@dataclass(frozen=True)
class Holder:
    """One who holds a post of an agency at the place, and why he or she can't be asked, if so."""

    officer: Officer
    why_not: str | None

    def is_(self, responder: Responder) -> bool:
        """Whether this is `responder`; a vacancy is nobody."""
        return Responder("worker", self.officer.worker_id or UUID(int=0)) == responder

    @property
    def rung(self) -> Rung:
        """This one as a rung of a ladder."""
        assert self.officer.worker_id is not None
        tier = Tier.BACKUP if self.officer.rank == "backup" else Tier.WORKER
        return Rung(Responder("worker", self.officer.worker_id), tier=tier)


async def hand_off(
    session: AsyncSession,
    signed: SignedIn,
    incident_id: UUID,
    wanted: Sequence[Wanted],
    settings: Settings,
) -> list[Dispatch]:
    """Ask every agency of `wanted` for its part, all or none; the parts in their order.

    One that has its part already keeps it, so that asking twice is asking once. Raises
    InputIsInvalid, PlaceIsUnknown, AgencyCannotBeAsked, AgencyHasItsPart, IncidentIsClosed.
    """
    if len({one.agency for one in wanted}) < len(wanted):
        raise InputIsInvalid("Name each agency once.", field="parts")
    incident = await for_system(session, incident_id, SystemReason.DISPATCH_MOVED_ON, lock=True)
    cases.must_be_open(incident)
    if incident.place is None:
        raise PlaceIsUnknown("Say where it is: agencies answer for a place.")
    known = await parts_of(session, incident.id)
    holders = await holders_of(session, incident)
    ladders = {
        one.agency: _ladder(one, holders[one.agency], settings.ladder_steps)
        for one in wanted
        if not _has_it(one, known.get(one.agency))
    }
    for agency, ladder in ladders.items():
        known[agency] = await _ask(session, signed, incident, agency, ladder, settings)
    return [known[one.agency] for one in wanted]


def _has_it(wanted: Wanted, part: Dispatch | None) -> bool:
    """Whether the agency has its part; raises AgencyHasItsPart where another person was named."""
    if part is None:
        return False
    asked = {rung.responder for rung in thawed(part.ladder)}
    if wanted.first is not None and wanted.first not in asked:
        raise AgencyHasItsPart(
            "This agency has its part already; withdraw it before you ask somebody else.",
            agency=wanted.agency.value,
        )
    return True


def _ladder(wanted: Wanted, holders: Sequence[Holder], most: int) -> list[Rung]:
    """Who is asked: the one named first, then the others of the agency who can be asked."""
    free = list(dict.fromkeys(one.rung for one in holders if one.why_not is None))
    named = holders if wanted.first is None else [one for one in holders if one.is_(wanted.first)]
    if wanted.first is not None:
        if not named:
            raise InputIsInvalid("He or she holds no post of this agency here.", field="parts")
        first = [one.rung for one in named if one.why_not is None]
        free = list(dict.fromkeys([*first, *free])) if first else []
    if not free:
        why = sorted({one.why_not for one in named if one.why_not}) or [NO_POST]
        raise AgencyCannotBeAsked(
            "Nobody of this agency can be asked; see the reason beside it.",
            agency=wanted.agency.value,
            reasons=[{"code": code, "params": {}} for code in why],
        )
    return free[:most]


async def _ask(
    session: AsyncSession,
    signed: SignedIn,
    incident: Incident,
    agency: Agency,
    rungs: Sequence[Rung],
    settings: Settings,
) -> Dispatch:
    dispatch = Dispatch(
        incident_id=incident.id,
        agency=agency,
        urgency=urgency_for(agency, (incident.urgency or Urgency.P1).value),
        place=incident.place,
        requested_at=clock.now(),
        requested_by=signed.id,
        ladder=[rung.frozen() for rung in rungs],
        current_step=0,
    )
    session.add(dispatch)
    await session.flush()
    dispatch.version = 0
    scene = Scene(session, incident, dispatch, [])
    await scene.tell(
        AgencyAsked,
        Actor("staff", signed.id),
        agency=agency.value,
        urgency=dispatch.urgency,
        steps=len(rungs),
    )
    await unmet.sent(session, incident, dispatch, Actor("staff", signed.id))
    await asking.ask_next(scene, settings)
    return dispatch


async def nobody_of(
    session: AsyncSession, incident: Incident, wanted: Sequence[Wanted]
) -> dict[Agency, list[Row]]:
    """Those of `wanted` that have no part and of which nobody can be asked, each with why."""
    known = await parts_of(session, incident.id)
    holders = await holders_of(session, incident)
    reasons = {
        one.agency: [holder.why_not for holder in holders[one.agency]]
        for one in wanted
        if one.agency not in known
    }
    return {
        agency: counted([code for code in why if code] or [NO_POST])
        for agency, why in reasons.items()
        if None not in why
    }


async def parts_of(session: AsyncSession, incident_id: UUID) -> dict[Agency, Dispatch]:
    """The parts agencies have in an incident and that are not over; of two the first one."""
    found = await session.exec(
        select(Dispatch)
        .where(
            Dispatch.incident_id == incident_id,
            col(Dispatch.agency).is_not(None),
            col(Dispatch.state).not_in(OVER),
        )
        .order_by(col(Dispatch.task_no).desc())
    )
    return {part.agency: part for part in found if part.agency is not None}


async def holders_of(session: AsyncSession, incident: Incident) -> Mapping[Agency, list[Holder]]:
    """Whoever answers for the place in each agency, in the order in which they are asked."""
    kinds = {part.post: agency for agency, part in PARTS.items()}
    officers = await holders_for(session, incident.place, kinds)
    ids = {one.worker_id for one in officers if one.worker_id is not None}
    there = await on_duty_among(session, ids)
    busy = {who.id for who in await asked_already(session, incident.id)}
    excluded = (await told_for_matching(session, incident)).excluded
    holders: dict[Agency, list[Holder]] = {agency: [] for agency in PARTS}
    for one in officers:
        why = _why_not(one, there, busy, excluded)
        holders[kinds[one.post_kind]].append(Holder(one, why))
    return holders


def _why_not(
    one: Officer, there: Collection[UUID], busy: Collection[UUID], excluded: Collection[UUID]
) -> str | None:
    if one.worker_id is None:
        return "vacant"
    if one.worker_id in excluded:
        return "excluded_conflict"
    if one.worker_id not in there:
        return "off_duty"
    return "asked_already" if one.worker_id in busy else None


async def agency_rows(session: AsyncSession, incident: Incident) -> list[Row]:
    """Every agency, its part where it has one, and who would be asked, or why nobody can be."""
    holders = await holders_of(session, incident)
    known = await parts_of(session, incident.id)
    ids = {one.officer.worker_id for those in holders.values() for one in those}
    names = await responder_names(session, ids - {None})  # type: ignore[arg-type]
    return [
        {
            "agency": agency.value,
            "goes": PARTS[agency].goes,
            "dispatch_id": str(known[agency].id) if agency in known else None,
            "holders": [_holder_row(one, names) for one in those],
        }
        for agency, those in holders.items()
    ]


def _holder_row(one: Holder, names: Mapping[UUID, dict[str, str]]) -> Row:
    id_ = one.officer.worker_id
    return {
        "id": str(id_) if id_ else None,
        "name": names[id_] if id_ else None,
        "backup": one.officer.rank == "backup",
        "acting": one.officer.acting,
        "why_not": {"code": one.why_not, "params": {}} if one.why_not else None,
    }


async def end_untaken(session: AsyncSession, incident: Incident, actor: Actor) -> None:
    """The incident is closed: who was asked for a part and has not taken it need not any more.

    Whoever has taken one holds the incident open, as a worker does who is out.
    """
    for dispatch in await _open_parts(session, incident):
        if dispatch.state in UNTAKEN:
            scene = await open_scene_of(session, incident, dispatch)
            await stand_down_by(scene, actor, NOT_NEEDED)


async def _open_parts(session: AsyncSession, incident: Incident) -> list[Dispatch]:
    """The parts that are not over, locked in the order of their ids; the incident is locked."""
    found = await session.exec(
        select(Dispatch)
        .where(
            Dispatch.incident_id == incident.id,
            col(Dispatch.agency).is_not(None),
            col(Dispatch.state).not_in(OVER),
        )
        .order_by(col(Dispatch.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(found)


cases.ends_with_the_incident(end_untaken)
