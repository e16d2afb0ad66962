"""Rows of incidents as screens get them; whoever calls has come through a door of access.py."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import risk
from app.cases.access import SystemReason, for_system
from app.cases.aliases import kept_of, reports_of
from app.cases.events import IncidentCategorised
from app.cases.holds import holds_of
from app.cases.models import Incident, IntakeField
from app.cases.safety import of_incidents
from app.cases.sealed import Saved, opened, opened_of
from app.cases.states import IncidentState
from app.core.db import fetch
from app.core.rows import columns_of
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


_INCIDENTS = f"""
SELECT {columns_of(Incident)},
    EXISTS (SELECT FROM incident AS report WHERE report.linked_to = incident.id) AS reported,
    EXISTS (SELECT FROM intake_field WHERE incident_id = incident.id) AS told,
    EXISTS (SELECT FROM hold WHERE incident_id = incident.id AND released_at IS NULL) AS held,
    EXISTS (SELECT FROM case_incident WHERE incident_id = incident.id) AS in_case
FROM incident
"""
_NAMED = f"{_INCIDENTS} WHERE id = ANY($1)"


async def incident_rows(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Row]:
    """Incidents by id: state, urgency with its suggestion and reasons, place, clock, holds."""
    return await _rows(session, await fetch(session, _NAMED, list(ids))) if ids else {}


async def _rows(session: AsyncSession, found: Collection[Mapping[str, Any]]) -> dict[UUID, Row]:
    ids = [incident["id"] for incident in found]
    if not ids:
        return {}
    held = [incident["id"] for incident in found if incident["held"]]
    holds = await holds_of(session, ids, held)
    contacts = await of_incidents(session, ids)
    suggestions = await _suggestions(session, found)
    reported = [incident["id"] for incident in found if incident["reported"]]
    reports = await reports_of(session, reported) if reported else {}
    cases = await cases_of(session, [incident["id"] for incident in found if incident["in_case"]])
    return {
        incident["id"]: {
            **_incident_row(incident),
            "suggestion": suggestions.get(incident["id"]),
            "holds": holds[incident["id"]],
            **contacts[incident["id"]].row(),
            "linked_to": await _linked_to(session, incident["linked_to"]),
            "reports": [report_row(report) for report in reports.get(incident["id"], ())],
            "cases": cases.get(incident["id"], []),
        }
        for incident in found
    }


_CASES = """
SELECT incident_id, case_file.id, number
FROM case_incident JOIN case_file ON case_file.id = case_id
WHERE incident_id = ANY($1) ORDER BY number
"""


async def cases_of(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, list[Row]]:
    """The cases incidents belong to, by number: no personal data."""
    cases: dict[UUID, list[Row]] = defaultdict(list)
    for row in await fetch(session, _CASES, list(ids)) if ids else ():
        cases[row["incident_id"]].append({"id": str(row["id"]), "number": row["number"]})
    return cases


async def _linked_to(session: AsyncSession, onward: UUID | None) -> Row | None:
    """The incident that is worked on instead, the last of the chain."""
    if onward is None:
        return None
    kept = await kept_of(session, onward)
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


def _incident_row(incident: Mapping[str, Any]) -> Row:
    place = place_row(incident["place"])
    return {
        "id": str(incident["id"]),
        "number": incident["number"],
        "state": incident["state"],
        "channel": incident["channel"],
        "urgency": incident["urgency"],
        "urgency_source": incident["urgency_source"],
        "place": {**place, "basis": incident["place_basis"]} if place else None,
        "categories": incident["categories"],
        "clock": {
            "rung_at": iso(incident["opened_at"]),
            **{stop: iso(incident[stop]) for stop in CLOCK},
        },
        "opened_at": iso(incident["opened_at"]),
        "closed_at": iso(incident["closed_at"]),
        "close_reason": incident["close_reason"],
        "version": incident["version"],
    }


async def _suggestions(
    session: AsyncSession, found: Iterable[Mapping[str, Any]]
) -> dict[UUID, Row]:
    """How urgent open incidents seem by what was said, and why."""
    asked = {
        incident["id"]: incident
        for incident in found
        if incident["state"] == IncidentState.OPEN and incident["wrapped_key"] is not None
    }
    keys = {id_: one["wrapped_key"] for id_, one in asked.items() if one["told"]}
    said = await opened_of(session, keys, risk.ANSWERS) if keys else {}
    rows = {}
    for id_, incident in asked.items():
        answers = {name: value for name, (value, _) in said.get(id_, {}).items()}
        suggestion = risk.suggest(incident["categories"], answers)
        if suggestion.urgency is not None:
            reasons = [
                {"code": reason.code, "params": dict(reason.params)}
                for reason in suggestion.reasons
            ]
            rows[id_] = {"urgency": suggestion.urgency, "reasons": reasons}
    return rows


async def intake_rows(session: AsyncSession, incident_id: UUID) -> dict[str, Row]:
    """The saved fields of the form, opened, by field."""
    incident = await for_system(session, incident_id, SystemReason.SCREEN)
    said = await opened(session, incident)
    names = await display_names(session, {row.saved_by for _, row in said.values()})
    return {field: intake_row(row, value, names) for field, (value, row) in said.items()}


def intake_row(row: IntakeField | Saved, value: Any, names: dict[UUID, dict[str, str]]) -> Row:
    """One saved field as screens get it."""
    return {
        "field": row.field,
        "value": value,
        "rev": row.rev,
        "version": row.rev,
        "saved_at": iso(row.saved_at),
        "saved_by": {"id": str(row.saved_by), "name": names.get(row.saved_by)},
    }


_STEPS = """
SELECT seq, at, kind, actor_kind, actor_id, facts FROM timeline_entry
WHERE incident_id = $1 AND seq > $2 ORDER BY seq
"""


async def timeline_rows(session: AsyncSession, incident_id: UUID, after_seq: int = 0) -> list[Row]:
    """The steps after `after_seq`, oldest first."""
    entries = await fetch(session, _STEPS, incident_id, after_seq)
    names = await _actor_names(session, entries)
    return [
        {
            "seq": entry["seq"],
            "version": entry["seq"],
            "at": iso(entry["at"]),
            "kind": entry["kind"],
            "actor": {
                "kind": entry["actor_kind"],
                "id": str(entry["actor_id"]) if entry["actor_id"] else None,
                "name": names.get(entry["actor_id"]) if entry["actor_id"] else None,
            },
            "facts": entry["facts"],
        }
        for entry in entries
    ]


_ENTRIES = """
SELECT incident_id, seq, kind, at, (facts->>'task_no')::int AS task_no
FROM timeline_entry WHERE incident_id = ANY($1) AND (kind = ANY($2) OR seq = 1)
ORDER BY at, seq
"""


async def entries_of(
    session: AsyncSession, ids: Collection[UUID], kinds: Collection[str]
) -> dict[UUID, list[Mapping[str, Any]]]:
    """The first entry and those of these kinds, of each incident and of what was linked to it.

    Those of a linked report stand under the ticket that is kept; `incident_id` says whose each is.
    """
    reports = await reports_of(session, ids)
    kept = {report.id: id_ for id_, some in reports.items() for report in some}
    entries: dict[UUID, list[Mapping[str, Any]]] = {id_: [] for id_ in ids}
    for entry in await fetch(session, _ENTRIES, [*ids, *kept], list(kinds)):
        whose = entry["incident_id"]
        for id_ in {whose, kept.get(whose, whose)} & entries.keys():
            entries[id_].append(entry)
    return entries


async def _actor_names(
    session: AsyncSession, entries: Iterable[Mapping[str, Any]]
) -> dict[UUID, dict[str, str]]:
    by_kind: dict[str, set[UUID]] = defaultdict(set)
    for entry in entries:
        if entry["actor_id"] is not None:
            by_kind[entry["actor_kind"]].add(entry["actor_id"])
    staff = await display_names(session, by_kind["staff"])
    return {**staff, **await responder_names(session, by_kind["worker"] | by_kind["centre"])}


async def work_of(session: AsyncSession, staff_id: UUID) -> list[UUID]:
    """The open incidents a counsellor answered, the newest first."""
    return await list_incidents(session, counsellor=staff_id, state=IncidentState.OPEN)


_LIST = """
SELECT id FROM incident WHERE $1::text IS NULL OR state = $1 ORDER BY opened_at DESC LIMIT $2
"""
_LIST_OF_ONE = """
SELECT id FROM incident
WHERE ($1::text IS NULL OR state = $1)
  AND id IN (SELECT incident_id FROM party WHERE kind = 'counsellor' AND ref = $3)
ORDER BY opened_at DESC LIMIT $2
"""


_WORK = """id IN (
    SELECT id FROM incident WHERE state = 'open'
      AND id IN (SELECT incident_id FROM party WHERE kind = 'counsellor' AND ref = $1)
    ORDER BY opened_at DESC LIMIT 100
)"""
_ALL_WORK = f"{_INCIDENTS} WHERE {_WORK} ORDER BY opened_at DESC"
_SOME_WORK = f"{_INCIDENTS} WHERE id = ANY($2) AND {_WORK}"


async def work_rows(
    session: AsyncSession, staff_id: UUID, ids: Collection[UUID] | None = None
) -> dict[UUID, Row]:
    """The incidents of `work_of`, or those of `ids` among them."""
    if ids is None:
        return await _rows(session, await fetch(session, _ALL_WORK, staff_id))
    return await _rows(session, await fetch(session, _SOME_WORK, staff_id, list(ids)))


async def list_incidents(
    session: AsyncSession,
    *,
    counsellor: UUID | None,
    state: IncidentState | None,
    limit: int = 100,
) -> list[UUID]:
    """Ids of incidents, the newest first; of one counsellor, in one state, or of all."""
    statement = _LIST if counsellor is None else _LIST_OF_ONE
    found = await fetch(session, statement, state, limit, *([counsellor] if counsellor else []))
    return [row["id"] for row in found]


_NUMBERS = "SELECT id, number, urgency FROM incident WHERE id = ANY($1)"


async def numbers_of(
    session: AsyncSession, ids: Collection[UUID]
) -> dict[UUID, tuple[str, str | None]]:
    """Ticket number and urgency of incidents, which are no personal data."""
    if not ids:
        return {}
    found = await fetch(session, _NUMBERS, list(ids))
    return {id_: (number, urgency) for id_, number, urgency in found}


_OPEN = "SELECT id FROM incident WHERE id = ANY($1) AND state = 'open'"


async def open_ones(session: AsyncSession, ids: Collection[UUID]) -> set[UUID]:
    """Those of these incidents that are open."""
    return {row["id"] for row in await fetch(session, _OPEN, list(ids))} if ids else set()


_BRIEF = "SELECT id, number, state, categories, place FROM incident WHERE id = ANY($1)"


async def brief_rows(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Row]:
    """The non-personal outline of incidents, for the history of a number."""
    if not ids:
        return {}
    found = await fetch(session, _BRIEF, list(ids))
    return {
        id_: {"number": number, "state": state, "categories": categories, "place": place}
        for id_, number, state, categories, place in found
    }


_OUTLINE = """
SELECT incident.id, number, linked_at, closed_at, place, told.at, facts
FROM incident LEFT JOIN timeline_entry AS told ON told.incident_id = incident.id AND kind = $2
WHERE incident.id = ANY($1) ORDER BY seq DESC
"""


async def outlines_at(
    session: AsyncSession, asked: Collection[tuple[UUID, datetime]]
) -> dict[tuple[UUID, datetime], Row]:
    """The non-personal outline of incidents as it stood at a moment, for a number's history.

    `place` is the one known now: it only ever serves as a guess.
    """
    ids = {id_ for id_, _ in asked}
    if not ids:
        return {}
    known: dict[UUID, list[Mapping[str, Any]]] = defaultdict(list)
    for row in await fetch(session, _OUTLINE, list(ids), IncidentCategorised.key):
        known[row["id"]].append(row)
    return {
        (id_, at): {
            "number": known[id_][0]["number"],
            "state": _state_at(known[id_][0], at),
            "categories": next(
                (one["facts"]["categories"] for one in known[id_] if one["at"] and one["at"] <= at),
                [],
            ),
            "place": known[id_][0]["place"],
        }
        for id_, at in asked
    }


def _state_at(incident: Mapping[str, Any], at: datetime) -> str:
    if incident["linked_at"] is not None and incident["linked_at"] <= at:
        return IncidentState.LINKED.value
    closed = incident["closed_at"] is not None and incident["closed_at"] <= at
    return (IncidentState.CLOSED if closed else IncidentState.OPEN).value
