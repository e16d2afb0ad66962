"""Verbs of training sessions: planned, filled, held with results, called off; they flush only."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.core.moves import advance
from app.geo.lookup import gazetteer
from app.programmes.training.events import TrainingMoved
from app.programmes.training.models import Participant, TrainingSession
from app.programmes.training.passing import must_be_somebody, qualify
from app.programmes.training.service import locked, must_be_held, tell
from app.programmes.training.states import MOVES, WHY_CALLED_OFF, Result, TrainingState, earns
from app.staff.course_models import Course, HolderKind

Seen = tuple[bool | None, Result]
"""Whether somebody was there (None: not known), and what came of it."""


class TrainingNotFound(NotFound):
    """No such training session."""

    code = "training_not_found"


class TrainingIsFull(HelplineError):
    """Every seat is taken; `seats` is how many there are."""

    code = "training_is_full"


async def plan(
    session: AsyncSession,
    course_id: UUID,
    by: UUID,
    *,
    starts_at: datetime,
    ends_at: datetime,
    place: str | None = None,
    venue: str | None = None,
    seats: int | None = None,
) -> TrainingSession:
    """A course is to be held. Raises CourseNotFound, CourseHasEnded, InputIsInvalid."""
    course = await locked(session, course_id)
    must_be_held(course)
    if ends_at <= starts_at:
        raise InputIsInvalid("It must end after it begins.", field="ends_at")
    if place is not None and gazetteer().get(place) is None:
        raise InputIsInvalid("There is no such place in the gazetteer.", field="place")
    made = TrainingSession(
        course_id=course_id,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        venue=venue,
        seats=seats,
        planned_at=clock.now(),
        planned_by=by,
    )
    session.add(made)
    await session.flush()
    await tell(session, course, TrainingMoved, session_id=made.id, move="planned")
    return made


async def _locked(
    session: AsyncSession, session_id: UUID, verb: str
) -> tuple[Course, TrainingSession]:
    known = await session.get(TrainingSession, session_id)
    if known is None:
        raise TrainingNotFound("There is no such training session.")
    course = await locked(session, known.course_id)
    await session.refresh(known)
    advance(MOVES, known.state, verb, "training")
    return course, known


async def enrol(
    session: AsyncSession, session_id: UUID, kind: HolderKind, holder_id: UUID, by: UUID
) -> TrainingSession:
    """Somebody is to take part; repeatable.

    Raises TrainingNotFound, IllegalMove, TrainingIsFull, InputIsInvalid.
    """
    course, training = await _locked(session, session_id, "enrol")
    await must_be_somebody(session, kind, holder_id)
    there = {one.holder_id for one in await participants_of(session, session_id)}
    if holder_id in there:
        return training
    if training.seats is not None and len(there) >= training.seats:
        raise TrainingIsFull("Every seat is taken.", seats=training.seats)
    session.add(
        Participant(
            session_id=session_id,
            holder_kind=kind,
            holder_id=holder_id,
            enrolled_at=clock.now(),
            enrolled_by=by,
        )
    )
    await session.flush()
    await tell(session, course, TrainingMoved, session_id=session_id, move="enrolled")
    return training


async def strike(session: AsyncSession, session_id: UUID, holder_id: UUID) -> TrainingSession:
    """Somebody is not to take part; repeatable. Raises TrainingNotFound, IllegalMove."""
    course, training = await _locked(session, session_id, "strike")
    there = await session.get(Participant, (session_id, holder_id))
    if there is not None:
        await session.delete(there)
        await session.flush()
        await tell(session, course, TrainingMoved, session_id=session_id, move="struck")
    return training


async def hold(
    session: AsyncSession, session_id: UUID, seen: Mapping[UUID, Seen], by: UUID
) -> TrainingSession:
    """It was held: whoever was there and passed has the course from its last day on.

    A participant nobody names stays unknown, which is no pass. Raises TrainingNotFound,
    IllegalMove, InputIsInvalid.
    """
    course, training = await _locked(session, session_id, "hold")
    if training.ends_at > clock.now():
        raise InputIsInvalid("It is not over yet.", field="results")
    people = await participants_of(session, session_id)
    if strangers := set(seen) - {one.holder_id for one in people}:
        names = ", ".join(sorted(map(str, strangers)))
        raise InputIsInvalid(f"These do not take part: {names}.", field="results")
    training.state = advance(MOVES, training.state, "hold", "training")
    training.ended_at, training.ended_by = clock.now(), by
    session.add(training)
    await session.flush()
    await tell(session, course, TrainingMoved, session_id=session_id, move=training.state.value)
    day = training.ends_at.astimezone(clock.DHAKA).date()
    for one in people:
        one.attended, one.result = seen.get(one.holder_id, (None, Result.UNKNOWN))
        session.add(one)
        if earns(one.attended, one.result):
            await qualify(session, course, one.holder_kind, one.holder_id, day, by, session_id)
    await session.flush()
    return training


async def call_off(
    session: AsyncSession, session_id: UUID, reason: str, by: UUID
) -> TrainingSession:
    """It is not held. Raises TrainingNotFound, IllegalMove, InputIsInvalid."""
    course, training = await _locked(session, session_id, "call_off")
    if reason not in WHY_CALLED_OFF:
        raise InputIsInvalid(f"Choose one of: {', '.join(WHY_CALLED_OFF)}.", field="reason")
    training.state = TrainingState.CALLED_OFF
    training.ended_at, training.ended_by, training.reason = clock.now(), by, reason
    session.add(training)
    await session.flush()
    await tell(session, course, TrainingMoved, session_id=session_id, move=training.state.value)
    return training


async def participants_of(session: AsyncSession, session_id: UUID) -> list[Participant]:
    """Who is to take part, or took part."""
    found = await session.exec(
        select(Participant)
        .where(Participant.session_id == session_id)
        .order_by(col(Participant.enrolled_at), col(Participant.holder_id))
    )
    return list(found)
