"""Notes of a roll that was called on a phone, with or without network; each counts at its own time.

A command's id is its note's, so that a roll that is sent twice is one roll. What is legal is
decided in residence; this only knows who may call a roll from a phone: the people of that site.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.residence import street_nights, street_service
from app.residence.street_marks import Note
from app.residence.street_service import Times
from app.residence.street_sites import Site, SiteNotFound, site_of


@dataclass(frozen=True, slots=True)
class Roll:
    """At which site a command was pressed, by whom and when; `at` is our time."""

    site: Site
    by: UUID
    at: datetime


def _note(roll: Roll, said: Any) -> Note:
    return Note(said.id, said.day, roll.by, roll.at)


async def _see(session: AsyncSession, roll: Roll, said: Any) -> bool:
    times = Times(said.came_at, said.left_at)
    return await street_service.see(
        session, roll.site, _note(roll, said), said.child_id, times, moved=said.moved
    )


async def _meet(session: AsyncSession, roll: Roll, said: Any) -> bool:
    times = Times(said.came_at, said.left_at)
    return await street_service.meet(
        session, roll.site, _note(roll, said), said.child_id, said.nickname, said.sex, times
    )


async def _correct(session: AsyncSession, roll: Roll, said: Any) -> bool:
    times = Times(said.came_at, said.left_at)
    return await street_service.correct(
        session,
        roll.site,
        _note(roll, said),
        said.child_id,
        said.reason,
        seen=said.seen,
        times=times,
    )


async def _count(session: AsyncSession, roll: Roll, said: Any) -> bool:
    note = _note(roll, said)
    return await street_service.count(session, roll.site, note, said.unnamed, said.of, said.reason)


async def _explain(session: AsyncSession, roll: Roll, said: Any) -> bool:
    return await street_nights.explain(session, roll.site, said.day, said.reason, roll.by)


_Verb = Callable[[AsyncSession, Roll, Any], Awaitable[bool]]
VERBS: Final[dict[str, _Verb]] = {
    "roll_see": _see,
    "roll_meet": _meet,
    "roll_correct": _correct,
    "roll_count": _count,
    "roll_explain": _explain,
}


async def note_on_roll(
    session: AsyncSession, centre_id: UUID | None, by: UUID, at: datetime, said: Any
) -> bool:
    """Do what a phone of a site has kept; False when it was so before.

    Raises SiteNotFound for whoever answers for no site, and what the verb raises.
    """
    if centre_id is None:
        raise SiteNotFound("There is no such site, or it is not yours.")
    roll = Roll(await site_of(session, centre_id), by, at)
    return await VERBS[said.verb](session, roll, said)
