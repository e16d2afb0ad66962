"""Whose a decision is by the posts and centres of this moment, and who hears of it; it only reads.

A decision of a seat is of whoever holds its post. One of an organisation, or of a seat that an
organisation has without a post, is of its people: those whose post is seated in the committee's
district, or for more than a district, and the staff of its centres there.
"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.board_case import district_of
from app.cases.case_timeline import overseers_in
from app.core import clock
from app.core.db import fetch
from app.directory.queries import HELD_NOW
from app.geo.lookup import gazetteer
from app.programmes.boards.due import Told
from app.programmes.boards.models import Committee, Decision
from app.staff import permissions

THE_DEPARTMENT: Final = "committees.found"
"""Whoever may found committees hears of a decision that the country must know of."""


@dataclass(frozen=True)
class Offices:
    """What somebody answers for: posts, and organisations with the district, None for all."""

    posts: tuple[UUID, ...] = ()
    organisations: tuple[tuple[UUID, str | None], ...] = ()

    def columns(self) -> tuple[list[UUID], list[UUID], list[str | None]]:
        """The same as columns for a statement."""
        pairs = self.organisations
        return list(self.posts), [one for one, _ in pairs], [district for _, district in pairs]


_POSTS: Final = f"""
SELECT post.id, organisation_id, seat AS place FROM holding JOIN post ON post.id = post_id
WHERE worker_id = $1 AND {HELD_NOW.format(at="$2")}
"""
_CENTRE: Final = "SELECT organisation_id, place FROM centre WHERE id = $1"


async def offices_of(
    session: AsyncSession, worker_id: UUID | None, centre_id: UUID | None
) -> Offices:
    """What a worker answers for by the posts held now, or a centre's staff by its organisation."""
    held = await fetch(session, _POSTS, worker_id, clock.now()) if worker_id else []
    centres = await fetch(session, _CENTRE, centre_id) if centre_id else []
    return Offices(
        tuple(row["id"] for row in held),
        tuple(
            (row["organisation_id"], district_of(row["place"]))
            for row in (*held, *centres)
            if row["organisation_id"] is not None
        ),
    )


_HOLDERS: Final = f"""
SELECT staff.id FROM staff JOIN holding USING (worker_id)
WHERE staff.active AND post_id = ANY($1) AND {HELD_NOW.format(at="$2")}
"""
_PEOPLE: Final = f"""
SELECT staff.id, seat AS place FROM staff JOIN holding USING (worker_id)
JOIN post ON post.id = post_id
WHERE staff.active AND organisation_id = $1 AND {HELD_NOW.format(at="$2")}
UNION SELECT staff.id, place FROM staff JOIN centre ON centre.id = staff.centre_id
WHERE staff.active AND organisation_id = $1
"""
_SEATS: Final = """
SELECT id, role, post_id, organisation_id FROM committee_seat
WHERE committee_id = $1 AND (id = $2 OR role = 'chair' AND ended_at IS NULL)
"""


async def who_hears(
    session: AsyncSession, committee: Committee, decision: Decision, level: Told
) -> set[UUID]:
    """The accounts that are told at a level: the owner's, later the chair's and the Department's.

    None where nobody holds the post, or nobody knows who does.
    """
    seats = await fetch(session, _SEATS, committee.id, decision.seat_id)
    told: set[UUID] = set()
    if decision.organisation_id is not None:
        told |= await _people_of(session, committee, decision.organisation_id)
    for seat in seats:
        if seat["id"] == decision.seat_id or level in (Told.CHAIR, Told.NATIONAL):
            told |= await _holders(session, committee, seat)
    if level is Told.NATIONAL:
        told |= await _department(session, committee)
    return told


async def _holders(session: AsyncSession, committee: Committee, seat: Any) -> set[UUID]:
    if seat["post_id"] is not None:
        rows = await fetch(session, _HOLDERS, [seat["post_id"]], clock.now())
        return {row["id"] for row in rows}
    if seat["organisation_id"] is not None:
        return await _people_of(session, committee, seat["organisation_id"])
    return set()


async def _people_of(
    session: AsyncSession, committee: Committee, organisation_id: UUID
) -> set[UUID]:
    rows = await fetch(session, _PEOPLE, organisation_id, clock.now())
    there = {None, committee.district}
    return {row["id"] for row in rows if district_of(row["place"]) in there}


_WITH_ROLE: Final = "SELECT id FROM staff WHERE active AND role = ANY($1)"


async def _department(session: AsyncSession, committee: Committee) -> set[UUID]:
    place = committee.place
    within = list(gazetteer().containers(place)) if place else []
    roles = [role.code for role in permissions.roles()]
    founding = [role for role in roles if permissions.scope_of(role, THE_DEPARTMENT) == "all"]
    found = {row["id"] for row in await fetch(session, _WITH_ROLE, founding)}
    return found | set(await overseers_in(session, within))
