"""Rows of the clock, of weddings and of papers as screens get them; the caller came by a door."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import CLOCKS, SystemReason, for_system, keys_for
from app.core import clock, security
from app.core.db import fetch
from app.directory.queries import place_row
from app.dispatch.clock_models import (
    Marriage,
    MarriageStep,
    MarriageStepKind,
    Paper,
    PaperCopy,
)
from app.dispatch.journey import StopOf, late_at, row_of
from app.dispatch.lateness import journeys_of, pauses_of, stops_of, ticket_of
from app.dispatch.marriage import AFTER, note_place, steps_of
from app.dispatch.of_age import of_age_on
from app.dispatch.papers import memo_in_bangla, memo_of
from app.dispatch.undertaking import NOBODY_THERE, PLANNED_AGAIN, again_at, is_stopped, stops
from app.staff.queries import display_names

Row = dict[str, Any]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


async def journey_row(session: AsyncSession, incident_id: UUID) -> Row:
    """The seven stops of an incident and every pause of its clock."""
    incident = await for_system(session, incident_id, SystemReason.SCREEN)
    stops = await stops_of(session, incident)
    pauses = (await pauses_of(session, [incident_id]))[incident_id]
    people = {id_ for one in pauses for id_ in (one.began_by, one.ended_by) if id_}
    names = await display_names(session, people)
    return {
        "incident_id": str(incident_id),
        "stops": [row_of(stop) for stop in stops],
        "pauses": [
            {
                "reason": one.reason.value,
                "began_at": _iso(one.began_at),
                "began_by": names.get(one.began_by),
                "ended_at": _iso(one.ended_at),
                "ended_by": names.get(one.ended_by) if one.ended_by else None,
            }
            for one in pauses
        ],
        "version": incident.version,
    }


async def marriage_row(session: AsyncSession, incident_id: UUID) -> Row | None:
    """The wedding that is to be stopped, what was done, and what comes next; None without one."""
    marriage = await session.get(Marriage, incident_id, populate_existing=True)
    if marriage is None:
        return None
    incident = await for_system(session, incident_id, SystemReason.SCREEN)
    steps = await steps_of(session, incident_id)
    names = await display_names(session, {marriage.said_by, *(one.by for one in steps)})
    grown = await of_age_on(session, incident)
    again = again_at(steps, marriage)
    return {
        "incident_id": str(incident_id),
        "on_at": _iso(marriage.on_at),
        "hour_known": marriage.hour_known,
        "said_at": _iso(marriage.said_at),
        "said_by": names.get(marriage.said_by),
        "passed_at": _iso(marriage.passed_at),
        "stopped": is_stopped(steps, marriage),
        "again_at": _iso(again),
        "visit_due_at": _iso(marriage.visit_due_at),
        "visit_missed_at": _iso(marriage.visit_missed_at),
        "of_age_on": grown.isoformat() if grown else None,
        "ended_at": _iso(marriage.ended_at),
        "end_reason": marriage.end_reason,
        "checklist": checklist(steps, over=marriage.ended_at is not None, broken=again is not None),
        "steps": await _step_rows(session, steps, names),
        "version": incident.version,
    }


def checklist(steps: Iterable[MarriageStep], *, over: bool, broken: bool) -> list[Row]:
    """Each step of practice: done, broken, possible now, waiting for another, or needed no more."""
    last = {one.kind: one for one in steps}
    return [
        {
            "step": kind.value,
            "state": "broken"
            if broken and kind in last and stops(last[kind])
            else _state(kind, last, over),
            "at": _iso(last[kind].at) if kind in last else None,
        }
        for kind in MarriageStepKind
    ]


def _state(kind: MarriageStepKind, last: dict[MarriageStepKind, MarriageStep], over: bool) -> str:
    if kind in last:
        return "done"
    if over:
        return "not_needed"
    needs = AFTER.get(kind, ())
    return "possible" if not needs or any(need in last for need in needs) else "waits"


async def _step_rows(
    session: AsyncSession, steps: list[MarriageStep], names: dict[UUID, dict[str, str]]
) -> list[Row]:
    noted = {one.first_incident_id for one in steps if one.note is not None}
    keys = await keys_for(session, noted, SystemReason.SCREEN) if noted else {}
    return [
        {
            "id": str(one.id),
            "step": one.kind.value,
            "word": one.word,
            "at": _iso(one.at),
            "by": names.get(one.by),
            "recorded_at": _iso(one.recorded_at),
            "note": _note(one, keys),
        }
        for one in steps
    ]


def _note(one: MarriageStep, keys: dict[UUID, bytes]) -> str | None:
    key = keys.get(one.first_incident_id)
    if one.note is None or key is None:
        return None
    return security.unseal(key, one.note, note_place(one.id))


async def paper_rows(
    session: AsyncSession, incident_id: UUID, ids: Collection[UUID] | None = None
) -> dict[UUID, Row]:
    """The papers of an incident, the first one first; what they say is only in the PDF."""
    found = await session.exec(
        select(Paper)
        .where(Paper.incident_id == incident_id)
        .order_by(col(Paper.made_at), col(Paper.id))
    )
    papers = [one for one in found if ids is None or one.id in ids]
    if not papers:
        return {}
    replaced = await session.exec(
        select(Paper.replaces, Paper.id).where(col(Paper.replaces).in_([p.id for p in papers]))
    )
    by = dict(replaced.all())
    copies = await _copies(session, [one.id for one in papers])
    people = {one.made_by for one in papers} | {
        copy.given_by for some in copies.values() for copy in some if copy.given_by
    }
    names = await display_names(session, people)
    return {
        one.id: {
            "id": str(one.id),
            "kind": one.kind.value,
            "memo": memo_of(one),
            "memo_bn": memo_in_bangla(one),
            "version": one.version,
            "replaces": str(one.replaces) if one.replaces else None,
            "replaced_by": str(by[one.id]) if one.id in by else None,
            "made_at": _iso(one.made_at),
            "made_by": names.get(one.made_by),
            "copies": [_copy_row(copy, names) for copy in copies[one.id]],
        }
        for one in papers
    }


async def _copies(session: AsyncSession, ids: list[UUID]) -> dict[UUID, list[PaperCopy]]:
    found = await session.exec(
        select(PaperCopy).where(col(PaperCopy.paper_id).in_(ids)).order_by(col(PaperCopy.no))
    )
    copies: dict[UUID, list[PaperCopy]] = {id_: [] for id_ in ids}
    for copy in found:
        copies[copy.paper_id].append(copy)
    return copies


def _copy_row(copy: PaperCopy, names: dict[UUID, dict[str, str]]) -> Row:
    return {
        "no": copy.no,
        "post": copy.post,
        "given_at": _iso(copy.given_at),
        "given_by": names.get(copy.given_by) if copy.given_by else None,
        "how": copy.how,
        "acknowledged_at": _iso(copy.acknowledged_at),
    }


_LATE = f"""
SELECT seen.*, marriage.on_at, marriage.passed_at, marriage.visit_missed_at,
    again.at AS again_at,
    EXISTS (SELECT FROM clock_pause WHERE incident_id = seen.id AND ended_at IS NULL) AS paused
FROM {CLOCKS} AS seen
LEFT JOIN marriage ON marriage.incident_id = seen.id AND marriage.ended_at IS NULL
LEFT JOIN (
    SELECT incident_id, max(found.at) AS at
    FROM marriage_step AS found JOIN marriage USING (incident_id)
    WHERE found.word = '{PLANNED_AGAIN}' AND found.recorded_at > said_at AND ended_at IS NULL
      AND NOT EXISTS (
        SELECT FROM marriage_step AS later
        WHERE later.incident_id = found.incident_id AND later.recorded_at > found.recorded_at
          AND later.kind IN ('undertaking_signed', 'court_held') AND later.word <> '{NOBODY_THERE}')
    GROUP BY incident_id) AS again ON again.incident_id = seen.id
WHERE ($1::uuid[] IS NULL OR seen.id = ANY($1))
  AND (marriage.visit_missed_at IS NOT NULL OR again.at IS NOT NULL OR (seen.open AND (
    marriage.passed_at IS NOT NULL
    OR (seen.safe_at IS NULL
        AND EXISTS (SELECT FROM clock_late WHERE incident_id = seen.id)))))
"""
"""Those of which something may be late: told once, or by the wedding. The journey has the word.

One that is planned again stands here until somebody tells the new day or stops it again."""


async def late_rows(session: AsyncSession, ids: Collection[UUID] | None = None) -> dict[UUID, Row]:
    """Incidents with a late stop, a wedding day that has passed, a broken word, a missed visit.

    What is late is what their journeys say at this moment; the first one due stands first.
    """
    found = await fetch(session, _LATE, list(ids) if ids is not None else None)
    late = await _late_stops(session, found)
    rows = [
        _late_row(row, late[row["id"]])
        for row in found
        if late[row["id"]]
        or row["visit_missed_at"]
        or row["again_at"]
        or (row["passed_at"] and row["open"])
    ]
    rows.sort(key=lambda row: (not row["late"], row["late"][0]["due_at"] if row["late"] else ""))
    return {UUID(row["incident_id"]): row for row in rows}


async def _late_stops(
    session: AsyncSession, found: Iterable[Mapping[str, Any]]
) -> dict[UUID, list[Row]]:
    tickets = [ticket_of(row) for row in found]
    stops = await journeys_of(session, tickets)
    return {id_: _late_of(of_one) for id_, of_one in stops.items()}


def _late_of(stops: Iterable[StopOf]) -> list[Row]:
    late = [(one.due_at, one.stop.value) for one in late_at(stops, clock.now()) if one.due_at]
    late.sort(key=lambda one: one[0])
    return [{"stop": stop, "due_at": due_at.isoformat()} for due_at, stop in late]


def _late_row(found: Mapping[str, Any], late: list[Row]) -> Row:
    return {
        "incident_id": str(found["id"]),
        "number": found["number"],
        "urgency": found["urgency"],
        "place": place_row(found["place"]),
        "late": late,
        "paused": found["paused"],
        "wedding_at": _iso(found["on_at"]),
        "visit_missed_at": _iso(found["visit_missed_at"]),
        "again_at": _iso(found["again_at"]),
        "version": found["version"],
    }
