"""A role or a skill is given to somebody who has an account, or a skill taken away again.

Whoever is at work keeps the role until the shift has ended: nobody loses a call by it.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.staff import permissions
from app.staff.course_models import NeedKind, StaffGiven
from app.staff.models import DutyRow, Staff
from app.staff.qualifications import must_have
from app.staff.queries import display_names
from app.staff.sign_in import end_sessions
from app.staff.states import Duty

GIVES: Final = "staff.give"
SKILL: Final = re.compile(r"[a-z][a-z_]{0,39}", re.ASCII)


class NoSuchPerson(NotFound):
    """Nobody of the staff has this id."""

    code = "no_such_person"


class NobodyGivesToHimself(HelplineError):
    """Who may give roles gives none to himself or herself."""

    code = "nobody_gives_to_himself"


class PersonIsAtWork(HelplineError):
    """The shift has to end before the role changes."""

    code = "person_is_at_work"


MayTake = Callable[[AsyncSession, UUID, str], Awaitable[None]]
"""Refuses a role to somebody who answers for something that nobody of this role may answer for."""
_ROOMS: Final[list[MayTake]] = []


def asked_first(room: MayTake) -> None:
    """From now on this room above is asked before a role is given."""
    _ROOMS.append(room)


async def give_role(session: AsyncSession, staff_id: UUID, role: str, by: UUID) -> Staff:
    """Somebody is of another role from now on, and signs in anew; nobody gives one to himself.

    Of two who take the role from each other at once, the second may not any more: one is left who
    gives. Raises NoSuchPerson, InputIsInvalid, CourseIsNeeded, PersonIsAtWork,
    NobodyGivesToHimself, NotAllowed, and what a room above refuses.
    """
    if staff_id == by:
        raise NobodyGivesToHimself("Another administrator has to do that.")
    people = {one: await person_of(session, one, lock=True) for one in sorted((staff_id, by))}
    permissions.require(people[by], GIVES)
    person = people[staff_id]
    _must_fit(person, role)
    if person.role == role:
        return person
    await must_have(session, NeedKind.ROLE, [role], person.id)
    duty = await session.get(DutyRow, person.id)
    if duty is not None and duty.state is not Duty.OFF:
        raise PersonIsAtWork("End the shift first.", state=duty.state.value)
    for may_take in _ROOMS:
        await may_take(session, person.id, role)
    person.role = role
    session.add(person)
    if duty is None and permissions.scope_of(role, "duty.move") is not None:
        session.add(DutyRow(staff_id=person.id))
    await end_sessions(session, person.id)
    await _note(session, person, NeedKind.ROLE, role, "given", by)
    return person


async def give_skill(session: AsyncSession, staff_id: UUID, skill: str, by: UUID) -> Staff:
    """Calls that need it may be offered to this counsellor; repeatable.

    Raises NoSuchPerson, InputIsInvalid, CourseIsNeeded.
    """
    if not SKILL.fullmatch(skill):
        raise InputIsInvalid("A skill is a short code in small letters.", field="skill")
    person = await person_of(session, staff_id, lock=True)
    if skill not in person.skills:
        await must_have(session, NeedKind.SKILL, [skill], person.id)
        person.skills = sorted([*person.skills, skill])
        await _note(session, person, NeedKind.SKILL, skill, "given", by)
    return person


async def take_skill(session: AsyncSession, staff_id: UUID, skill: str, by: UUID) -> Staff:
    """The skill is his or hers no more; repeatable. Raises NoSuchPerson."""
    person = await person_of(session, staff_id, lock=True)
    if skill in person.skills:
        person.skills = [one for one in person.skills if one != skill]
        await _note(session, person, NeedKind.SKILL, skill, "taken", by)
    return person


async def person_of(session: AsyncSession, staff_id: UUID, *, lock: bool = False) -> Staff:
    """Somebody of the staff who is with us. Raises NoSuchPerson."""
    person = await session.get(
        Staff, staff_id, with_for_update=lock or None, populate_existing=lock
    )
    if person is None or not person.active:
        raise NoSuchPerson("Nobody of the staff has this id.")
    return person


def _must_fit(person: Staff, role: str) -> None:
    """Raises InputIsInvalid for an unknown role, or one of somebody who answers for nobody."""
    if role not in {known.code for known in permissions.roles()}:
        raise InputIsInvalid("There is no such role.", field="role")
    if (role == "worker" and person.worker_id is None) or (
        role == "centre" and person.centre_id is None
    ):
        raise InputIsInvalid("This account answers for no worker and no centre.", field="role")


async def _note(
    session: AsyncSession, person: Staff, kind: NeedKind, code: str, change: str, by: UUID
) -> None:
    session.add(person)
    session.add(
        StaffGiven(staff_id=person.id, kind=kind, code=code, change=change, at=clock.now(), by=by)
    )
    await session.flush()


_GIVEN: Final = """
SELECT kind, code, change, at, "by" FROM staff_given WHERE staff_id = $1 ORDER BY at DESC, id
"""


async def given_rows(session: AsyncSession, staff_id: UUID) -> list[dict[str, Any]]:
    """What was given to somebody or taken away, by whom and when; the latest first."""
    found = await fetch(session, _GIVEN, staff_id)
    names = await display_names(session, {row["by"] for row in found})
    return [
        {
            "kind": row["kind"],
            "code": row["code"],
            "change": row["change"],
            "at": row["at"].isoformat(),
            "by": names.get(row["by"]),
        }
        for row in found
    ]
