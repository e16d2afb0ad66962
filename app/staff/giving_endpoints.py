"""HTTP of roles and skills: an administrator gives them, a course may be needed first."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import SessionDep
from app.core.schemas import Body, Id, Moment, Shape, Words
from app.staff import giving
from app.staff.auth import SignedIn, allow
from app.staff.course_models import NeedKind
from app.staff.schemas import RoleCode

router = APIRouter(tags=["staff"])

Gives = Annotated[SignedIn, allow(giving.GIVES)]
Row = dict[str, Any]


class RoleGiven(Body):
    """Which role somebody gets."""

    role: RoleCode


class SkillGiven(Body):
    """Which skill somebody gets, or loses."""

    skill: str = Field(min_length=1, max_length=40)


class GivenRow(Shape):
    """A role or skill was given, or a skill taken away."""

    kind: NeedKind
    code: str
    change: Literal["given", "taken"]
    at: Moment
    by: Words | None


class StaffRights(Shape):
    """What somebody of the staff may do: role, and skills by which calls are routed."""

    id: Id
    name: Words
    role: RoleCode
    skills: list[str]
    given: list[GivenRow] = Field(description="by whom and when, the latest first")


async def _row(session: AsyncSession, staff_id: UUID) -> Row:
    person = await giving.person_of(session, staff_id)
    return {
        "id": str(person.id),
        "name": {"bn": person.display_bn, "en": person.display_en},
        "role": person.role,
        "skills": list(person.skills),
        "given": await giving.given_rows(session, staff_id),
    }


@router.get("/staff/{staff_id}/rights", response_model=StaffRights)
async def see_rights(session: SessionDep, _: Gives, staff_id: UUID) -> Row:
    """Role and skills of somebody, and who gave them."""
    return await _row(session, staff_id)


@router.post("/staff/{staff_id}/role", response_model=StaffRights)
async def give_role(session: SessionDep, signed: Gives, staff_id: UUID, body: RoleGiven) -> Row:
    """Somebody is of another role from now on, and signs in anew."""
    await giving.give_role(session, staff_id, body.role, signed.id)
    return await _row(session, staff_id)


@router.post("/staff/{staff_id}/skills", response_model=StaffRights)
async def give_skill(session: SessionDep, signed: Gives, staff_id: UUID, body: SkillGiven) -> Row:
    """Calls that need the skill may be offered to this counsellor."""
    await giving.give_skill(session, staff_id, body.skill, signed.id)
    return await _row(session, staff_id)


@router.post("/staff/{staff_id}/skills/take", response_model=StaffRights)
async def take_skill(session: SessionDep, signed: Gives, staff_id: UUID, body: SkillGiven) -> Row:
    """The skill is his or hers no more."""
    await giving.take_skill(session, staff_id, body.skill, signed.id)
    return await _row(session, staff_id)
