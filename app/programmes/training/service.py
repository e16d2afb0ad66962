"""Verbs of courses and of what needs them; they flush, never commit.

A course's row is the lock of all that belongs to it.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock, outbox
from app.core.audience import BOARD
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.directory.states import PostKind
from app.programmes.training.events import (
    CourseChanged,
    CourseNeedSet,
    OfCourse,
)
from app.staff import permissions
from app.staff.course_models import Course, CourseNeed, NeedKind
from app.staff.giving import SKILL


class CourseNotFound(NotFound):
    """No such course."""

    code = "course_not_found"


class CourseIsKnown(HelplineError):
    """There is a course of this code already."""

    code = "course_is_known"


class CourseHasEnded(HelplineError):
    """It is not held any more; what was passed counts as long as it did."""

    code = "course_has_ended"


async def locked(session: AsyncSession, course_id: UUID) -> Course:
    """A course, which is ours until the transaction ends. Raises CourseNotFound."""
    found = await session.get(Course, course_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise CourseNotFound("There is no such course.")
    return found


def must_be_held(course: Course) -> None:
    """Raises CourseHasEnded."""
    if course.ended_at is not None:
        raise CourseHasEnded("This course is not held any more.", legal=[])


async def tell(session: AsyncSession, course: Course, kind: type[OfCourse], /, **told: Any) -> None:
    """Announce what happened to a locked course."""
    course.version += 1
    session.add(course)
    await session.flush()
    event = kind(entity_id=course.id, version=course.version, **told)
    await outbox.record(session, event, [BOARD])


async def add(
    session: AsyncSession,
    *,
    code: str,
    name_bn: str,
    name_en: str,
    hours: int | None = None,
    valid_months: int | None = None,
) -> Course:
    """A course is held from now on. Raises CourseIsKnown."""
    if (await session.exec(select(Course.id).where(Course.code == code))).first() is not None:
        raise CourseIsKnown("There is a course of this code.", field="code")
    made = Course(
        code=code, name_bn=name_bn, name_en=name_en, hours=hours, valid_months=valid_months
    )
    try:
        async with session.begin_nested():
            session.add(made)
    except IntegrityError as error:  # somebody added it in this very moment
        raise CourseIsKnown("There is a course of this code.", field="code") from error
    await tell(session, made, CourseChanged, move="added")
    return made


async def change(session: AsyncSession, course_id: UUID, said: Mapping[str, Any]) -> Course:
    """Described otherwise; what was passed before keeps its last day.

    Raises CourseNotFound, CourseHasEnded.
    """
    course = await locked(session, course_id)
    must_be_held(course)
    changed = {name: value for name, value in said.items() if getattr(course, name) != value}
    for name, value in changed.items():
        setattr(course, name, value)
    if changed:
        await tell(session, course, CourseChanged, move="changed")
    return course


async def end(session: AsyncSession, course_id: UUID) -> Course:
    """It is not held any more, and nothing needs it; said again, nothing changes."""
    course = await locked(session, course_id)
    if course.ended_at is None:
        course.ended_at = clock.now()
        for need in await _needs(session, course_id):
            need.ended_at = clock.now()
            session.add(need)
        await tell(session, course, CourseChanged, move="ended")
    return course


async def _needs(session: AsyncSession, course_id: UUID) -> list[CourseNeed]:
    found = await session.exec(
        select(CourseNeed).where(
            CourseNeed.course_id == course_id, col(CourseNeed.ended_at).is_(None)
        )
    )
    return list(found)


async def need(
    session: AsyncSession, course_id: UUID, kind: NeedKind, code: str, needed: bool, by: UUID
) -> None:
    """A role, skill or kind of post is given without the course to nobody from now on, or again.

    Raises CourseNotFound, CourseHasEnded, InputIsInvalid. Said again, nothing changes.
    """
    course = await locked(session, course_id)
    must_be_held(course)
    _must_be_known(kind, code)
    same = [one for one in await _needs(session, course_id) if (one.kind, one.code) == (kind, code)]
    if bool(same) is needed:
        return
    if needed:
        made = CourseNeed(kind=kind, code=code, course_id=course_id, set_at=clock.now(), set_by=by)
        session.add(made)
    for one in same:
        one.ended_at = clock.now()
        session.add(one)
    await tell(session, course, CourseNeedSet, kind=kind.value, code=code, needed=needed)


def _must_be_known(kind: NeedKind, code: str) -> None:
    roles = tuple(role.code for role in permissions.roles())
    known = {NeedKind.ROLE: roles, NeedKind.POST: tuple(PostKind)}.get(kind)
    if known is not None and code not in known:
        raise InputIsInvalid(f"Choose one of: {', '.join(known)}.", field="code")
    if known is None and not SKILL.fullmatch(code):
        raise InputIsInvalid("A skill is a short code in small letters.", field="code")
