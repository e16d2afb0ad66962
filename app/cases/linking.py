"""Two reports of one incident become one: the linked ticket stays as an alias of the kept one.

It opens no file by itself: both come through access.py. What other rooms keep of the linked one
follows by what they registered here (`follows`).
"""

from typing import Any, Final, Protocol
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import access, aliases, exclusions, risk
from app.cases.access import IncidentNotFound, SystemReason
from app.cases.events import IncidentLinked, ReportAdded, UrgencyRaised
from app.cases.models import Hold, Incident, Party, Urgency
from app.cases.service import FOLLOW_URGENCY, must_be_open
from app.cases.states import MOVES
from app.cases.timeline import Actor, tell
from app.core import clock
from app.core.audience import about
from app.core.errors import HelplineError
from app.core.moves import advance
from app.jobs.queue import defer
from app.staff.auth import SignedIn


class Follow(Protocol):
    """Moves what a room keeps from a linked incident to the kept one, and tells of it."""

    async def __call__(
        self, session: AsyncSession, linked: Incident, kept: Incident, actor: Actor, /
    ) -> None:
        """Both incidents are locked; it locks what it moves, in the order of ids."""


WHY: Final = "linked a report"
EARLIEST: Final = (
    "answered_at",
    "dispatched_at",
    "acknowledged_at",
    "ack_due_at",
    "reached_at",
)
"""Stops of the clock that belong to what moves (calls, dispatches): the first time counts."""

_FOLLOWS: Final[dict[str, Follow]] = {}


class LinkToItself(HelplineError):
    """A ticket can't be linked to itself."""

    code = "link_to_itself"


class LinkIsCircle(HelplineError):
    """The other one is a report of this very incident already."""

    code = "link_is_circle"


class KeptIsClosed(HelplineError):
    """The incident to be kept is closed: nothing more can be added to it."""

    code = "kept_is_closed"


def follows(room: str, follow: Follow) -> None:
    """From now on `room` takes part in every link; rooms take their locks in this order by name.

    calls, dispatch, residence: as everywhere (design §4).
    """
    _FOLLOWS[room] = follow


async def link(session: AsyncSession, signed: SignedIn, linked_id: UUID, to: str) -> Incident:
    """Make `linked_id` a report of the incident `to` (number or id) names; returns the kept one.

    The caller has made sure that `linked_id` is this person's. Repeated, it changes nothing.
    Raises IncidentNotFound, LinkToItself, LinkIsCircle, IncidentIsLinked, IncidentIsClosed,
    KeptIsClosed.
    """
    named = await aliases.find(session, to)
    if named is None:
        raise IncidentNotFound("There is no ticket of that number.", field="to")
    kept_id = await aliases.kept_of(session, named)
    if named == linked_id:
        raise LinkToItself("A ticket can't be linked to itself.", field="to")
    if kept_id == linked_id:
        raise LinkIsCircle("That ticket is a report of this one already.", field="to")
    if await aliases.kept_of(session, linked_id) == kept_id:
        return await access.for_system(session, kept_id, SystemReason.LINKED)
    linked, kept = await _lock_both(session, linked_id, kept_id)
    must_be_open(linked)
    if kept.closed_at is not None:
        raise KeptIsClosed(f"{kept.number} is closed: nothing can be added to it.", field="to")
    await access.by_person(session, signed, kept_id, "all", reason=WHY)
    await _link(session, linked, kept, Actor("staff", signed.id))
    return kept


async def _lock_both(
    session: AsyncSession, linked_id: UUID, kept_id: UUID
) -> tuple[Incident, Incident]:
    """Both, locked in the order of their ids, so that crosswise links never wait in a circle.

    Looked at before each lock as well: whoever holds one of the two and waits for the other has
    seen the other open, so nobody who follows a call or dispatch from there can wait for us.
    """
    locked: dict[UUID, Incident] = {}
    for id_ in sorted((linked_id, kept_id)):
        await _must_both_stand_alone(session, linked_id, kept_id)
        locked[id_] = await access.for_system(session, id_, SystemReason.LINKED, lock=True)
    await _must_both_stand_alone(session, linked_id, kept_id)
    return locked[linked_id], locked[kept_id]


async def _must_both_stand_alone(session: AsyncSession, linked_id: UUID, kept_id: UUID) -> None:
    await aliases.must_stand_alone(session, linked_id)
    if await aliases.kept_of(session, kept_id) == linked_id:
        raise LinkIsCircle("That ticket has just been linked to this one.", field="to")
    await aliases.must_stand_alone(session, kept_id)


async def _link(session: AsyncSession, linked: Incident, kept: Incident, actor: Actor) -> None:
    linked.state = advance(MOVES, linked.state, "link", "incident")
    linked.linked_to, linked.linked_at = kept.id, clock.now()
    earlier = (await aliases.reports_of(session, [linked.id]))[linked.id]
    channels = [about("incident", report.id) for report in earlier]
    told = IncidentLinked(**_event(linked), to_id=kept.id, number=kept.number)
    await tell(session, linked, told, actor, channels)
    await _move_parties(session, linked, kept)
    await session.exec(
        update(Hold).where(col(Hold.incident_id) == linked.id).values(incident_id=kept.id)
    )
    _carry_clock(linked, kept)
    await tell(
        session,
        kept,
        ReportAdded(**_event(kept), report_id=linked.id, number=linked.number),
        actor,
    )
    for _, follow in sorted(_FOLLOWS.items()):
        await follow(session, linked, kept, actor)
    await _carry_urgency(session, linked, kept)
    await exclusions.follow_all(session, kept.id)


async def _move_parties(session: AsyncSession, linked: Incident, kept: Incident) -> None:
    """Whoever takes part in both is a party once; the other row ends where it stood."""
    present = await session.exec(
        select(Party.kind, Party.ref).where(
            Party.incident_id == kept.id, col(Party.until).is_(None)
        )
    )
    there = set(present)
    for party in await session.exec(select(Party).where(Party.incident_id == linked.id)):
        if party.until is None and (party.kind, party.ref) in there:
            party.until = clock.now()
        party.incident_id = kept.id
        session.add(party)
    await session.flush()


def _carry_clock(linked: Incident, kept: Incident) -> None:
    for stop in EARLIEST:
        times = [at for at in (getattr(linked, stop), getattr(kept, stop)) if at is not None]
        if times:
            setattr(kept, stop, min(times))


async def _carry_urgency(session: AsyncSession, linked: Incident, kept: Incident) -> None:
    """The more urgent of both, unless a person has decided; never a lesser one (I11)."""
    told = linked.urgency.value if linked.urgency else None
    raised = risk.raise_only(kept.urgency, told)
    if kept.urgency_source != "set" and raised is not None and raised != kept.urgency:
        kept.urgency, kept.urgency_source = Urgency(raised), "suggested"
        await tell(session, kept, UrgencyRaised(**_event(kept), urgency=raised))
    if kept.urgency is not None:
        await defer(session, FOLLOW_URGENCY, kept.id)


def _event(incident: Incident) -> dict[str, Any]:
    return {"entity_id": incident.id, "version": incident.version + 1}
