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
from app.cases.aliases import kept_of, reports_of
from app.cases.events import IncidentCategorised
from app.cases.holds import holds_of
from app.cases.models import Incident, IntakeField, Party, TimelineEntry
from app.cases.safety import of_incidents
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
    if not ids:
        return {}
    found = list(await session.exec(select(Incident).where(col(Incident.id).in_(ids))))
    holds = await holds_of(session, ids)
    contacts = await of_incidents(session, ids)
    reports = await reports_of(session, ids)
    rows = {}
    for incident in found:
        rows[incident.id] = {
            **await _incident_row(session, incident, holds[incident.id]),
            **contacts[incident.id].row(),
            "linked_to": await _linked_to(session, incident),
            "reports": [report_row(report) for report in reports[incident.id]],
        }
    return rows


async def _linked_to(session: AsyncSession, incident: Incident) -> Row | None:
    """The incident that is worked on instead, the last of the chain."""
    if incident.linked_to is None:
        return None
    kept = await kept_of(session, incident.linked_to)
    return {"id": str(kept), "number": (await numbers_of(session, [kept]))[kept][0]}


def report_row(report: Incident) -> Row:
    """A ticket that was linked to an incident, in short."""
    return {
        "id": str(report.id),
        "number": report.number,
        "at": iso(report.opened_at),
        "channel": report.channel.value,
    }


async def linked_reports(session: AsyncSession, incident_id: UUID) -> list[Row]:
    """The reports of an incident with what was told and done there before they were linked."""
    return [
        {
            **report_row(report),
            "linked_at": iso(report.linked_at),
            "place": place_row(report.place),
            "categories": report.categories,
            "intake": await intake_rows(session, report.id),
            "timeline": await timeline_rows(session, report.id),
        }
        for report in (await reports_of(session, [incident_id]))[incident_id]
    ]


async def outline(session: AsyncSession, incident_id: UUID) -> Row:
    """What may be shown of a ticket to whoever looks for the one a report belongs to."""
    incident = await for_system(session, incident_id, SystemReason.LINKED)
    return {
        "id": str(incident.id),
        "number": incident.number,
        "state": incident.state.value,
        "channel": incident.channel.value,
        "opened_at": iso(incident.opened_at),
        "urgency": incident.urgency.value if incident.urgency else None,
        "categories": incident.categories,
        "place": place_row(incident.place),
    }


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
    if not ids:
        return {}
    found = await session.exec(
        select(Incident.id, Incident.number, Incident.urgency).where(col(Incident.id).in_(ids))
    )
    return {id_: (number, str(urgency) if urgency else None) for id_, number, urgency in found}


async def brief_rows(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Row]:
    """The non-personal outline of incidents, for the history of a number."""
    if not ids:
        return {}
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


async def outlines_at(
    session: AsyncSession, asked: Collection[tuple[UUID, datetime]]
) -> dict[tuple[UUID, datetime], Row]:
    """The non-personal outline of incidents as it stood at a moment, for a number's history.

    `place` is the one known now: it only ever serves as a guess.
    """
    ids = {id_ for id_, _ in asked}
    if not ids:
        return {}
    incidents = await session.exec(select(Incident).where(col(Incident.id).in_(ids)))
    found = {incident.id: incident for incident in incidents}
    told = await session.exec(
        select(TimelineEntry.incident_id, TimelineEntry.at, TimelineEntry.facts)
        .where(
            col(TimelineEntry.incident_id).in_(ids), TimelineEntry.kind == IncidentCategorised.key
        )
        .order_by(col(TimelineEntry.seq))
    )
    categorised = list(told)
    return {
        (id_, at): {
            "number": found[id_].number,
            "state": _state_at(found[id_], at),
            "categories": next(
                (f["categories"] for i, t, f in reversed(categorised) if i == id_ and t <= at), []
            ),
            "place": found[id_].place,
        }
        for id_, at in asked
    }


def _state_at(incident: Incident, at: datetime) -> str:
    if incident.linked_at is not None and incident.linked_at <= at:
        return IncidentState.LINKED.value
    closed = incident.closed_at is not None and incident.closed_at <= at
    return (IncidentState.CLOSED if closed else IncidentState.OPEN).value
