"""Rows of incidents as screens get them; whoever calls has come through a door of access.py."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import risk
from app.cases.access import SystemReason, for_system
from app.cases.models import Hold, Incident, IntakeField, Party, TimelineEntry
from app.cases.sealed import opened
from app.cases.states import IncidentState
from app.directory.queries import place_row, responder_names
from app.staff.queries import display_names

Row = dict[str, Any]
CLOCK = (
    "answered_at",
    "located_at",
    "dispatched_at",
    "acknowledged_at",
    "reached_at",
    "safe_at",
    "ack_due_at",
)


def iso(moment: datetime | None) -> str | None:
    """A moment as the outside gets it."""
    return moment.isoformat() if moment else None


async def incident_rows(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Row]:
    """Incidents by id: state, urgency with its suggestion and reasons, place, clock, holds."""
    found = list(await session.exec(select(Incident).where(col(Incident.id).in_(ids))))
    holds = defaultdict(list)
    for hold in await session.exec(
        select(Hold).where(col(Hold.incident_id).in_(ids), col(Hold.released_at).is_(None))
    ):
        holds[hold.incident_id].append({"kind": hold.kind, "ref": str(hold.ref)})
    rows = {}
    for incident in found:
        rows[incident.id] = await _incident_row(session, incident, holds[incident.id])
    return rows


async def _incident_row(session: AsyncSession, incident: Incident, holds: list[Row]) -> Row:
    place = place_row(incident.place)
    return {
        "id": str(incident.id),
        "number": incident.number,
        "state": incident.state.value,
        "channel": incident.channel.value,
        "urgency": incident.urgency.value if incident.urgency else None,
        "urgency_source": incident.urgency_source,
        "suggestion": await _suggestion(session, incident),
        "place": {**place, "basis": incident.place_basis} if place else None,
        "categories": incident.categories,
        "clock": {
            "rung_at": iso(incident.opened_at),
            **{stop: iso(getattr(incident, stop)) for stop in CLOCK},
        },
        "holds": holds,
        "opened_at": iso(incident.opened_at),
        "closed_at": iso(incident.closed_at),
        "close_reason": incident.close_reason,
        "version": incident.version,
    }


async def _suggestion(session: AsyncSession, incident: Incident) -> Row | None:
    if incident.state is not IncidentState.OPEN or incident.wrapped_key is None:
        return None
    said = await opened(session, incident, risk.ANSWERS)
    answers = {name: value for name, (value, _) in said.items()}
    suggestion = risk.suggest(incident.categories, answers)
    if suggestion.urgency is None:
        return None
    return {
        "urgency": suggestion.urgency,
        "reasons": [
            {"code": reason.code, "params": dict(reason.params)} for reason in suggestion.reasons
        ],
    }


async def intake_rows(session: AsyncSession, incident_id: UUID) -> dict[str, Row]:
    """The saved fields of the form, opened, by field."""
    incident = await for_system(session, incident_id, SystemReason.SCREEN)
    said = await opened(session, incident)
    names = await display_names(session, {row.saved_by for _, row in said.values()})
    return {field: intake_row(row, value, names) for field, (value, row) in said.items()}


def intake_row(row: IntakeField, value: Any, names: dict[UUID, dict[str, str]]) -> Row:
    """One saved field as screens get it."""
    return {
        "field": row.field,
        "value": value,
        "rev": row.rev,
        "version": row.rev,
        "saved_at": iso(row.saved_at),
        "saved_by": {"id": str(row.saved_by), "name": names.get(row.saved_by)},
    }


async def timeline_rows(session: AsyncSession, incident_id: UUID, after_seq: int = 0) -> list[Row]:
    """The steps after `after_seq`, oldest first."""
    entries = list(
        await session.exec(
            select(TimelineEntry)
            .where(TimelineEntry.incident_id == incident_id, col(TimelineEntry.seq) > after_seq)
            .order_by(col(TimelineEntry.seq))
        )
    )
    names = await _actor_names(session, entries)
    return [
        {
            "seq": entry.seq,
            "version": entry.seq,
            "at": iso(entry.at),
            "kind": entry.kind,
            "actor": {
                "kind": entry.actor_kind,
                "id": str(entry.actor_id) if entry.actor_id else None,
                "name": names.get(entry.actor_id) if entry.actor_id else None,
            },
            "facts": entry.facts,
        }
        for entry in entries
    ]


async def _actor_names(
    session: AsyncSession, entries: Iterable[TimelineEntry]
) -> dict[UUID, dict[str, str]]:
    by_kind: dict[str, set[UUID]] = defaultdict(set)
    for entry in entries:
        if entry.actor_id is not None:
            by_kind[entry.actor_kind].add(entry.actor_id)
    staff = await display_names(session, by_kind["staff"])
    return {**staff, **await responder_names(session, by_kind["worker"] | by_kind["centre"])}


async def work_of(session: AsyncSession, staff_id: UUID) -> list[UUID]:
    """The open incidents a counsellor answered, the newest first."""
    return await list_incidents(session, counsellor=staff_id, state=IncidentState.OPEN)


async def list_incidents(
    session: AsyncSession,
    *,
    counsellor: UUID | None,
    state: IncidentState | None,
    limit: int = 100,
) -> list[UUID]:
    """Ids of incidents, the newest first; of one counsellor, in one state, or of all."""
    wanted = select(Incident.id).order_by(col(Incident.opened_at).desc()).limit(limit)
    if counsellor is not None:
        mine = select(Party.incident_id).where(Party.kind == "counsellor", Party.ref == counsellor)
        wanted = wanted.where(col(Incident.id).in_(mine))
    if state is not None:
        wanted = wanted.where(Incident.state == state)
    return list(await session.exec(wanted))


async def numbers_of(
    session: AsyncSession, ids: Collection[UUID]
) -> dict[UUID, tuple[str, str | None]]:
    """Ticket number and urgency of incidents, which are no personal data."""
    found = await session.exec(
        select(Incident.id, Incident.number, Incident.urgency).where(col(Incident.id).in_(ids))
    )
    return {id_: (number, str(urgency) if urgency else None) for id_, number, urgency in found}


async def brief_rows(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Row]:
    """The non-personal outline of incidents, for the history of a number."""
    found = await session.exec(select(Incident).where(col(Incident.id).in_(ids)))
    return {
        incident.id: {
            "number": incident.number,
            "state": incident.state.value,
            "categories": incident.categories,
            "place": incident.place,
        }
        for incident in found
    }
