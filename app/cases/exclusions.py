"""Who must never be asked to go for an incident: the accused, who employs them, the place itself.

It only keeps the list; whoever ranks or asks reads it. Why somebody stands on it accuses a person
by name, so reason and words are sealed under the incident's key and stand in no event.
"""

import json
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.aliases import TOLD, reports_of
from app.cases.events import ExclusionLifted, ResponderExcluded
from app.cases.models import Exclusion, Incident
from app.cases.sealed import key_of
from app.cases.service import must_be_open
from app.cases.timeline import Actor, tell
from app.core import clock, security
from app.core.db import fetch
from app.core.errors import InputIsInvalid, NotFound
from app.directory.queries import is_responder, responder_names
from app.jobs.queue import defer

FOLLOW_EXCLUSION = "dispatch.follow_exclusion"
"""The job by which a dispatch lets go of one who must not be asked any more."""


class WhyExcluded(StrEnum):
    """Why somebody must not be asked; the weightiest first."""

    ACCUSED = "accused"
    EMPLOYS_ACCUSED = "employs_accused"
    COMPLAINED_OF = "complained_of"
    CLOSE_TO_ACCUSED = "close_to_accused"
    CHILD_REFUSES = "child_refuses"
    OTHER = "other"


class ExclusionNotFound(NotFound):
    """No such line on the list of this incident."""

    code = "exclusion_not_found"


async def exclude(
    session: AsyncSession,
    incident: Incident,
    kind: str,
    ref: UUID,
    *,
    reason: str,
    note: str | None,
    by: UUID,
) -> Exclusion:
    """From now on `ref` (a worker or centre) is not asked for this locked incident.

    Said again, the first line stays. Raises InputIsInvalid, IncidentIsClosed.
    """
    must_be_open(incident)
    if reason not in list(WhyExcluded):
        raise InputIsInvalid(f"Choose one of: {', '.join(WhyExcluded)}.", field="reason")
    if not await is_responder(session, kind, ref):
        raise InputIsInvalid(f"There is no such {kind}.", field="responder.id")
    known = await _present(session, incident.id, ref)
    if known is not None:
        return known
    made = Exclusion(
        id=uuid4(),
        incident_id=incident.id,
        kind=kind,
        ref=ref,
        excluded_at=clock.now(),
        excluded_by=by,
    )
    said = json.dumps({"reason": reason, "note": note}, ensure_ascii=False)
    made.why = security.seal(key_of(incident), said, _place(made.id))
    session.add(made)
    await session.flush()
    told = ResponderExcluded(
        entity_id=incident.id, version=incident.version + 1, exclusion_id=made.id
    )
    await tell(session, incident, told, Actor("staff", by))
    await defer(session, FOLLOW_EXCLUSION, made.id)
    return made


async def lift(session: AsyncSession, incident: Incident, exclusion_id: UUID, by: UUID) -> None:
    """The line was a mistake: it is kept, and counts no more. Raises ExclusionNotFound.

    Also one that a ticket linked to this incident brought along: it is obeyed here.
    """
    must_be_open(incident)
    found = await session.get(Exclusion, exclusion_id)
    if found is None or found.incident_id not in {
        one.id for one in await _told_of(session, incident)
    }:
        raise ExclusionNotFound("There is no such line on the list of this incident.")
    if found.lifted_at is not None:
        return
    found.lifted_at, found.lifted_by = clock.now(), by
    session.add(found)
    await session.flush()
    told = ExclusionLifted(
        entity_id=incident.id, version=incident.version + 1, exclusion_id=found.id
    )
    await tell(session, incident, told, Actor("staff", by))


async def _told_of(session: AsyncSession, incident: Incident) -> list[Incident]:
    """The incident and the tickets linked to it: each keeps its lines under a key of its own."""
    return [incident, *(await reports_of(session, [incident.id]))[incident.id]]


async def follow_all(session: AsyncSession, incident_id: UUID) -> None:
    """Dispatches came to this incident, or lines did: each line is obeyed by each of them."""
    for row in await fetch(session, _LINES, await _ids(session, incident_id)):
        await defer(session, FOLLOW_EXCLUSION, row["id"])


_LINES = "SELECT id FROM exclusion WHERE incident_id = ANY($1) AND lifted_at IS NULL ORDER BY id"
_EXCLUDED = f"""
{TOLD} SELECT ref FROM exclusion JOIN told ON incident_id = told.id WHERE lifted_at IS NULL
"""


async def excluded(session: AsyncSession, incident_id: UUID) -> frozenset[UUID]:
    """Ids of all who must not be asked for an incident, or for a ticket linked to it."""
    found = await fetch(session, _EXCLUDED, incident_id)
    return frozenset(row["ref"] for row in found)


async def _ids(session: AsyncSession, incident_id: UUID) -> list[UUID]:
    reports = (await reports_of(session, [incident_id]))[incident_id]
    return [incident_id, *(report.id for report in reports)]


async def exclusion_rows(session: AsyncSession, incident: Incident) -> list[dict[str, Any]]:
    """The list as screens get it, opened, with what linked tickets brought; no lifted lines."""
    told_of = {one.id: one for one in await _told_of(session, incident)}
    found = list(
        await session.exec(
            select(Exclusion)
            .where(col(Exclusion.incident_id).in_(told_of), col(Exclusion.lifted_at).is_(None))
            .order_by(col(Exclusion.excluded_at))
        )
    )
    names = await responder_names(session, [one.ref for one in found])
    return [_row(one, key_of(told_of[one.incident_id]), names) for one in found]


async def exclusion_row(session: AsyncSession, incident: Incident, id_: UUID) -> dict[str, Any]:
    """One line of the list."""
    rows = await exclusion_rows(session, incident)
    return next(row for row in rows if row["id"] == str(id_))


async def whom(session: AsyncSession, exclusion_id: UUID) -> tuple[UUID, str, UUID] | None:
    """Incident, kind and id of the one a line that still counts is about."""
    found = await session.get(Exclusion, exclusion_id)
    if found is None or found.lifted_at is not None:
        return None
    return found.incident_id, found.kind, found.ref


def _row(one: Exclusion, key: bytes, names: dict[UUID, dict[str, str]]) -> dict[str, Any]:
    said = json.loads(security.unseal(key, one.why, _place(one.id))) if one.why else {}
    return {
        "id": str(one.id),
        "responder": {"kind": one.kind, "id": str(one.ref), "name": names[one.ref]},
        "reason": said.get("reason"),
        "note": said.get("note"),
        "excluded_at": one.excluded_at.isoformat(),
    }


def _place(id_: UUID) -> str:
    return f"exclusion.why:{id_}"


async def _present(session: AsyncSession, incident_id: UUID, ref: UUID) -> Exclusion | None:
    found = await session.exec(
        select(Exclusion).where(
            Exclusion.incident_id == incident_id,
            Exclusion.ref == ref,
            col(Exclusion.lifted_at).is_(None),
        )
    )
    return found.first()
