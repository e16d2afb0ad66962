"""A request nobody could be asked for: kept, and told to supervisors until it ends; it asks nobody.

It lies under its incident's lock. Told again and again by a deadline, whoever has taken charge: a
child must not be forgotten where the list was empty, nor where a supervisor went for tea.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import service as cases
from app.cases.access import SystemReason, for_system
from app.cases.linking import follows
from app.cases.models import Incident, Urgency
from app.cases.timeline import SYSTEM, Actor, tell
from app.core import clock, outbox
from app.core.audience import BOARD, about
from app.core.db import fetch_value
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.core.settings import Settings, by_urgency
from app.dispatch import supervisors
from app.dispatch.agencies import Agency, urgency_for
from app.dispatch.charge import InCharge
from app.dispatch.ladder import due_at
from app.dispatch.models import Dispatch
from app.dispatch.states import STAND_DOWN_REASONS, UNTAKEN
from app.dispatch.unmet_events import NobodyToAsk, OfUnmet, UnmetMoved, UnmetOver, UnmetTaken
from app.dispatch.unmet_models import Unmet, UnmetEnd
from app.jobs.deadlines import cancel_deadline, set_deadline
from app.staff.queries import display_names

UNMET_DUE: Final = "dispatch.unmet_due"
UNMET_LOOK: Final = "dispatch.unmet_look"
CONFLICT: Final = "excluded_conflict"
"""Never announced: the one it is about may take part, and hears what is."""

_SINCE: Final = """
SELECT true FROM dispatch WHERE incident_id = $1 AND agency IS NOT DISTINCT FROM $2
    AND greatest(requested_at, acknowledged_at) > $3 LIMIT 1
"""

Reasons = Sequence[Mapping[str, Any]]
"""Codes with `n` among their params: how many could not be asked for it."""


class UnmetNotFound(NotFound):
    """No such request, or none of this person's."""

    code = "unmet_not_found"


class UnmetIsOver(HelplineError):
    """Somebody was sent, the incident was closed, or a person said that nobody need go."""

    code = "unmet_is_over"


async def note(
    session: AsyncSession,
    incident: Incident,
    agency: Agency | None,
    reasons: Reasons,
    by: UUID,
    settings: Settings,
) -> Unmet | None:
    """Keep that nobody could be asked, and tell supervisors; the incident is locked.

    None: others are being asked, and their ladder ends with a supervisor. While one is open it is
    given back as it is: a button pressed ten times rings no ten alarms.
    """
    if agency is None and await others_are_asked(session, incident.id):
        return None
    known = await open_one(session, incident.id, agency)
    if known is not None:
        return known
    now = clock.now()
    row = Unmet(
        incident_id=incident.id,
        agency=agency,
        wished_by=by,
        wished_at=now,
        reasons=[dict(reason) for reason in reasons],
        told_at=now,
        due_at=now,
    )
    await tell_again(session, incident, row, settings, Actor("staff", by))
    await look_later(session, row, settings)
    return row


async def look_later(session: AsyncSession, row: Unmet, settings: Settings) -> None:
    """Plan the next look whether somebody can be asked by now.

    None for an agency's part: all agencies of a hand-off are asked or none, so that a person
    decides anew.
    """
    if row.agency is None:
        row.look_at = due_at(clock.now(), settings.unmet_look_seconds)
        session.add(row)
        await set_deadline(session, UNMET_LOOK, row.id, row.look_at)


async def others_are_asked(session: AsyncSession, incident_id: UUID) -> bool:
    """Whether a ladder runs that ends with a supervisor, or has done so."""
    found = await session.exec(
        select(Dispatch.id)
        .where(
            Dispatch.incident_id == incident_id,
            col(Dispatch.agency).is_(None),
            col(Dispatch.state).in_(UNTAKEN),
        )
        .limit(1)
    )
    return found.first() is not None


async def open_one(session: AsyncSession, incident_id: UUID, agency: Agency | None) -> Unmet | None:
    """The unmet request of a locked incident that is not over, if there is one."""
    found = await session.exec(
        select(Unmet)
        .where(
            Unmet.incident_id == incident_id,
            col(Unmet.agency).is_not_distinct_from(agency),
            col(Unmet.ended_at).is_(None),
        )
        .execution_options(populate_existing=True)
    )
    return found.first()


async def tell_again(
    session: AsyncSession, incident: Incident, row: Unmet, settings: Settings, actor: Actor = SYSTEM
) -> None:
    """Supervisors are told through all their channels, and again when its time is over."""
    ran_out, now = row.in_charge, clock.now()
    row.told_at, row.times, row.stuck_at = now, row.times + 1, None
    row.in_charge = row.in_charge_at = None
    again = by_urgency(settings.unmet_again_seconds, urgency_of(incident, row.agency))
    row.due_at = due_at(now, again)
    session.add(row)
    await session.flush()
    await set_deadline(session, UNMET_DUE, row.id, row.due_at)
    facts: dict[str, Any] = {"times": row.times, "why": why_of(row), "ran_out": ran_out}
    await announce(session, incident, row, NobodyToAsk, actor, **facts)
    code = supervisors.code_for(row.agency, supervisors.NOBODY_TO_ASK)
    row.people = await supervisors.tell_supervisors(session, incident.id, code)
    session.add(row)
    await session.flush()


def why_of(row: Unmet) -> dict[str, int]:
    """The reasons as they are announced, each with how many it keeps."""
    return {one["code"]: one["params"]["n"] for one in row.reasons if one["code"] != CONFLICT}


def urgency_of(incident: Incident, agency: Agency | None) -> str:
    """How urgent it is now; unknown counts as P1 (I11)."""
    urgency = (incident.urgency or Urgency.P1).value
    return urgency if agency is None else urgency_for(agency, urgency)


async def take(session: AsyncSession, unmet_id: UUID, staff_id: UUID, settings: Settings) -> Unmet:
    """`staff_id` takes care that somebody goes, for a time. Raises UnmetIsOver, InCharge."""
    incident, row = await lock_open(session, unmet_id)
    if row.in_charge == staff_id:
        return row
    if row.in_charge is not None:
        name = (await display_names(session, [row.in_charge]))[row.in_charge]
        whom = {"kind": "staff", "id": str(row.in_charge), "name": name}
        raise InCharge(f"{name['en']} has taken charge.", in_charge=whom)
    row.in_charge, row.in_charge_at = staff_id, clock.now()
    seconds = by_urgency(settings.in_charge_seconds, urgency_of(incident, row.agency))
    row.due_at = due_at(row.in_charge_at, seconds)
    await set_deadline(session, UNMET_DUE, row.id, row.due_at)
    await announce(session, incident, row, UnmetTaken, Actor("staff", staff_id), staff_id=staff_id)
    return row


async def stand_down(session: AsyncSession, unmet_id: UUID, reason: str, staff_id: UUID) -> None:
    """Nobody need go any more. Raises InputIsInvalid, UnmetIsOver, UnmetNotFound."""
    if reason not in STAND_DOWN_REASONS:
        raise InputIsInvalid(f"Choose one of: {', '.join(STAND_DOWN_REASONS)}.", field="reason")
    incident, row = await lock_open(session, unmet_id)
    await end(session, incident, row, UnmetEnd.STOOD_DOWN, Actor("staff", staff_id), reason=reason)


async def sent(
    session: AsyncSession, incident: Incident, dispatch: Dispatch, actor: Actor = SYSTEM
) -> None:
    """Somebody is asked, or goes: what was wished for is under way; the incident is locked."""
    row = await open_one(session, incident.id, dispatch.agency)
    if row is not None:
        row.dispatch_id = dispatch.id
        await end(session, incident, row, UnmetEnd.SENT, actor)


async def due(session: AsyncSession, unmet_id: UUID, settings: Settings) -> None:
    """Its time is over: while still nobody goes, supervisors are told again."""
    try:
        incident, row = await lock_open(session, unmet_id)
    except (UnmetNotFound, UnmetIsOver):
        return
    if clock.now() < row.due_at:
        await set_deadline(session, UNMET_DUE, row.id, row.due_at)
        return
    await tell_again(session, incident, row, settings)


async def follow_urgency(session: AsyncSession, incident_id: UUID, settings: Settings) -> None:
    """The incident became more urgent: what is told again is told sooner, never later."""
    incident = await for_system(session, incident_id, SystemReason.DISPATCH_MOVED_ON, lock=True)
    for row in await _all_open(session, incident.id):
        since, listed = row.told_at, settings.unmet_again_seconds
        if row.in_charge_at is not None:
            since, listed = row.in_charge_at, settings.in_charge_seconds
        sooner = due_at(since, by_urgency(listed, urgency_of(incident, row.agency)))
        if sooner < row.due_at:
            row.due_at = sooner
            session.add(row)
            await set_deadline(session, UNMET_DUE, row.id, sooner)


async def lock(session: AsyncSession, unmet_id: UUID) -> tuple[Incident, Unmet]:
    """The row and its incident, locked; one linked away is followed. Raises UnmetNotFound.

    A row changes under the lock of the incident it belongs to, and no other.
    """
    while True:
        found = await session.exec(select(Unmet.incident_id).where(Unmet.id == unmet_id))
        incident_id = found.first()
        if incident_id is None:
            raise UnmetNotFound("There is no such request, or it is not yours.")
        incident = await for_system(session, incident_id, SystemReason.DISPATCH_MOVED_ON, lock=True)
        row = await session.get_one(Unmet, unmet_id, populate_existing=True)
        if row.incident_id == incident_id:
            return incident, row


async def lock_open(session: AsyncSession, unmet_id: UUID) -> tuple[Incident, Unmet]:
    """As `lock`, of one that is not over. Raises UnmetNotFound, UnmetIsOver."""
    incident, row = await lock(session, unmet_id)
    if row.ended_at is not None:
        raise UnmetIsOver("This is over: somebody was sent, or nobody need go any more.")
    return incident, row


async def _all_open(session: AsyncSession, incident_id: UUID) -> Collection[Unmet]:
    found = await session.exec(
        select(Unmet)
        .where(Unmet.incident_id == incident_id, col(Unmet.ended_at).is_(None))
        .order_by(col(Unmet.id))
        .execution_options(populate_existing=True)
    )
    return list(found)


async def end(
    session: AsyncSession,
    incident: Incident,
    row: Unmet,
    ending: UnmetEnd,
    actor: Actor = SYSTEM,
    **more: Any,
) -> None:
    """It is over, and leaves the board; the incident is locked."""
    row.ended_at, row.ending = clock.now(), ending
    row.look_at = None
    await cancel_deadline(session, UNMET_DUE, row.id)
    await cancel_deadline(session, UNMET_LOOK, row.id)
    await announce(session, incident, row, UnmetOver, actor, outcome=ending.value, **more)


async def end_with_incident(session: AsyncSession, incident: Incident, actor: Actor) -> None:
    """The incident is closed: nobody waits for anybody any more."""
    for row in await _all_open(session, incident.id):
        await end(session, incident, row, UnmetEnd.CLOSED, actor)


async def follow(session: AsyncSession, linked: Incident, kept: Incident, actor: Actor) -> None:
    """What was unmet for a linked ticket is so for the kept one, unless that has one of its own.

    Dispatches have followed before: whoever was asked or went since ends it as well.
    """
    there = await _all_open(session, kept.id)
    for row in await _all_open(session, linked.id):
        row.incident_id = kept.id  # written with its end: one may be open for a ticket
        if any(row.agency is one.agency for one in there):
            await end(session, kept, row, UnmetEnd.LINKED, actor, also=linked.id)
        elif await _under_way(session, row):
            await end(session, kept, row, UnmetEnd.SENT, actor, also=linked.id)
        else:
            await announce(session, kept, row, UnmetMoved, actor, also=linked.id)
    for row in there:
        if await _under_way(session, row):
            await end(session, kept, row, UnmetEnd.SENT, actor)


async def _under_way(session: AsyncSession, row: Unmet) -> bool:
    """Whether somebody was asked or went since."""
    return bool(await fetch_value(session, _SINCE, row.incident_id, row.agency, row.wished_at))


async def announce(
    session: AsyncSession,
    incident: Incident,
    row: Unmet,
    kind: type[OfUnmet],
    actor: Actor = SYSTEM,
    *,
    also: UUID | None = None,
    **facts: Any,
) -> None:
    """Raise the row's version and put the change on the timeline of its locked incident."""
    event = await _event(session, incident, row, kind, facts)
    await tell(session, incident, event, actor, [about("incident", also)] if also else [])


async def refresh(
    session: AsyncSession, incident: Incident, row: Unmet, kind: type[OfUnmet], **facts: Any
) -> None:
    """Tell of what only refreshes screens; it stands on no timeline."""
    event = await _event(session, incident, row, kind, facts)
    await outbox.record(session, event, [about("incident", incident.id), BOARD])


async def _event(
    session: AsyncSession,
    incident: Incident,
    row: Unmet,
    kind: type[OfUnmet],
    facts: Mapping[str, Any],
) -> OfUnmet:
    """The event of a change, with the version that the change makes."""
    row.version += 1
    session.add(row)
    await session.flush()
    agency = row.agency.value if row.agency else None
    return kind(
        entity_id=row.id, version=row.version, incident_id=incident.id, agency=agency, **facts
    )


cases.ends_with_the_incident(end_with_incident)
follows("dispatch_unmet", follow)
