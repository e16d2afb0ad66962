"""Which lost and found children may be one: suggested with reasons; a person decides, never it.

A pair is a row of its own: the two tickets are not linked, since a link is never undone, and each
has its own caller, whose number and safety stay with that ticket.
"""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason, for_system, keys_for
from app.cases.lost import LostReportIsEnded, LostReportNotFound, end_one, find, said_of
from app.cases.lost_models import LostMatch, LostReport, MatchState, Missing
from app.cases.lost_rules import Fit, fit
from app.cases.models import Incident
from app.cases.people_events import (
    ChildReunited,
    LostMatchConfirmed,
    LostMatchRefused,
    LostMatchSuggested,
)
from app.cases.timeline import SYSTEM, Actor, tell
from app.core import clock
from app.core.audience import about
from app.core.db import Database, fetch
from app.core.errors import InputIsInvalid, NotFound
from app.core.moves import advance
from app.core.outbox import Event

CHECKED: Final = ("family_and_child", "document", "police", "board", "other")
"""How it was known that a child belongs to those who take it home."""
WINDOW: Final = timedelta(days=400)
LOOKED_AT: Final = 2000
"""Open reports of the other kind that one is compared with, the newest first."""

MOVES: Final = {
    (MatchState.SUGGESTED, "confirm"): MatchState.CONFIRMED,
    (MatchState.SUGGESTED, "refuse"): MatchState.REFUSED,
    (MatchState.CONFIRMED, "refuse"): MatchState.REFUSED,
    (MatchState.CONFIRMED, "reunite"): MatchState.REUNITED,
    (MatchState.REFUSED, "suggest"): MatchState.SUGGESTED,
}


class LostMatchNotFound(NotFound):
    """No such pair of reports."""

    code = "lost_match_not_found"


OTHERS_SQL: Final = f"""
SELECT id, incident_id, said FROM lost_report
WHERE kind = $1 AND ended_at IS NULL AND told_at >= $2 ORDER BY told_at DESC LIMIT {LOOKED_AT}
"""


async def match(database: Database, report_id: UUID) -> None:
    """Look for the other half of a report, and suggest what fits; may be repeated."""
    async with database.transaction() as session:
        try:
            mine = await find(session, report_id)
        except LostReportNotFound:
            return
        if mine.ended_at is not None:
            return
        fitting = await _fitting(session, mine)
    for other_id, found in fitting:
        pair = (mine.id, other_id) if mine.kind is Missing.LOST else (other_id, mine.id)
        async with database.transaction() as session:
            await _suggest(session, *pair, found)


async def _fitting(session: AsyncSession, mine: LostReport) -> list[tuple[UUID, Fit]]:
    other = Missing.FOUND if mine.kind is Missing.LOST else Missing.LOST
    rows = await fetch(session, OTHERS_SQL, other.value, clock.now() - WINDOW)
    tickets = {mine.incident_id, *(row["incident_id"] for row in rows)}
    keys = await keys_for(session, tickets, SystemReason.CHILD)
    own = said_of(keys, mine.incident_id, mine.said, mine.id)
    fitting = []
    for row in rows:
        theirs = said_of(keys, row["incident_id"], row["said"], row["id"])
        if own is None or theirs is None:
            continue
        pair = (own, theirs) if mine.kind is Missing.LOST else (theirs, own)
        if (found := fit(*pair)).suggested:
            fitting.append((row["id"], found))
    return sorted(fitting, key=lambda one: (-one[1].score, one[0]))


async def find_match(session: AsyncSession, match_id: UUID) -> LostMatch:
    """A pair of reports. Raises LostMatchNotFound."""
    found = await session.get(LostMatch, match_id)
    if found is None:
        raise LostMatchNotFound("There is no such pair of reports.")
    return found


async def _tickets(session: AsyncSession, *reports: LostReport) -> list[Incident]:
    """The tickets of both, locked in the order of their ids."""
    held = {
        id_: await for_system(session, id_, SystemReason.CHILD, lock=True)
        for id_ in sorted({one.incident_id for one in reports})
    }
    return [held[one.incident_id] for one in reports]


async def _suggest(session: AsyncSession, lost_id: UUID, found_id: UUID, fits: Fit) -> None:
    """Suggest a pair, unless somebody has decided already, or one of the two has ended."""
    reports = [await find(session, id_) for id_ in (lost_id, found_id)]
    tickets = await _tickets(session, *reports)
    known = await session.exec(
        select(LostMatch)
        .where(LostMatch.lost_id == lost_id, LostMatch.found_id == found_id)
        .with_for_update()
    )
    pair = known.first()
    for one in reports:
        await session.refresh(one)
    if any(one.ended_at is not None for one in reports):
        return
    if pair is None:
        pair = LostMatch(
            id=uuid4(), lost_id=lost_id, found_id=found_id, score=0.0, suggested_at=clock.now()
        )
    elif pair.state is MatchState.REFUSED and fits.score > (pair.refused_score or 0.0):
        pair.state = advance(MOVES, pair.state, "suggest", "match")
        pair.suggested_at, pair.version = clock.now(), pair.version + 1
    elif pair.state is not MatchState.SUGGESTED or pair.reasons == list(fits.reasons):
        return
    else:
        pair.version += 1
    pair.score, pair.reasons = fits.score, list(fits.reasons)
    session.add(pair)
    await session.flush()
    await _tell_both(session, tickets, LostMatchSuggested, pair, SYSTEM)


async def _tell_both(
    session: AsyncSession,
    tickets: list[Incident],
    event: Any,
    pair: LostMatch,
    actor: Actor,
    **facts: Any,
) -> None:
    for ticket in {one.id: one for one in tickets}.values():
        told: Event = event(entity_id=pair.id, version=pair.version, **facts)
        await tell(session, ticket, told, actor, [about("lost", pair.id)])


async def decide(
    session: AsyncSession, match_id: UUID, verb: str, by: UUID, checked: str | None = None
) -> LostMatch:
    """A person confirms or refuses a pair, or says that the child is with its family again.

    Raises LostMatchNotFound, IllegalMove, LostReportIsEnded, InputIsInvalid.
    """
    pair = await find_match(session, match_id)
    reports = [await find(session, id_) for id_ in (pair.lost_id, pair.found_id)]
    tickets = await _tickets(session, *reports)
    await session.refresh(pair, with_for_update=True)
    pair.state = advance(MOVES, pair.state, verb, "match")
    pair.decided_at, pair.decided_by, pair.version = clock.now(), by, pair.version + 1
    actor = Actor("staff", by)
    if verb == "refuse":
        pair.refused_score = pair.score
        await _kept(session, pair)
        await _tell_both(session, tickets, LostMatchRefused, pair, actor)
        return pair
    for one in reports:
        await session.refresh(one, with_for_update=True)
    if any(one.ended_at is not None for one in reports):
        raise LostReportIsEnded("One of the two reports has ended.")
    if verb == "confirm":
        await _kept(session, pair)
        await _tell_both(session, tickets, LostMatchConfirmed, pair, actor)
        return pair
    if checked not in CHECKED:
        raise InputIsInvalid(f"Choose one of: {', '.join(CHECKED)}.", field="checked")
    pair.checked = checked
    await _kept(session, pair)
    await _tell_both(session, tickets, ChildReunited, pair, actor, checked=checked)
    for one, ticket in zip(reports, tickets, strict=True):
        await end_one(session, ticket, one, "reunited", actor)
    return pair


async def _kept(session: AsyncSession, pair: LostMatch) -> None:
    session.add(pair)
    await session.flush()
