"""Verbs of a meeting: planned, held with its quorum, adjourned, called off; they flush only."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid
from app.core.moves import advance
from app.programmes.boards import agenda, log
from app.programmes.boards.events import MeetingMoved
from app.programmes.boards.models import AgendaItem, Committee, Meeting, SeatPresence
from app.programmes.boards.service import must_stand, seats_at
from app.programmes.boards.states import (
    COUNT_AS_THERE,
    MEETING_MOVES,
    WHY_ADJOURNED,
    WHY_CALLED_OFF,
    Presence,
    lacking,
)

LONGEST_AHEAD: Final = timedelta(days=732)


class NoQuorum(HelplineError):
    """Too few are there: `there` of `needed`. It can only be adjourned or called off (`legal`)."""

    code = "no_quorum"


async def plan(
    session: AsyncSession,
    committee_id: UUID,
    planned_at: datetime,
    venue: str | None,
    by: UUID,
) -> Meeting:
    """A meeting is to be held; one that was may be entered afterwards.

    Raises CommitteeNotFound, CommitteeHasEnded, InputIsInvalid.
    """
    committee = await log.locked(session, committee_id)
    must_stand(committee)
    return await _plan(session, committee, planned_at, venue, by)


async def _plan(
    session: AsyncSession,
    committee: Committee,
    planned_at: datetime,
    venue: str | None,
    by: UUID,
    continues: UUID | None = None,
) -> Meeting:
    if planned_at > clock.now() + LONGEST_AHEAD:
        raise InputIsInvalid("Nobody plans so far ahead: check the year.", field="planned_at")
    found = await session.exec(
        select(func.max(Meeting.no)).where(Meeting.committee_id == committee.id)
    )
    made = Meeting(
        committee_id=committee.id,
        no=int(found.one() or 0) + 1,
        planned_at=planned_at,
        venue=venue,
        continues=continues,
    )
    session.add(made)
    await session.flush()
    await _tell(session, committee, made, "planned", by)
    return made


async def hold(
    session: AsyncSession,
    meeting_id: UUID,
    held_at: datetime,
    seen: Mapping[UUID, Presence],
    by: UUID,
) -> Meeting:
    """It was held, with these seats taken; a seat nobody noted is unknown, which counts as empty.

    Raises MeetingNotFound, IllegalMove, InputIsInvalid, NoQuorum.
    """
    committee, meeting = await agenda.locked(session, meeting_id, "hold")
    _must_have_been(held_at)
    there = await _note(session, committee, meeting, held_at, seen)
    missing = lacking(committee.quorum, there)
    if missing:
        raise NoQuorum(
            f"{there} of {committee.quorum} are there: adjourn it.",
            there=there,
            needed=committee.quorum,
            legal=["adjourn", "call_off"],
        )
    meeting.held_at, meeting.needed, meeting.there = held_at, committee.quorum, there
    await _move(session, committee, meeting, "hold", by, needed=committee.quorum, there=there)
    return meeting


def _must_have_been(at: datetime) -> None:
    if at > clock.now():
        raise InputIsInvalid("This moment has not come yet.", field="held_at")


async def _note(
    session: AsyncSession,
    committee: Committee,
    meeting: Meeting,
    at: datetime,
    seen: Mapping[UUID, Presence],
) -> int:
    """Writes down who was there of the seats of that day; says how many."""
    seats = [seat.id for seat in await seats_at(session, committee.id, at)]
    if strangers := set(seen) - set(seats):
        raise InputIsInvalid(
            f"These are no seats of that day: {', '.join(sorted(map(str, strangers)))}.",
            field="present",
        )
    for seat_id in seats:
        how = seen.get(seat_id, Presence.UNKNOWN)
        await session.merge(SeatPresence(meeting_id=meeting.id, seat_id=seat_id, how=how))
    await session.flush()
    return sum(how in COUNT_AS_THERE for how in seen.values())


async def adjourn(
    session: AsyncSession,
    meeting_id: UUID,
    reason: str,
    again_at: datetime,
    seen: Mapping[UUID, Presence],
    by: UUID,
) -> Meeting:
    """It is put off: another meeting goes on with its agenda; who had come is written down.

    The new one comes back. Raises MeetingNotFound, IllegalMove, InputIsInvalid.
    """
    committee, meeting = await agenda.locked(session, meeting_id, "adjourn")
    _must_be_one_of(reason, WHY_ADJOURNED)
    if again_at <= meeting.planned_at:
        raise InputIsInvalid("Later than the meeting that is put off.", field="again_at")
    there = await _note(session, committee, meeting, clock.now(), seen) if seen else None
    meeting.needed, meeting.there, meeting.reason = committee.quorum, there, reason
    told = {"reason": reason, "needed": committee.quorum, "there": there}
    await _move(session, committee, meeting, "adjourn", by, **told)
    again = await _plan(session, committee, again_at, meeting.venue, by, continues=meeting.id)
    for item in await agenda.items_of(session, meeting_id):
        session.add(_carried(item, again.id))
    await session.flush()
    return again


def _carried(item: AgendaItem, meeting_id: UUID) -> AgendaItem:
    """The same point on the agenda of the meeting that goes on."""
    kept = ("no", "kind", "case_id", "question", "told", "said", "decision_id", "laid_at")
    same = {name: getattr(item, name) for name in kept}
    return AgendaItem(meeting_id=meeting_id, laid_by=item.laid_by, **same)


async def call_off(session: AsyncSession, meeting_id: UUID, reason: str, by: UUID) -> Meeting:
    """It is not held, and no other for it. Raises MeetingNotFound, IllegalMove, InputIsInvalid."""
    committee, meeting = await agenda.locked(session, meeting_id, "call_off")
    _must_be_one_of(reason, WHY_CALLED_OFF)
    meeting.reason = reason
    await _move(session, committee, meeting, "call_off", by, reason=reason)
    return meeting


def _must_be_one_of(reason: str, known: tuple[str, ...]) -> None:
    if reason not in known:
        raise InputIsInvalid(f"Choose one of: {', '.join(known)}.", field="reason")


async def _move(
    session: AsyncSession, committee: Committee, meeting: Meeting, verb: str, by: UUID, **told: Any
) -> None:
    meeting.state = advance(MEETING_MOVES, meeting.state, verb, "meeting")
    session.add(meeting)
    await session.flush()
    await _tell(session, committee, meeting, meeting.state.value, by, **told)


async def _tell(
    session: AsyncSession, committee: Committee, meeting: Meeting, move: str, by: UUID, **told: Any
) -> None:
    await log.tell(session, committee, MeetingMoved, by, meeting_id=meeting.id, move=move, **told)
