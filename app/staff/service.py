"""Accounts and roles; each verb runs in the caller's transaction and flushes, never commits.

Duty verbs are in duty.py and signing in is in sign_in.py; they are named here for callers.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.staff import passwords, permissions
from app.staff.course_models import NeedKind
from app.staff.duty import lose_links, move_duty, seen
from app.staff.models import DutyRow, Role, Staff
from app.staff.qualifications import must_have
from app.staff.sign_in import end_sessions, known_as, sign_in, sign_out

__all__ = [
    "add_staff",
    "list_staff",
    "lose_links",
    "move_duty",
    "reset_password",
    "seen",
    "sign_in",
    "sign_out",
    "sync_roles",
]


class NameIsTaken(HelplineError):
    """Somebody signs in with this name already."""

    code = "name_is_taken"


class StaffNotFound(NotFound):
    """Nobody signs in with this name."""

    code = "staff_not_found"


async def sync_roles(session: AsyncSession) -> None:
    """Make the table of roles say what roles.csv says; run at every migration and start."""
    for role in permissions.roles():
        row = role._asdict()
        await session.exec(
            insert(Role).values(**row).on_conflict_do_update(index_elements=["code"], set_=row)
        )


async def add_staff(
    session: AsyncSession,
    *,
    name: str,
    display_bn: str,
    display_en: str,
    role: str,
    password: str,
    languages: Sequence[str] = ("bn",),
    skills: Sequence[str] = (),
    worker_id: UUID | None = None,
    centre_id: UUID | None = None,
) -> Staff:
    """Somebody new may sign in.

    Raises NameIsTaken, InputIsInvalid for an unknown role, CourseIsNeeded.
    """
    if role not in {known.code for known in permissions.roles()}:
        raise InputIsInvalid("There is no such role.", field="role")
    if (await session.exec(select(Staff.id).where(Staff.name == known_as(name)))).first():
        raise NameIsTaken("Somebody signs in with this name already.", field="name")
    await must_have(session, NeedKind.ROLE, [role], worker_id)
    await must_have(session, NeedKind.SKILL, skills, worker_id)
    person = Staff(
        name=known_as(name),
        display_bn=display_bn,
        display_en=display_en,
        role=role,
        password_hash=await passwords.hashed(password),
        languages=list(languages),
        skills=list(skills),
        worker_id=worker_id,
        centre_id=centre_id,
    )
    session.add(person)
    await session.flush()
    if permissions.scope_of(role, "duty.move") is not None:
        session.add(DutyRow(staff_id=person.id))
        await session.flush()
    return person


async def reset_password(session: AsyncSession, name: str, password: str) -> Staff:
    """A new password; whoever used the old one is signed out. Raises StaffNotFound."""
    found = await session.exec(select(Staff).where(Staff.name == known_as(name)))
    person = found.first()
    if person is None:
        raise StaffNotFound("Nobody signs in with this name.", field="name")
    person.password_hash = await passwords.hashed(password)
    session.add(person)
    await end_sessions(session, person.id)
    await session.flush()
    return person


async def list_staff(session: AsyncSession) -> list[Staff]:
    """Everybody who may sign in, by role and name."""
    return list(await session.exec(select(Staff).order_by(col(Staff.role), col(Staff.name))))
