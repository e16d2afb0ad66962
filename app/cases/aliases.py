"""Where a ticket leads that was linked to another one; numbers and links only, no word said.

A link is never undone, and a chain of links ends at the incident that is kept.
"""

import re
from collections import defaultdict
from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.models import Incident
from app.core import clock
from app.core.db import fetch, fetch_value
from app.core.errors import HelplineError
from app.core.words import latin_digits

_NUMBER: Final = re.compile(r"(?:(?:1098-)?(\d\d)-)?(\d{1,12})", re.ASCII)
_DASHES: Final = re.compile(r"[\s\u2010-\u2015-]+")


class IncidentIsLinked(HelplineError):
    """It is a report of another incident, which `linked_to` names: that one is worked on."""

    code = "incident_is_linked"


_ONWARD = "SELECT linked_to FROM incident WHERE id = $1"
_REPORTED = "SELECT 1 FROM incident WHERE linked_to = ANY($1) LIMIT 1"


async def kept_of(session: AsyncSession, incident_id: UUID) -> UUID:
    """The incident that is worked on: this one, or the last of the chain it was linked into."""
    while True:
        onward: UUID | None = await fetch_value(session, _ONWARD, incident_id)
        if onward is None:
            return incident_id
        incident_id = onward


async def must_stand_alone(session: AsyncSession, incident_id: UUID) -> None:
    """Raises IncidentIsLinked, naming the incident that is worked on instead."""
    kept = await kept_of(session, incident_id)
    if kept != incident_id:
        found = await session.exec(
            select(Incident.id, Incident.number).where(col(Incident.id).in_((incident_id, kept)))
        )
        numbers = dict(found.all())
        raise IncidentIsLinked(
            f"{numbers[incident_id]} is a report of {numbers[kept]}: go on there.",
            linked_to={"id": str(kept), "number": numbers[kept]},
        )


TOLD: Final = """
WITH RECURSIVE told AS (
    SELECT $1::uuid AS id UNION SELECT incident.id FROM incident JOIN told ON linked_to = told.id
)
"""
"""Begins a statement that asks about an incident and all tickets linked to it, by their `id`."""


async def reports_of(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, list[Incident]]:
    """The tickets linked to each of these incidents, through chains too, the first report first."""
    kept = {id_: id_ for id_ in ids}
    reports: dict[UUID, list[Incident]] = defaultdict(list)
    frontier = set(kept)
    if not await fetch(session, _REPORTED, list(frontier)):  # as nearly always
        return reports
    while frontier:
        found = await session.exec(select(Incident).where(col(Incident.linked_to).in_(frontier)))
        frontier = set()
        for report in found:
            assert report.linked_to is not None
            kept[report.id] = kept[report.linked_to]
            reports[kept[report.id]].append(report)
            frontier.add(report.id)
    for linked in reports.values():
        linked.sort(key=lambda report: (report.opened_at, report.number))
    return reports


async def find(session: AsyncSession, said: str) -> UUID | None:
    """The ticket of this id or number; None when there is none.

    Both digit sets, and the short ways to say a number: `1098-26-000123`, `26-123`, `123` (of this
    Dhaka year).
    """
    try:
        wanted = Incident.id == UUID(said.strip())
    except ValueError:
        number = number_of(said)
        if number is None:
            return None
        wanted = Incident.number == number
    return (await session.exec(select(Incident.id).where(wanted))).first()


def number_of(said: str) -> str | None:
    """A ticket's number in full, from one of the ways to say it; None when it is no number."""
    told = _DASHES.sub("-", latin_digits(said.strip()))
    found = _NUMBER.fullmatch(told)
    if found is None:
        return None
    year = found[1] or f"{clock.dhaka_year(clock.now()) % 100:02d}"
    return f"1098-{year}-{int(found[2]):06d}"
