"""The verbs of an incident; each runs in the caller's transaction and flushes, never commits."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import risk, sealed
from app.cases.aliases import IncidentIsLinked
from app.cases.categories import known_codes
from app.cases.events import (
    ChildMarkedSafe,
    IncidentCategorised,
    IncidentClosed,
    IncidentLocated,
    IncidentOpened,
    IntakeSaved,
    UrgencyRaised,
    UrgencySet,
)
from app.cases.holds import KINDS, holds_of
from app.cases.intake import checked
from app.cases.models import Channel, Incident, IntakeField, Party, Urgency
from app.cases.people_service import COMPARE
from app.cases.states import CLOSE_REASONS, FOUND, MOVES, IncidentState
from app.cases.timeline import Actor, channels_of_parties, tell
from app.core import clock, outbox, security
from app.core.audience import about
from app.core.db import execute
from app.core.errors import HelplineError, InputIsInvalid
from app.core.moves import advance
from app.geo.lookup import gazetteer
from app.jobs.queue import defer

FOLLOW_URGENCY = "dispatch.follow_urgency"
"""The job by which whoever works to the urgency of an incident hears that it was raised."""

BASES = ("said", "confirmed", "guess")


class IncidentIsClosed(HelplineError):
    """Nothing can be changed in a closed incident."""

    code = "incident_is_closed"


class IncidentIsHeld(HelplineError):
    """The incident can't be closed yet; `holds` says why."""

    code = "incident_is_held"


async def open_incident(
    session: AsyncSession,
    channel: Channel,
    actor: Actor,
    told: Callable[[Incident], outbox.Event] | None = None,
) -> Incident:
    """Open a ticket; `told` makes the event that tells of it, else `incident.opened` does."""
    now = clock.now()
    incident = Incident(number=await _next_number(session, now), channel=channel, opened_at=now)
    incident.version = 0
    _, incident.wrapped_key = security.vault().new_data_key(incident.id.bytes)
    session.add(incident)
    await session.flush()
    await tell(session, incident, told(incident) if told else _opened(incident), actor)
    return incident


def _opened(incident: Incident) -> IncidentOpened:
    return IncidentOpened(
        entity_id=incident.id,
        version=1,
        number=incident.number,
        channel=incident.channel.value,
    )


async def _next_number(session: AsyncSession, now: datetime) -> str:
    drawn = (await session.exec(select(func.nextval("incident_number")))).one()
    return f"1098-{clock.dhaka_year(now) % 100:02d}-{drawn:06d}"


def must_be_open(incident: Incident) -> None:
    """Raises IncidentIsClosed, IncidentIsLinked."""
    if incident.state is IncidentState.LINKED:
        raise IncidentIsLinked(f"{incident.number} is a report of another incident.")
    if incident.state is not IncidentState.OPEN:
        raise IncidentIsClosed(f"{incident.number} is closed.")


async def save_field(
    session: AsyncSession, incident: Incident, field: str, value: Any, by: UUID
) -> tuple[IntakeField, int]:
    """Save one field of a locked incident's form as typed: the row and the rev it replaced."""
    must_be_open(incident)
    row, replaced = await sealed.save(session, incident, field, checked(field, value), by)
    saved = IntakeSaved(
        entity_id=incident.id, version=row.rev, incident_id=incident.id, field=field
    )
    parties = await channels_of_parties(session, incident.id)
    await outbox.record(session, saved, [about("incident", incident.id), *parties])
    if field in risk.ANSWERS:
        await raise_urgency(session, incident)
    if row.child_id is not None:
        await defer(session, COMPARE, row.child_id)
    return row, replaced


async def locate(
    session: AsyncSession, incident: Incident, place: str, basis: str, by: UUID
) -> None:
    """Set where it is. Raises InputIsInvalid for an unknown place or basis."""
    must_be_open(incident)
    if gazetteer().get(place) is None:
        raise InputIsInvalid("There is no such place in the gazetteer.", field="place")
    if basis not in BASES:
        raise InputIsInvalid(f"Choose one of: {', '.join(BASES)}.", field="basis")
    incident.place, incident.place_basis = place, basis
    stamp(incident, "located_at")
    located = IncidentLocated(**_event(incident), place=place, basis=basis)
    await tell(session, incident, located, Actor("staff", by), [about("staff", by)])


async def categorise(
    session: AsyncSession, incident: Incident, categories: Sequence[str], by: UUID
) -> None:
    """Set what it is about; may raise the urgency. Raises InputIsInvalid for an unknown code."""
    must_be_open(incident)
    unknown = [code for code in categories if code not in known_codes()]
    if unknown:
        raise InputIsInvalid(f"Unknown category: {unknown[0][:60]}", field="categories")
    incident.categories = list(dict.fromkeys(categories))
    told = IncidentCategorised(**_event(incident), categories=incident.categories)
    await tell(session, incident, told, Actor("staff", by), [about("staff", by)])
    await raise_urgency(session, incident)


async def suggest_urgency(session: AsyncSession, incident: Incident) -> risk.Suggestion:
    """What the risk table suggests for this incident, with its reasons."""
    said = await sealed.opened(session, incident, risk.ANSWERS)
    return risk.suggest(incident.categories, {name: value for name, (value, _) in said.items()})


async def raise_urgency(session: AsyncSession, incident: Incident) -> None:
    """Raise the urgency to what is suggested, never lower it, nor what a person has set."""
    if incident.urgency_source == "set":
        return
    suggestion = await suggest_urgency(session, incident)
    raised = risk.raise_only(incident.urgency, suggestion.urgency)
    if raised is not None and raised != incident.urgency:
        if incident.urgency is not None:  # unknown counted as P1 already
            await defer(session, FOLLOW_URGENCY, incident.id)
        incident.urgency, incident.urgency_source = Urgency(raised), "suggested"
        await tell(session, incident, UrgencyRaised(**_event(incident), urgency=raised))


async def raise_to(session: AsyncSession, incident: Incident, urgency: Urgency) -> None:
    """Raise a locked incident's urgency for a reason the risk table does not know; never lower it.

    Also above what a person has set: a date has come near since then. What a person sets after
    that stands again.
    """
    raised = risk.raise_only(incident.urgency, urgency.value)
    if raised is None or raised == incident.urgency:
        return
    if incident.urgency is not None:
        await defer(session, FOLLOW_URGENCY, incident.id)
    incident.urgency, incident.urgency_source = Urgency(raised), "suggested"
    await tell(session, incident, UrgencyRaised(**_event(incident), urgency=raised))


async def set_urgency(session: AsyncSession, incident: Incident, urgency: str, by: UUID) -> None:
    """A person decides the urgency. Raises InputIsInvalid."""
    must_be_open(incident)
    if urgency not in Urgency.__members__:
        raise InputIsInvalid("Choose one of: P1, P2, P3.", field="urgency")
    if incident.urgency is not None and urgency < incident.urgency.value:
        await defer(session, FOLLOW_URGENCY, incident.id)
    incident.urgency, incident.urgency_source = Urgency(urgency), "set"
    told = UrgencySet(**_event(incident), urgency=urgency)
    await tell(session, incident, told, Actor("staff", by), [about("staff", by)])


async def mark_safe(
    session: AsyncSession, incident: Incident, actor: Actor, found: str | None = None
) -> None:
    """The child is safe; the first one to say so stops that clock, and says what was `found`.

    A worker's outcome tells it for a task, so nothing is `found` there. Raises InputIsInvalid.
    """
    must_be_open(incident)
    if found is not None and found not in FOUND:
        raise InputIsInvalid(f"Choose one of: {', '.join(FOUND)}.", field="found")
    if incident.safe_at is None:
        stamp(incident, "safe_at")
        await tell(session, incident, ChildMarkedSafe(**_event(incident), found=found), actor)


LetGo = Callable[[AsyncSession, Incident, Actor], Awaitable[None]]
_WHEN_CLOSED: Final[list[LetGo]] = []


def ends_with_the_incident(let_go: LetGo) -> None:
    """From now on `let_go` ends what an incident that is closed need not wait for any more."""
    _WHEN_CLOSED.append(let_go)


async def close(session: AsyncSession, incident: Incident, reason: str, by: UUID) -> None:
    """Close it; what was asked for and nobody has taken on ends with it.

    Raises IncidentIsHeld while anything holds it open, naming the reason.
    """
    if reason not in CLOSE_REASONS:
        raise InputIsInvalid(f"Choose one of: {', '.join(CLOSE_REASONS)}.", field="reason")
    must_be_open(incident)
    for let_go in _WHEN_CLOSED:
        await let_go(session, incident, Actor("staff", by))
    holds = (await holds_of(session, [incident.id]))[incident.id]
    if holds:
        why = " and ".join(dict.fromkeys(KINDS[hold["kind"]] for hold in holds))
        raise IncidentIsHeld(f"{incident.number} can't be closed: {why}.", holds=holds)
    incident.state = advance(MOVES, incident.state, "close", "incident")
    incident.closed_at, incident.close_reason = clock.now(), reason
    told = IncidentClosed(**_event(incident), reason=reason)
    await tell(session, incident, told, Actor("staff", by), [about("staff", by)])


def stamp(incident: Incident, stop: str, at: datetime | None = None) -> None:
    """Stop one of the incident's clocks (`located_at` …); the first time counts."""
    if getattr(incident, stop) is None:
        setattr(incident, stop, at or clock.now())


_ADD_PARTY = """
INSERT INTO party (id, incident_id, kind, ref, since) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (incident_id, kind, ref) WHERE until IS NULL DO NOTHING
"""


async def add_party(session: AsyncSession, incident: Incident, kind: str, ref: UUID) -> None:
    """Somebody takes part from now on (counsellor, worker, centre); once is enough."""
    await execute(session, _ADD_PARTY, uuid4(), incident.id, kind, ref, clock.now())


async def end_party(session: AsyncSession, incident: Incident, kind: str, ref: UUID) -> None:
    """Somebody's part is over; what he or she saw of it is over too."""
    party = await _present(session, incident, kind, ref)
    if party is not None:
        party.until = clock.now()
        session.add(party)
        await session.flush()


async def counsellors_of(session: AsyncSession, incident_id: UUID) -> list[UUID]:
    """Who answered for this incident, the last one first: they are told what happens to it."""
    found = await session.exec(
        select(Party.ref)
        .where(Party.incident_id == incident_id, Party.kind == "counsellor")
        .order_by(col(Party.since).desc())
    )
    return list(found)


async def _present(session: AsyncSession, incident: Incident, kind: str, ref: UUID) -> Party | None:
    found = await session.exec(
        select(Party).where(
            Party.incident_id == incident.id,
            Party.kind == kind,
            Party.ref == ref,
            col(Party.until).is_(None),
        )
    )
    return found.first()


def _event(incident: Incident) -> dict[str, Any]:
    return {"entity_id": incident.id, "version": incident.version + 1}
