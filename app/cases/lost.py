"""Reports of lost and found children: told in a ticket, sealed under its key, changed and ended."""

import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason, keys_for
from app.cases.lost_models import LostReport, Missing
from app.cases.lost_rules import checked_report
from app.cases.models import Incident
from app.cases.people_events import (
    LostReportChanged,
    LostReported,
    LostReportEnded,
)
from app.cases.sealed import key_of
from app.cases.service import must_be_open
from app.cases.timeline import Actor, tell
from app.core import clock, security
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.jobs.queue import defer

MATCH: Final = "cases.match_lost"
"""The job that looks for the other half of a report."""
END_REASONS: Final = ("came_back", "mistake", "other")


class LostReportNotFound(NotFound):
    """No such report of a lost or found child, or not one this person may know of."""

    code = "lost_report_not_found"


class ReportedAlready(HelplineError):
    """This ticket has an open report of this kind: change that one."""

    code = "reported_already"


class LostReportHasChanged(HelplineError):
    """Somebody else has changed it since; `rev` is the one that counts now."""

    code = "lost_report_has_changed"


class LostReportIsEnded(HelplineError):
    """The report has ended: nothing is looked for by it any more."""

    code = "lost_report_is_ended"


def report_place(report_id: UUID) -> str:
    """What the words of a report are bound to."""
    return f"lost_report.said:{report_id}"


async def report(
    session: AsyncSession,
    ticket: Incident,
    kind: Missing,
    said: Mapping[str, Any],
    child_id: UUID | None,
    by: UUID,
) -> LostReport:
    """A child is missed, or was found, by what this locked ticket says.

    Raises InputIsInvalid, ReportedAlready, IncidentIsClosed, DataIsErased.
    """
    must_be_open(ticket)
    kept = _checked(said)
    known = await session.exec(
        select(LostReport.id).where(
            LostReport.incident_id == ticket.id,
            LostReport.kind == kind,
            col(LostReport.ended_at).is_(None),
        )
    )
    if known.first() is not None:
        raise ReportedAlready("This ticket has such a report: change that one.")
    made = LostReport(
        id=uuid4(),
        incident_id=ticket.id,
        child_id=child_id,
        kind=kind,
        told_at=clock.now(),
        told_by=by,
    )
    _keep(made, ticket, kept)
    session.add(made)
    await session.flush()
    told = LostReported(entity_id=made.id, version=made.rev, missing=kind.value)
    await tell(session, ticket, told, Actor("staff", by))
    await defer(session, MATCH, made.id)
    return made


def _checked(said: Mapping[str, Any]) -> dict[str, Any]:
    return checked_report(said, clock.now().astimezone(clock.DHAKA).date())


def _keep(made: LostReport, ticket: Incident, kept: Mapping[str, Any]) -> None:
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    made.said = security.seal(key_of(ticket), text, report_place(made.id))


async def find(session: AsyncSession, report_id: UUID, *, lock: bool = False) -> LostReport:
    """A report. Raises LostReportNotFound."""
    wanted = select(LostReport).where(LostReport.id == report_id)
    found = (await session.exec(wanted.with_for_update() if lock else wanted)).first()
    if found is None:
        raise LostReportNotFound("There is no such report, or it is not yours to open.")
    return found


async def change(
    session: AsyncSession,
    ticket: Incident,
    report_id: UUID,
    said: Mapping[str, Any],
    *,
    rev: int,
    by: UUID,
) -> LostReport:
    """Something else is told now, all of it; `rev` is what the screen had.

    Raises LostReportHasChanged, LostReportIsEnded, InputIsInvalid.
    """
    must_be_open(ticket)
    found = await _open_one(session, report_id)
    if found.rev != rev:
        raise LostReportHasChanged("Somebody else has changed this since.", rev=found.rev)
    _keep(found, ticket, _checked(said))
    found.rev += 1
    session.add(found)
    await session.flush()
    told = LostReportChanged(entity_id=found.id, version=found.rev)
    await tell(session, ticket, told, Actor("staff", by))
    await defer(session, MATCH, found.id)
    return found


async def _open_one(session: AsyncSession, report_id: UUID) -> LostReport:
    found = await find(session, report_id, lock=True)
    if found.ended_at is not None:
        raise LostReportIsEnded("This report has ended.")
    return found


async def end(
    session: AsyncSession, ticket: Incident, report_id: UUID, reason: str, by: UUID
) -> LostReport:
    """Nobody looks by this report any more. Raises LostReportIsEnded, InputIsInvalid."""
    if reason not in END_REASONS:
        raise InputIsInvalid(f"Choose one of: {', '.join(END_REASONS)}.", field="reason")
    found = await _open_one(session, report_id)
    await end_one(session, ticket, found, reason, Actor("staff", by))
    return found


async def end_one(
    session: AsyncSession, ticket: Incident, found: LostReport, reason: str, actor: Actor
) -> None:
    """End a locked report of a locked ticket, and tell of it."""
    found.ended_at, found.end_reason = clock.now(), reason
    found.rev += 1
    session.add(found)
    await session.flush()
    told = LostReportEnded(entity_id=found.id, version=found.rev, reason=reason)
    await tell(session, ticket, told, actor)


def said_of(
    keys: Mapping[UUID, bytes], ticket: UUID, sealed: bytes | None, report_id: UUID
) -> dict[str, Any] | None:
    """What was told; None once it was erased."""
    if sealed is None or ticket not in keys:
        return None
    kept: dict[str, Any] = json.loads(
        security.unseal(keys[ticket], sealed, report_place(report_id))
    )
    return kept


async def opened(session: AsyncSession, found: LostReport) -> dict[str, Any] | None:
    """What a report tells, whose ticket a person has opened; None once it was erased."""
    keys = await keys_for(session, [found.incident_id], SystemReason.CHILD)
    return said_of(keys, found.incident_id, found.said, found.id)
