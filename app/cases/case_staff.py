"""Who may own or supervise cases, and which areas somebody oversees; it opens no case."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_models import CaseArea
from app.cases.case_timeline import WHOLE_COUNTRY, overseers
from app.core import clock
from app.core.db import fetch
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.directory.queries import place_row
from app.geo.lookup import gazetteer
from app.staff import giving, permissions

OWNS = "cases.write"
APPROVES = "cases.approve"

_WHO = "SELECT id, display_bn, display_en, role FROM staff WHERE id = $1 AND active"
_OWNERS = """
SELECT staff.id, display_bn, display_en, role, count(case_file.id)::int AS open_cases
FROM staff LEFT JOIN case_file ON owner_id = staff.id AND state = 'open'
WHERE active AND role = ANY($1) GROUP BY staff.id ORDER BY display_en, staff.id
"""


class OverseerNotFound(NotFound):
    """Nobody of that id oversees cases."""

    code = "overseer_not_found"


class PersonOwnsCases(HelplineError):
    """Somebody owns open cases, or is asked to take one on, and could not with this role."""

    code = "person_owns_cases"


def roles_that(action: str) -> list[str]:
    """The roles with a line for `action`."""
    roles = (role.code for role in permissions.roles())
    return [role for role in roles if permissions.scope_of(role, action) is not None]


async def must_be_owner(session: AsyncSession, staff_id: UUID, field: str) -> None:
    """Raises InputIsInvalid for anybody who can't work on cases, or is not with us any more."""
    found = await fetch(session, _WHO, staff_id)
    if not found or found[0]["role"] not in roles_that(OWNS):
        raise InputIsInvalid("Nobody of that id works on cases.", field=field)


async def must_be_supervisor(session: AsyncSession, staff_id: UUID) -> None:
    """Raises InputIsInvalid for anybody who may not approve."""
    found = await fetch(session, _WHO, staff_id)
    if not found or found[0]["role"] not in roles_that(APPROVES):
        raise InputIsInvalid("Nobody of that id supervises cases.", field="supervisor")


_ANSWERS_FOR = """
SELECT number FROM case_file WHERE state = 'open' AND (owner_id = $1 OR EXISTS (
    SELECT FROM case_assignment WHERE case_id = case_file.id AND to_id = $1 AND state = 'asked'))
ORDER BY number
"""


async def _may_take(session: AsyncSession, staff_id: UUID, role: str) -> None:
    """Nobody gets a role in which the dues of his or her cases reach somebody who can't act."""
    if role in roles_that(OWNS):
        return
    found = [row["number"] for row in await fetch(session, _ANSWERS_FOR, staff_id)]
    if found:
        raise PersonOwnsCases("Give these cases to somebody else first.", cases=found)


giving.asked_first(_may_take)


async def owner_rows(session: AsyncSession) -> list[dict[str, Any]]:
    """Everybody who can own a case, with how many are open."""
    return [
        {
            "id": str(row["id"]),
            "name": {"bn": row["display_bn"], "en": row["display_en"]},
            "role": row["role"],
            "supervises": row["role"] in roles_that(APPROVES),
            "open_cases": row["open_cases"],
        }
        for row in await fetch(session, _OWNERS, roles_that(OWNS))
    ]


async def set_areas(session: AsyncSession, staff_id: UUID, places: Sequence[str], by: UUID) -> None:
    """From now on somebody oversees these places. Raises OverseerNotFound, InputIsInvalid."""
    await _role_of_overseer(session, staff_id)
    wanted = set(places)
    unknown = [place for place in wanted if gazetteer().get(place) is None]
    if unknown:
        raise InputIsInvalid("There is no such place in the gazetteer.", field="places")
    present = {row.place for row in await _present(session, staff_id)}
    now = clock.now()
    await session.exec(
        update(CaseArea)
        .where(
            col(CaseArea.staff_id) == staff_id,
            col(CaseArea.ended_at).is_(None),
            col(CaseArea.place).not_in(wanted),
        )
        .values(ended_at=now)
    )
    for place in sorted(wanted - present):
        session.add(CaseArea(staff_id=staff_id, place=place, given_at=now, given_by=by))
    await session.flush()


async def _role_of_overseer(session: AsyncSession, staff_id: UUID) -> str:
    who = await fetch(session, _WHO, staff_id)
    if not who or who[0]["role"] not in overseers():
        raise OverseerNotFound("Nobody of that id oversees cases.")
    return str(who[0]["role"])


async def _present(session: AsyncSession, staff_id: UUID) -> list[CaseArea]:
    found = await session.exec(
        select(CaseArea).where(CaseArea.staff_id == staff_id, col(CaseArea.ended_at).is_(None))
    )
    return list(found)


async def area_row(session: AsyncSession, staff_id: UUID) -> dict[str, Any]:
    """What somebody oversees; `whole_country` is said for a supervisor without any area.

    Raises OverseerNotFound.
    """
    role = await _role_of_overseer(session, staff_id)
    rows = sorted(row.place for row in await _present(session, staff_id))
    return {
        "staff_id": str(staff_id),
        "places": [place_row(place) for place in rows],
        "whole_country": role == WHOLE_COUNTRY and not rows,
    }
