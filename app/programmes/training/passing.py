"""Verbs of what somebody has passed: got, renewed, withdrawn, and the warning before it ends.

They flush, never commit; a course's row is the lock.
"""

from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.errors import InputIsInvalid, NotFound
from app.directory.models import Worker
from app.jobs.deadlines import cancel_deadline, set_deadline
from app.programmes.training.events import QualificationChanged, QualificationWarned
from app.programmes.training.service import locked, tell
from app.programmes.training.states import LEVELS, WHY_ENDED, last_day, warned_on
from app.staff.course_models import Course, HolderKind, Qualification
from app.staff.models import Staff

QUALIFICATION_ENDS: Final = "qualification_ends"
RENEWED: Final = "renewed"
MISTAKE: Final = WHY_ENDED[0]


class QualificationNotFound(NotFound):
    """Nobody has passed anything under this id."""

    code = "qualification_not_found"


async def must_be_somebody(session: AsyncSession, kind: HolderKind, holder_id: UUID) -> None:
    """Raises InputIsInvalid when there is no such account or worker."""
    table = Staff if kind is HolderKind.STAFF else Worker
    if await session.get(table, holder_id) is None:
        raise InputIsInvalid("There is no such account or worker.", field="holder")


async def qualify(
    session: AsyncSession,
    course: Course,
    kind: HolderKind,
    holder_id: UUID,
    got_on: date,
    by: UUID,
    session_id: UUID | None = None,
) -> Qualification:
    """Somebody has passed a locked course; what he or she had of it before is renewed by that.

    Passed on the same day once already, that one stands. Raises InputIsInvalid.
    """
    if got_on > clock.now().astimezone(clock.DHAKA).date():
        raise InputIsInvalid("This day has not come yet.", field="got_on")
    same = await session.exec(
        select(Qualification).where(
            Qualification.course_id == course.id,
            Qualification.holder_id == holder_id,
            Qualification.got_on == got_on,
            col(Qualification.ended_at).is_(None),
        )
    )
    if (there := same.first()) is not None:
        return there
    made = Qualification(
        course_id=course.id,
        holder_kind=kind,
        holder_id=holder_id,
        got_on=got_on,
        until=last_day(got_on, course.valid_months),
        session_id=session_id,
        given_by=by,
        given_at=clock.now(),
    )
    session.add(made)
    await session.flush()
    await _look_again(session, made)
    await _tell(session, course, made, "got")
    await _renew(session, course, made)
    return made


def _lasts(one: Qualification) -> date:
    return one.until or date.max


async def _renew(session: AsyncSession, course: Course, made: Qualification) -> None:
    """Of all that somebody has of a course the one that lasts longest stands.

    The others are over, and nobody is warned of them: also the new one, where it was noted late.
    """
    found = await session.exec(
        select(Qualification).where(
            Qualification.course_id == course.id,
            Qualification.holder_id == made.holder_id,
            Qualification.id != made.id,
            col(Qualification.ended_at).is_(None),
        )
    )
    for one in found:
        sooner = one if _lasts(one) <= _lasts(made) else made
        await _end(session, course, sooner, RENEWED, made.given_by)


async def withdraw(
    session: AsyncSession, qualification_id: UUID, reason: str, by: UUID
) -> Qualification:
    """It counts no more; what was given by it stays given. Repeatable.

    If it was a mistake, what it had renewed stands again. Raises QualificationNotFound,
    InputIsInvalid.
    """
    if reason not in WHY_ENDED:
        raise InputIsInvalid(f"Choose one of: {', '.join(WHY_ENDED)}.", field="reason")
    known = await session.get(Qualification, qualification_id)
    if known is None:
        raise QualificationNotFound("Nobody has passed anything under this id.")
    course = await locked(session, known.course_id)
    await session.refresh(known)
    if known.ended_at is None:
        await _end(session, course, known, reason, by)
        if reason == MISTAKE:
            await _stands_again(session, course, known)
    return known


async def _stands_again(session: AsyncSession, course: Course, gone: Qualification) -> None:
    found = await session.exec(
        select(Qualification).where(
            Qualification.course_id == course.id,
            Qualification.holder_id == gone.holder_id,
            Qualification.end_reason == RENEWED,
        )
    )
    kept = max(found, key=_lasts, default=None)
    if kept is not None:
        kept.ended_at = kept.end_reason = kept.ended_by = None
        session.add(kept)
        await session.flush()
        await _look_again(session, kept)
        await _tell(session, course, kept, "stands_again")


async def _end(
    session: AsyncSession, course: Course, one: Qualification, reason: str, by: UUID
) -> None:
    one.ended_at, one.end_reason, one.ended_by = clock.now(), reason, by
    session.add(one)
    await session.flush()
    await cancel_deadline(session, QUALIFICATION_ENDS, one.id)
    await _tell(session, course, one, RENEWED if reason == RENEWED else "withdrawn")


async def _tell(session: AsyncSession, course: Course, one: Qualification, move: str) -> None:
    await tell(
        session,
        course,
        QualificationChanged,
        qualification_id=one.id,
        holder_kind=one.holder_kind.value,
        holder_id=one.holder_id,
        move=move,
        until=one.until.isoformat() if one.until else None,
    )


async def _look_again(session: AsyncSession, one: Qualification) -> None:
    if one.until is not None and one.told_level < len(LEVELS):
        day = warned_on(LEVELS[one.told_level], one.until)
        at = datetime.combine(day, time.min, clock.DHAKA)
        await set_deadline(session, QUALIFICATION_ENDS, one.id, at)


async def qualification_ends(session: AsyncSession, qualification_id: UUID) -> None:
    """What somebody has passed ends soon, or has ended: supervisors are told, each once."""
    before = await session.get(Qualification, qualification_id)
    if before is None or before.ended_at is not None:
        return
    course = await locked(session, before.course_id)
    known = await session.get_one(Qualification, qualification_id, populate_existing=True)
    if known.ended_at is not None or known.until is None:
        return
    today = clock.now().astimezone(clock.DHAKA).date()
    while known.told_level < len(LEVELS):
        level = LEVELS[known.told_level]
        if warned_on(level, known.until) > today:
            break
        known.told_level += 1
        session.add(known)
        told = {"qualification_id": known.id, "level": level.value}
        await tell(session, course, QualificationWarned, until=known.until.isoformat(), **told)
    await _look_again(session, known)
